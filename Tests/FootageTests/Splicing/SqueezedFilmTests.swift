import Foundation
import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Films in which a repeat that others are predicted from is shown for one tick.
@Suite(.timeLimit(.minutes(3)), .needsEncoder("libx264")) struct SqueezedFilmTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let repeats = Seam.losslessDedupe

  /// Three clips, said to be a chain, each of which ends on B-frames.
  private func clips(sound: Bool = false, bFrames: Int = 2) throws -> [ClipPart] {
    let clip = SyntheticClip {
      $0.frameCount = 24
      $0.bFrames = bFrames
      $0.options = [("x264-params", "b-adapt=0:scenecut=0")]
      $0.sound = sound ? SyntheticClip.Tone() : nil
    }
    return try ["testsrc2", "mandelbrot", "rgbtestsrc"].enumerated().map { number, scene in
      ClipPart(path: try clip.with { $0.scene = scene }.make(at: folder / "\(number).mp4"))
    }
  }

  private func film(
    _ clips: [ClipPart], to name: String = "film.mp4", mode: Verification = .full
  ) async throws -> Splicer.Result {
    try await Splicer().join(
      SpliceRequest(
        clips, seams: [Self.repeats], verification: mode, chained: [1, 2]),
      to: folder / name, replacing: true)
  }

  @Test(arguments: [Rational(24, 1), Rational(30_000, 1001), Rational(60, 1)])
  func `a film in coarse ticks is joined into fine ones`(rate: Rational) async throws {
    let clips = try ["testsrc2", "mandelbrot"].enumerated().map { number, scene in
      ClipPart(
        path: try SyntheticClip {
          $0.scene = scene
          $0.rate = rate
          $0.frameCount = 24
          $0.options = [("x264-params", "b-adapt=0:scenecut=0")]
        }.make(at: folder / "\(number).mp4"))
    }
    let request = SpliceRequest(clips, seams: [Self.repeats], chained: [1])
    let first = try await Splicer().join(request, to: folder / "a.mkv", replacing: true)
    #expect(first.plan.squeezed.count == 1)
    let again = try await Splicer().join(
      SpliceRequest([ClipPart(path: folder / "a.mkv"), clips[0]]), to: folder / "b.mp4",
      replacing: true)
    #expect(again.plan.copiesAll && again.plan.squeezed == first.plan.squeezed)
  }

  @Test func `a trim never ends or begins with a frame that nobody sees`() async throws {
    let film = try await film(try clips())
    #expect(film.plan.squeezed == [23, 47])
    for (start, end, count, squeezed) in [(0, 24, 23, 0), (23, 30, 6, 0), (0, 25, 25, 1)] {
      let part = ClipPart(path: folder / "film.mp4", start: .frame(start), end: .frame(end))
      let trimmed = try await Splicer().join(
        SpliceRequest([part]), to: folder / "t.mp4", replacing: true)
      #expect(try FrameHashes(of: folder / "t.mp4").count == count, "\(part)")
      #expect(trimmed.plan.squeezed.count == squeezed, "\(part)")
    }
  }

  @Test(arguments: ["film.mp4", "film.mov", "film.mkv"], [false, true])
  func `no frame is encoded, and none but the repeats leaves the grid`(
    name: String, sound: Bool
  ) async throws {
    let clips = try clips(sound: sound)
    let result = try await film(clips, to: name, mode: .exhaustive)
    let plan = result.plan
    #expect(plan.copiesAll && plan.squeezed == [23, 47] && plan.expectedFrames == 72)
    let made = try FrameHashes(of: folder / name)
    #expect(made.hashes == (try clips.flatMap { try FrameHashes(of: $0.path).hashes }))
    let tick = name.hasSuffix("mkv") ? 0.001 : 0.0001
    var place = 0
    for (frame, second) in made.seconds.enumerated() {
      if plan.squeezed.contains(frame) {
        let gap = made.seconds[frame + 1] - second
        #expect(gap > 0 && gap < tick * 1.01)
      } else {
        #expect(abs(second - made.seconds[0] - Double(place) / 25) < 0.00051)
        place += 1
      }
    }
    #expect(abs(plan.duration - 2.8) < 1e-9)
    let video = try #require(result.clip.video)
    #expect(video.frameRate == FrameRate(25) && video.squeezedFrames == 2)
    #expect(abs(video.duration - 2.8) < 0.0011 && (result.clip.audio != nil) == sound)
  }

  @Test(arguments: [2, 3]) func `packets are decoded in order and in time`(
    bFrames: Int
  ) async throws {
    let clips = try clips(bFrames: bFrames)
    #expect(try await film(clips).plan.encodedFrames == 0)
    var packets = try VideoPackets.open(folder / "film.mp4", Cancellation())
    var last = Int64.min
    while let packet = try packets.next() {
      let (decoding, shown) = (packet.decoding ?? .min, packet.presentation ?? .min)
      #expect(decoding > last && shown >= decoding)
      last = decoding
    }
  }

  @Test func `a repeat that nothing is predicted from is left out`() async throws {
    let plan = try await film(try clips(bFrames: 0)).plan
    #expect(plan.copiesAll && plan.squeezed.isEmpty && plan.expectedFrames == 70)
  }

  @Test func `what is shown for a tick and what is not is proven`() async throws {
    let clips = try clips()
    let plan = try await film(clips, mode: .fast).plan
    func finding(_ squeezed: [Int], rate: FrameRate? = FrameRate(25)) -> ProofFinding? {
      var expected = plan.expectation(ownHeader: nil)
      expected.squeezed = squeezed
      let failure = #expect(throws: ProofFailure.self) {
        _ = try PacketProof.check(folder / "film.mp4", expected, Cancellation())
      }
      return failure?.finding
    }
    for squeezed in [[], [23], [22, 47], [23, 46], [23, 47, 50], [23, 71]] {
      guard case .otherTime = finding(squeezed) else {
        Issue.record("\(squeezed) passed for the frames of a tick")
        continue
      }
    }
    _ = try PacketProof.check(
      folder / "film.mp4", plan.expectation(ownHeader: nil), Cancellation())
  }

  @Test(arguments: ["again.mp4", "again.mkv"])
  func `such a film is joined again as it is`(name: String) async throws {
    _ = try await film(try clips())
    let part = ClipPart(path: folder / "film.mp4")
    let result = try await Splicer().join(
      SpliceRequest([part, part]), to: folder / name, replacing: false)
    #expect(result.plan.copiesAll && result.plan.isConstantRate)
    #expect(result.plan.squeezed == [23, 47, 95, 119])
    #expect(result.clip.video?.squeezedFrames == 4)
    #expect(result.clip.video?.frameRate == FrameRate(25))
  }

  @Test(arguments: [
    (Seam.transition(name: "fade", seconds: 0.4), true), (.dip(.black, seconds: 0.8), true),
    (.transition(name: "fade", seconds: 0.96), false), (.dip(.black, seconds: 1.92), false),
  ])
  func `a transition beside such a film counts frames that are seen`(
    seam: Seam, isCopied: Bool
  ) async throws {
    _ = try await film(try clips())
    let part = ClipPart(path: folder / "film.mp4")
    let result = try await Splicer().join(
      SpliceRequest([part, part], seams: [seam]), to: folder / "f.mp4", replacing: false)
    let copied = result.plan.stretches.filter { $0.treatment == .copy }.map(\.clip)
    #expect(result.plan.isConstantRate && copied.contains(0) && copied.contains(1) == isCopied)
    let shared = if case .transition(_, let seconds) = seam { seconds } else { 0.0 }
    #expect(abs(result.plan.duration - (5.6 - shared)) < 1e-6)
  }

  @Test func `made even again, the film is the one without the repeats`() async throws {
    let clips = try clips()
    _ = try await film(clips)
    var settings = DeliverySettings()
    settings.video?.speed = "veryfast"
    settings.video?.rate = .constant
    let results = try await Deliverer(DeliveryOptions(alwaysEncodes: true)).deliver(
      folder / "film.mp4", [DeliveryRequest(settings, to: folder / "even.mp4")], replacing: false)
    let video = try #require(results.first?.clip?.video)
    #expect(video.frameCount == 70 && video.isConstantRate && video.frameRate == FrameRate(25))
    // What is dropped are the repeats, not what follows them.
    let made = try DecodedPictures(of: folder / "even.mp4").bitmaps
    for (frame, clip) in [(22, 0), (23, 1), (45, 1), (46, 2)] {
      let place = frame - [0, 23, 46][clip]
      let source = try DecodedPictures(of: clips[clip].path).bitmaps[place]
      try expect(made[frame], looksLike: source, atLeast: 28, "frame \(frame)")
    }
  }

  @Test func `nobody sees it, so seams are judged and looked at without it`() async throws {
    let pictures = try DrawnScene.turning(by: 0.02, 44)
    let first = try DrawnClip(Array(pictures[..<24])).make(at: folder / "one.mp4")
    let last = try await FrameSampler().picture(at: .last, of: first).bitmap
    let second = try DrawnClip([last] + pictures[24..<43]).make(at: folder / "two.mp4")
    let parts = [first, second].map { ClipPart(path: $0) }
    let result = try await Splicer().join(
      SpliceRequest(parts, seams: [Self.repeats]), to: folder / "film.mp4", replacing: false)
    try #require(result.plan.squeezed == [23] && result.plan.copiesAll)
    let inspector = SeamInspector()
    let planned = try await inspector.inspect(result.plan.pieces, result.plan.treatments)[0]
    #expect(planned.passes && planned.outgoing.frame == 22 && planned.seam == "dedupe:lossless")
    for position in [FramePosition.frame(24), .seconds(23.0 / 24)] {
      let found = try await inspector.inspect(folder / "film.mp4", seamsAt: [position])[0]
      #expect(found.passes, "\(found.warnings)")
      #expect(found.outgoing.frame == 22 && found.incoming.frame == 24)
    }
  }
}
