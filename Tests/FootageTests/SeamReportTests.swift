import Foundation
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(2)))
struct SeamReportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func chain() async throws -> [String] {
    let pictures = try DrawnScene.turning(by: 0.02, 58)
    let first = try DrawnClip(Array(pictures[..<20])).make(at: folder / "one.mp4")
    let last = try await FrameSampler().picture(at: .last, of: first).bitmap
    let second = try DrawnClip([last] + pictures[20..<39]).make(at: folder / "two.mp4")
    let third = try DrawnClip(
      try pictures[39...].map { try $0.drifted(gain: 1.3, offset: 8) }
    ).make(at: folder / "a <b> & \"c\".mp4")
    return [first, second, third]
  }

  @Test func `Seams between clips are looked at and reported, the worst first`() async throws {
    let clips = try await chain()
    let seams = try await SeamInspector().inspect(
      clips.map { SeamInspector.Piece(path: $0) },
      [SeamInspector.Treatment(seam: "dedupe", droppedFrames: 1), SeamInspector.Treatment()])
    #expect(seams.map(\.number) == [1, 2])
    #expect(seams[0].repeats.isRepeat)
    #expect(seams[0].outgoing.frame == 18)
    #expect(seams[0].passes, "\(seams[0].warnings)")
    #expect(!seams[1].passes)
    #expect(seams.worstFirst.map(\.number) == [2, 1])

    let page = folder / "seams.html"
    try SeamReport(title: "A & B", seams: seams).write(to: page, replacing: false)
    let html = String(decoding: try folder.bytes(of: "seams.html"), as: UTF8.self)
    #expect(html.contains("<title>Seams of A &amp; B</title>"))
    #expect(html.contains("a &lt;b&gt; &amp; &quot;c&quot;.mp4"))
    #expect(!html.contains("<b>") && !html.contains("http"))
    #expect(html.components(separatedBy: "<img ").count == 7)
    #expect(html.components(separatedBy: "alt=\"").count == 7)
    let places = ["seam-2\"", "seam-1\""].compactMap { html.range(of: "id=\"\($0)") }
    #expect(places.count == 2 && places[0].lowerBound < places[1].lowerBound)

    struct Document: Decodable {
      struct Seam: Decodable {
        let number: Int
        let passes: Bool
      }
      let schemaVersion: Int
      let warnings: Int
      let seams: [Seam]
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let json = try decoder.decode(
      Document.self, from: Data(try folder.bytes(of: "seams.json")))
    #expect(json.schemaVersion == 1 && json.warnings == 1)
    #expect(json.seams.map(\.number) == [1, 2] && json.seams.map(\.passes) == [true, false])
    #expect(throws: OutputError.self) {
      try SeamReport(title: "", seams: seams).write(to: page, replacing: false)
    }
  }

  @Test func `Seams of a joined video are looked at where one says they are`() async throws {
    let clips = try await chain()
    let film = folder / "film.mp4"
    _ = try await Splicer().join(Array(clips[..<2]), to: film, replacing: false)
    let inspector = SeamInspector()
    let found = try await inspector.inspect(film, seamsAt: [.frame(20), .frame(10)])
    #expect(found.map(\.number) == [1, 2])
    #expect(found.map(\.incoming.frame) == [10, 20])
    #expect(found[0].repeats.finding == .continues)
    #expect(found[1].repeats.finding == .repeats)
    #expect(found[1].warnings.map(\.kind) == [.repeated])
    for position in [FramePosition.first, .frame(400), .seconds(99)] {
      await #expect(throws: FootageError.self) {
        _ = try await inspector.inspect(film, seamsAt: [position])
      }
    }
  }

  @Test func `A tone that goes on is no click, and one that breaks off is`() async throws {
    func clip(_ name: String, _ frequency: Int?) throws -> String {
      try SyntheticClip {
        $0.sound = frequency.map { SyntheticClip.Tone(frequency: $0) }
        $0.frameCount = 30
      }.make(at: folder / name)
    }
    // 1.2 seconds hold 360 periods of 300 Hz, and 361.2 of 301 Hz.
    let whole = try clip("whole.mp4", 300)
    let broken = try clip("broken.mp4", 301)
    let silent = try clip("silent.mp4", nil)
    func step(_ clips: [String]) async throws -> SoundStep? {
      try await SeamInspector().inspect(clips.map { SeamInspector.Piece(path: $0) })[0]
        .measurement.sound
    }
    let none = try await step([silent, silent])
    #expect(none == nil)
    let steady = try #require(try await step([whole, whole]))
    #expect(!steady.isClick && steady.usual > 0.005, "\(steady)")
    let jump = try #require(try await step([broken, whole]))
    #expect(jump.isClick && jump.largest > 5 * jump.usual, "\(jump)")
    let end = try #require(try await step([broken, silent]))
    #expect(end.isClick, "\(end)")
  }

  @Test func `A clip that is damaged in its midst is told, and outweighs all else`() async throws {
    let pictures = try DrawnScene.turning(by: 0.02, grain: 20, 40)
    let whole = try DrawnClip(Array(pictures[..<20])).make(at: folder / "whole.mp4")
    try DrawnClip(Array(pictures[20...])).make(at: folder / "broken.mp4")
    var bytes = try folder.bytes(of: "broken.mp4")
    for place in bytes.count * 2 / 5..<bytes.count * 3 / 5 { bytes[place] ^= 0x55 }
    let broken = try folder.write(bytes, as: "broken.mp4")
    func seams(_ clips: [String]) async throws -> [SeamInspection] {
      try await SeamInspector().inspect(clips.map { SeamInspector.Piece(path: $0) })
    }
    let fine = try await seams([whole, whole])
    #expect(fine.damage.isEmpty)
    let found = try await seams([whole, broken, whole])
    let told = found.damage.map { $0.hasPrefix("\(broken): ") }
    #expect(told == [true])
    #expect(found.allSatisfy { $0.warnings.first?.kind == .damage })
  }

  @Test func `One clip alone has no seam`() async throws {
    await #expect(throws: FootageError.self) {
      _ = try await SeamInspector().inspect([SeamInspector.Piece(path: "one.mp4")])
    }
  }

  static let names = [
    ("seams.html", "seams.json"), ("a.b/seams", "a.b/seams.json"), ("x/y.z.html", "x/y.z.json"),
  ]

  @Test(arguments: names)
  func `The file for programs lies beside the page`(page: String, json: String) {
    #expect(SeamReport.jsonPath(for: page) == json)
  }
}
