import Libav
import StudioTestSupport
import Testing

@testable import Footage

/// Files of sound alone that meet what is asked for already.
@Suite(.timeLimit(.minutes(5))) struct SoundCopyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let kinds: [(DeliveryContainer, AudioDelivery.Codec)] = [
    (.m4a, .aac), (.flac, .flac), (.wav, .pcm16), (.wav, .pcm24),
  ]

  @Test(arguments: kinds) func `a file of sound alone is copied sample by sample`(
    kind: (container: DeliveryContainer, codec: AudioDelivery.Codec)
  ) async throws {
    let path = try SyntheticClip.Tone(frequency: 500, seconds: 1.3).make(at: folder / "a.m4a")
    let settings = DeliverySettings(
      container: kind.container, video: nil, audio: AudioDelivery(codec: kind.codec))
    let (one, two) = (folder / "one.\(kind.container)", folder / "two.\(kind.container)")
    let first = try await Deliverer().deliver(
      path, [DeliveryRequest(settings, to: one)], replacing: false)[0]
    #expect(first.sound == .encoded)
    let again = try await Deliverer(DeliveryOptions(check: .decode)).deliver(
      one, [DeliveryRequest(settings, to: two)], replacing: false)[0]
    #expect(again.sound == .copied && again.picture == nil)
    #expect(again.notes.contains { $0.contains("was copied") })
    #expect(abs(again.duration - first.duration) < 0.001)
    #expect(try DecodedSound(of: one)?.samples == DecodedSound(of: two)?.samples)
    let asked = try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
      one, [DeliveryRequest(settings, to: folder / "three.\(kind.container)")], replacing: false)[0]
    #expect(asked.sound == .encoded)
  }
}
