import Raster
import StudioTestSupport
import Testing

@testable import Footage

@Suite(.timeLimit(.minutes(3)))
struct RepeatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  struct Scene: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let speed: Double
    var grain = 0
  }

  static let scenes = [
    Scene(testDescription: "a slow turn", speed: 0.006),
    Scene(testDescription: "a turn", speed: 0.02),
    Scene(testDescription: "a fast turn", speed: 0.15),
    Scene(testDescription: "a turn under grain", speed: 0.02, grain: 12),
  ]

  struct Coding: Sendable, CustomTestStringConvertible {
    let encoder: String
    let crf: Int
    var testDescription: String { "\(encoder) crf \(crf)" }
  }

  static let codings = [
    Coding(encoder: "libx264", crf: 18), Coding(encoder: "libx264", crf: 27),
    Coding(encoder: "libx265", crf: 26),
  ]

  private func clip(_ name: String, _ pictures: [Bitmap], _ coding: Coding) throws -> String {
    try DrawnClip(pictures, encoder: coding.encoder, crf: coding.crf).make(at: folder / name)
  }

  @Test(.needsEncoder("libx265"), arguments: scenes, codings)
  func `A frame that was sent on is found again, and the next moment is not taken for it`(
    scene: Scene, coding: Coding
  ) async throws {
    let pictures = try DrawnScene.turning(by: scene.speed, grain: scene.grain, 44)
    let first = try clip("first.mp4", Array(pictures[..<22]), coding)
    let last = try await FrameSampler().picture(at: .last, of: first).bitmap
    let chained = try clip("chained.mp4", [last] + pictures[22..<43], coding)
    let next = try clip("next.mp4", Array(pictures[22...]), coding)
    let found = try await RepeatFinder().verdict(from: first, to: chained)
    #expect(found.finding == .repeats, "\(found)")
    #expect(found.frames == 1)
    #expect(!found.isKnown)
    let other = try await RepeatFinder().verdict(from: first, to: next)
    #expect(other.finding != .repeats, "\(other)")
    #expect(other.frames == 0)
  }

  @Test func `A clip that goes on from the last frame but one repeats two frames`() async throws {
    let pictures = try DrawnScene.turning(by: 0.02, 44)
    let coding = Self.codings[0]
    let first = try clip("first.mp4", Array(pictures[..<22]), coding)
    let second = try clip("second.mp4", Array(pictures[20..<42]), coding)
    let found = try await RepeatFinder().verdict(from: first, to: second)
    #expect(found.finding == .repeats)
    #expect(found.frames == 2)
  }

  @Test func `A repeat is found though colours and contrast have drifted`() async throws {
    let pictures = try DrawnScene.turning(by: 0.02, 44)
    let coding = Self.codings[0]
    let first = try clip("first.mp4", Array(pictures[..<22]), coding)
    let last = try await FrameSampler().picture(at: .last, of: first).bitmap
    let drifted = try ([last] + pictures[22..<43]).map { try $0.drifted(gain: 1.08, offset: -6) }
    let second = try clip("second.mp4", drifted, coding)
    let found = try await RepeatFinder().verdict(from: first, to: second)
    #expect(found.finding == .repeats, "\(found)")
  }

  @Test func `A cut to another scene is no repeat`() async throws {
    let coding = Self.codings[0]
    let first = try clip("first.mp4", try DrawnScene.turning(by: 0.02, 22), coding)
    let other = try clip(
      "other.mp4", try DrawnScene.pictures("testsrc2=s=160x112:r=24", 22), coding)
    let found = try await RepeatFinder().verdict(from: first, to: other)
    #expect(found.finding == .unrelated, "\(found)")
  }

  @Test func `Clips in which nothing moves are left as they are`() async throws {
    let coding = Self.codings[0]
    let still = try clip("still.mp4", try DrawnScene.turning(by: 0, 22), coding)
    let found = try await RepeatFinder().verdict(from: still, to: still)
    #expect(found.finding == .undecided, "\(found)")
    // What little is measured is the coding's noise.
    #expect(found.frames == 0)
    let flat = try clip("flat.mp4", try DrawnScene.pictures("color=red:s=160x112:r=24", 22), coding)
    #expect(
      try await RepeatFinder().verdict(from: flat, to: flat).finding == .undecided)
  }

  @Test func `Clips of two shapes are not compared`() async throws {
    let wide = try SyntheticClip { $0.size = PixelSize(width: 96, height: 64) }
      .make(at: folder / "wide.mp4")
    let high = try SyntheticClip { $0.size = PixelSize(width: 64, height: 96) }
      .make(at: folder / "high.mp4")
    #expect(try await RepeatFinder().verdict(from: wide, to: high).finding == .unrelated)
  }

  @Test(arguments: [1, 2, 3])
  func `Very short clips get an answer`(count: Int) async throws {
    let pictures = try DrawnScene.turning(by: 0.02, count)
    let clip = try clip("short.mp4", pictures, Self.codings[0])
    let found = try await RepeatFinder().verdict(from: clip, to: clip)
    #expect(RepeatVerdict.Finding.allCases.contains(found.finding))
    #expect(found.frames <= count)
  }

  @Test func `Parts of clips are compared where they are cut`() async throws {
    let pictures = try DrawnScene.turning(by: 0.02, 60)
    let whole = try clip("whole.mp4", pictures, Self.codings[0])
    let finder = RepeatFinder()
    let again = try await finder.verdict(
      from: whole, to: whole, outgoingFrames: 0..<30, incomingFrames: 29..<60)
    #expect(again.finding == .repeats, "\(again)")
    let on = try await finder.verdict(
      from: whole, to: whole, outgoingFrames: 0..<30, incomingFrames: 30..<60)
    #expect(on.finding == .continues, "\(on)")
  }
}

extension Bitmap {
  /// The picture with red, green and blue multiplied and shifted.
  func drifted(gain: Double, offset: Double) throws -> Bitmap {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size.pixelCount * 4)
    withPixels { pixels in
      for index in 0..<pixels.count {
        let value = index % 4 == 3 ? Double(pixels[index]) : Double(pixels[index]) * gain + offset
        bytes.append(UInt8(max(0, min(255, value.rounded()))))
      }
    }
    return Bitmap(size: size, pixels: bytes)
  }
}
