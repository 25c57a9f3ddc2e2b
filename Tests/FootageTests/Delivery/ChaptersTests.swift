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

  @Test func `sound alone repeats its chapters with every play`() async throws {
    let path = try source()
    let (chapters, _) = try await result(
      of: path, to: "b.m4a", DeliverySettings(container: .m4a, video: nil),
      DeliveryOptions(edits: DeliveryEdits(plays: 2)))
    #expect(chapters.map(\.title) == (Self.chapters + Self.chapters).map(\.title))
    let starts = chapters.map(\.start)
    for (start, wanted) in zip(starts, [0, 0.4, 1, 1.4]) {
      #expect(abs(start - wanted) < 0.05, "\(starts)")
    }
    #expect((chapters.last?.end ?? 9) < 2.1)
  }

  @Test func `chapters beyond the end are left out, and told of`() async throws {
    let path = try SyntheticClip {
      $0.chapters = [
        Chapter(start: 0, end: 3, title: "Long"), Chapter(start: 3, end: 4, title: "Beyond"),
      ]
      $0.sound = .init()
      $0.container = "matroska"
      $0.muxerOptions = [("avoid_negative_ts", "disabled")]
    }.make(at: folder / "a.mkv")
    for (name, settings) in [
      ("b.mp4", DeliverySettings()), ("b.m4a", DeliverySettings(container: .m4a, video: nil)),
    ] {
      let (chapters, made) = try await result(of: path, to: name, settings)
      #expect(chapters.map(\.title) == ["Long"] && (chapters.first?.end ?? 9) < 1.1, "\(chapters)")
      #expect(
        made.notes.contains(
          "A chapter of the source lies where nothing is shown, and was left out."), "\(made.notes)"
      )
    }
  }

  @Test func `chapters without a name, and none, have their places in MP4`() async throws {
    let path = try SyntheticClip {
      $0.chapters = [
        Chapter(start: 0.2, end: 0.4, title: "Late"), Chapter(start: 0.4, end: 0.6, title: nil),
        Chapter(start: 0.8, end: 1, title: "End"),
      ]
      $0.container = "matroska"
    }.make(at: folder / "a.mkv")
    let (chapters, _) = try await result(of: path, to: "b.mp4")
    #expect(chapters.map(\.title) == [nil, "Late", nil, nil, "End"])
    #expect(chapters.map { $0.start.rounded(toPlaces: 3) } == ["0", "0.2", "0.4", "0.6", "0.8"])
    let matroska = try await result(
      of: path, to: "b.mkv", DeliverySettings(container: .mkv)
    ).chapters
    #expect(matroska.map(\.title) == ["Late", nil, "End"])
  }

  @Test func `sound alone stays where it was beside the picture`() async throws {
    let path = try SyntheticClip {
      $0.sound = .init(seconds: 0.5, start: 0.5)
      $0.chapters = [Chapter(start: 0.5, end: 1, title: "Sound")]
      $0.container = "matroska"
      $0.muxerOptions = [("avoid_negative_ts", "disabled")]
    }.make(at: folder / "a.mkv")
    for always in [true, false] {
      let (chapters, _) = try await result(
        of: path, to: "\(always).m4a", DeliverySettings(container: .m4a, video: nil),
        DeliveryOptions(alwaysEncodes: always))
      #expect(chapters.last?.title == "Sound" && abs((chapters.last?.start ?? 0) - 0.5) < 0.001)
      let sound = try #require(try DecodedSound(of: folder / "\(always).m4a"))
      #expect(abs(sound.seconds - 1) < 0.06, "\(always) \(sound.seconds)")
    }
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
