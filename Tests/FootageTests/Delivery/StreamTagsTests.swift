import Libav
import Outputs
import StudioTestSupport
import Testing

@testable import Footage

/// What a source says of its streams, in what is made of it.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct StreamTagsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A film whose sound is German, and has a name.
  private func german() throws -> String {
    let clip = try SyntheticClip { $0.sound = .init() }.make(at: folder / "plain.mp4")
    let demuxer = try Demuxer.open(clip, Cancellation())
    let path = folder / "a.mkv"
    let muxer = try Muxer.create(path, format: "matroska", Cancellation())
    for stream in demuxer.streams {
      let place = try muxer.addStream(copying: stream.index, of: demuxer)
      if stream.kind == .audio {
        muxer.setTags(["language": "deu", "title": "Kommentar"], of: place)
      }
    }
    let bases = demuxer.streams.map(\.timeBase)
    let file = try muxer.begin(options: [("avoid_negative_ts", "disabled")])
    while let packet = try demuxer.next() {
      packet.rescale(
        from: bases[packet.streamIndex], to: file.timeBase(of: packet.streamIndex))
      try file.write(packet, to: packet.streamIndex)
    }
    try file.finish()
    return path
  }

  private func tags(of path: String) throws -> [String: String] {
    try #require(try Demuxer.open(path, Cancellation()).streams.sound).tags
  }

  @Test(arguments: [DeliveryContainer.mp4, .mov, .mkv], [true, false])
  func `the language of a sound is kept`(container: DeliveryContainer, always: Bool) async throws {
    var settings = DeliverySettings(container: container)
    settings.video?.speed = "ultrafast"
    let result = folder / "b.\(container.rawValue)"
    _ = try await Deliverer(DeliveryOptions(alwaysEncodes: always)).deliver(
      try german(), [DeliveryRequest(settings, to: result)], replacing: false)
    let kept = try tags(of: result)
    #expect(["deu", "ger"].contains(kept["language"] ?? ""), "\(kept)")
    if container == .mkv { #expect(kept["title"] == "Kommentar") }
  }

  @Test(arguments: [true, false])
  func `a name that is the prompt is not told where that is not to be`(
    always: Bool
  ) async throws {
    var settings = DeliverySettings(container: .mkv)
    settings.video?.speed = "ultrafast"
    let options = DeliveryOptions(
      alwaysEncodes: always, origin: OriginLabel(.generated, prompt: "Kommentar"),
      keepsPrompt: false)
    _ = try await Deliverer(options).deliver(
      try german(), [DeliveryRequest(settings, to: folder / "b.mkv")], replacing: false)
    #expect(try tags(of: folder / "b.mkv")["title"] == nil)
  }

  @Test func `a name is no more kept than other words where none are`() async throws {
    var settings = DeliverySettings(container: .mkv)
    settings.keepsMetadata = false
    settings.video?.speed = "ultrafast"
    _ = try await Deliverer().deliver(
      try german(), [DeliveryRequest(settings, to: folder / "b.mkv")], replacing: false)
    let kept = try tags(of: folder / "b.mkv")
    #expect(["deu", "ger"].contains(kept["language"] ?? "") && kept["title"] == nil)
  }
}
