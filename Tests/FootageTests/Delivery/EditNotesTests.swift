import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// What is said of captions, music and fades that do not fit the length of the film.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct EditNotesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func notes(
    _ path: String, _ edits: DeliveryEdits, to name: String = "out.mp4"
  ) async throws -> [String] {
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    return try await Deliverer(DeliveryOptions(edits: edits)).deliver(
      path, [DeliveryRequest(settings, to: folder / name)], replacing: false
    )[0].notes
  }

  @Test func `music that is shorter than the film is told of`() async throws {
    let music = try SyntheticClip.Tone(frequency: 900, seconds: 0.6).make(at: folder / "m.m4a")
    let path = try SyntheticClip { $0.sound = .init() }.make(at: folder / "a.mp4")
    let told = try await notes(path, DeliveryEdits(music: music))
    #expect(
      told.contains { $0.hasPrefix("The music ends at 0.6 s, and the film at 1 s") }, "\(told)")
    let long = try SyntheticClip.Tone(frequency: 900, seconds: 2).make(at: folder / "l.m4a")
    #expect(
      try await !notes(path, DeliveryEdits(music: long), to: "b.mp4").contains {
        $0.hasPrefix("The music")
      })
  }

  @Test func `fades that are longer than the film are told of`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    #expect(
      try await notes(path, DeliveryEdits(fadeIn: 10, fadeOut: 1)).filter { $0.contains("fade") }
        == [
          "The fade in takes 10 s, and the film only 1 s: it does not come to its end."
        ])
  }

  @Test func `captions of a film that is shown again are told to keep to its time`() async throws {
    let path = try SyntheticClip().make(at: folder / "a.mp4")
    let once = try folder.write("1\n00:00:00,100 --> 00:00:00,600\nHello\n\n", as: "once.srt")
    let twice = try folder.write(
      "1\n00:00:00,100 --> 00:00:00,600\nHello\n\n2\n00:00:01,100 --> 00:00:01,600\nHello\n\n",
      as: "twice.srt")
    func told(_ file: String, plays: Int, _ name: String) async throws -> Bool {
      try await notes(
        path, DeliveryEdits(plays: plays, captions: .init(path: file, isBurntIn: false)), to: name
      ).contains { $0.hasPrefix("Captions keep to the time of the whole result") }
    }
    #expect(try await told(once, plays: 2, "b.mp4"))
    #expect(try await !told(once, plays: 1, "c.mp4"))
    #expect(try await !told(twice, plays: 2, "d.mp4"))
  }
}
