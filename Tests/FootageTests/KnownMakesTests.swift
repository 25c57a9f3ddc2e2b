import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Clips whose facts are known from others with the same headers.
@Suite(.needsEncoder("libx264")) struct KnownMakesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// With headers that do not depend on the content, as one service's clips have.
  private func stitchable(_ clip: SyntheticClip) -> SyntheticClip {
    var clip = clip
    clip.options.append(("x264-params", "stitchable=1"))
    return clip
  }

  private func readings(
    _ first: SyntheticClip, _ second: SyntheticClip
  ) throws -> (known: ClipReading, afresh: ClipReading) {
    let (one, two) = (folder / "one.mp4", folder / "two.mp4")
    try stitchable(first).make(at: one)
    try stitchable(second).make(at: two)
    var makes = KnownMakes()
    _ = try ScannedClip.scan(one, Cancellation(), &makes)
    return (
      try Prober.examine(two, Cancellation(), known: makes),
      try Prober.examine(two, Cancellation())
    )
  }

  @Test(arguments: [
    SyntheticClip { _ in },
    SyntheticClip { $0.bFrames = 0 },
    SyntheticClip { $0.colour = .unspecified },
    SyntheticClip { $0.sampleAspect = Rational(4, 3) },
    SyntheticClip {
      $0.rotation = 90
      $0.rate = Rational(30000, 1001)
    },
  ])
  func `A clip with headers seen before is known as well as if it were decoded`(
    clip: SyntheticClip
  ) throws {
    var other = clip
    other.scene = "mandelbrot"
    other.frameCount = clip.frameCount + 7
    let (known, afresh) = try readings(clip, other)
    #expect(known.isOfKnownMake)
    #expect(known.clip == afresh.clip)
    #expect(known.picture?.index.entries == afresh.picture?.index.entries)
  }

  @Test func `A report on a clip of a known make is the same as one of its own`() async throws {
    let (one, two) = (folder / "one.mp4", folder / "two.mp4")
    try stitchable(SyntheticClip { _ in }).make(at: one)
    try stitchable(SyntheticClip { $0.scene = "mandelbrot" }).make(at: two)
    let prober = Prober()
    _ = try await prober.report(on: one)
    #expect(prober.makes.known.count == 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let known = try await encoder.encode(prober.report(on: two))
    let afresh = try await encoder.encode(Prober().report(on: two))
    #expect(String(decoding: known, as: UTF8.self) == String(decoding: afresh, as: UTF8.self))
  }

  @Test func `Headers in samples make a clip be looked into by itself`() throws {
    let (one, two) = (folder / "one.mp4", folder / "two.mp4")
    try stitchable(SyntheticClip { _ in }).make(at: one)
    var makes = KnownMakes()
    _ = try ScannedClip.scan(one, Cancellation(), &makes)
    var other = stitchable(SyntheticClip { _ in })
    other.options.append(("x264-params", "stitchable=1:repeat-headers=1"))
    try other.make(at: two)
    let reading = try Prober.examine(two, Cancellation(), known: makes)
    #expect(reading.picture?.bringsParameterSets == true)
    #expect(!reading.isOfKnownMake)
  }

  @Test(arguments: [
    SyntheticClip { $0.bFrames = 0 },
    SyntheticClip { $0.colour = .unspecified },
    SyntheticClip { $0.size = PixelSize(width: 192, height: 96) },
    SyntheticClip { $0.sound = SyntheticClip.Tone() },
  ])
  func `A clip with other headers is looked into by itself`(clip: SyntheticClip) throws {
    let (known, afresh) = try readings(SyntheticClip { _ in }, clip)
    #expect(!known.isOfKnownMake)
    #expect(known.clip == afresh.clip)
  }
}
