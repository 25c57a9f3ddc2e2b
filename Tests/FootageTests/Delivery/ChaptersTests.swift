import Libav
import Outputs
import StudioTestSupport
import Testing

@testable import Footage

/// A source's chapters, in what is made of it.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct ChaptersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let chapters = [
    Chapter(start: 0, end: 0.4, title: "The shore"),
    Chapter(start: 0.4, end: 1, title: "A red train crosses a bridge"),
  ]

  private func source(as name: String = "a.mkv", in container: String = "matroska") throws -> String
  {
    try SyntheticClip {
      $0.chapters = Self.chapters
      $0.container = container
      // Matroska's muxer would move the streams for the sound's priming, and leave the chapters.
      if container == "matroska" { $0.muxerOptions = [("avoid_negative_ts", "disabled")] }
      $0.sound = .init()
    }.make(at: folder / name)
  }

  private func result(
    of path: String, to name: String, _ settings: DeliverySettings = DeliverySettings(),
    _ options: DeliveryOptions = DeliveryOptions()
  ) async throws -> (chapters: [Chapter], result: DeliveryResult) {
    var settings = settings
    settings.video?.speed = "veryfast"
    let made = try await Deliverer(options).deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: false)[0]
    if settings.container.isFolder { return ([], made) }
    return (try Demuxer.open(folder / name, Cancellation()).chapters, made)
  }

  @Test(arguments: [("a.mkv", "matroska"), ("a.mp4", "mp4"), ("a.mov", "mov")])
  func `chapters are kept by whatever holds them, encoded or copied`(
    name: String, container: String
  ) async throws {
    let path = try source(as: name, in: container)
    for kind in [DeliveryContainer.mp4, .mov, .mkv] {
      for always in [true, false] {
        let (chapters, made) = try await result(
          of: path, to: "\(always).\(kind.rawValue)", DeliverySettings(container: kind),
          DeliveryOptions(alwaysEncodes: always))
        #expect(chapters == Self.chapters, "\(kind) \(always)")
        #expect(!made.notes.contains { $0.contains("chapter") })
      }
    }
    let sound = try await result(
      of: path, to: "a.m4a", DeliverySettings(container: .m4a, video: nil))
    #expect(sound.chapters == Self.chapters)
  }

  @Test func `chapters follow the speed and every play`() async throws {
    let edits = DeliveryEdits(speed: 2, plays: 2)
    let (chapters, _) = try await result(
      of: try source(), to: "b.mp4", DeliverySettings(), DeliveryOptions(edits: edits))
    #expect(chapters.map { $0.start.rounded(toPlaces: 3) } == ["0", "0.2", "0.5", "0.7"])
    #expect(chapters.map { $0.end.rounded(toPlaces: 3) } == ["0.2", "0.5", "0.7", "1"])
    #expect(chapters.map(\.title) == (Self.chapters + Self.chapters).map(\.title))
  }

  @Test func `chapters leave with what is not to be kept`() async throws {
    let path = try source()
    var bare = DeliverySettings()
    bare.keepsMetadata = false
    #expect(try await result(of: path, to: "bare.mp4", bare).chapters.isEmpty)
    let label = OriginLabel(.generated, prompt: "A red train crosses a bridge")
    let quiet = try await result(
      of: path, to: "quiet.mkv", DeliverySettings(container: .mkv),
      DeliveryOptions(origin: label, keepsPrompt: false))
    #expect(quiet.chapters.map(\.title) == ["The shore", nil])
  }

  @Test func `a stream tells that it has no place for chapters`() async throws {
    let (_, made) = try await result(of: try source(), to: "stream", .stream(.hls))
    #expect(made.notes.contains("The source's 2 chapters were left out."))
  }
}
