import Raster
import StudioTestSupport
import Testing

@testable import Footage

/// Colours that drift, in joined films.
@Suite(.timeLimit(.minutes(2)))
struct ColourMatchFilmTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A clip and one that goes on from its last frame with other colours.
  private func clips() async throws -> [ClipPart] {
    let pictures = try DrawnScene.turning(by: 0.01, 60)
    let one = try DrawnClip(Array(pictures[..<30])).make(at: folder / "one.mp4")
    let last = try await FrameSampler().picture(at: .last, of: one).bitmap
    let drifted = try ([last] + pictures[30..<59]).map { try $0.drifted(gain: 1.12, offset: -6) }
    let two = try DrawnClip(drifted).make(at: folder / "two.mp4")
    return [ClipPart(path: one), ClipPart(path: two)]
  }

  @Test func `Matched, a chain's seam is seen no more, and only what drifts is encoded`()
    async throws
  {
    var request = SpliceRequest(try await clips(), seams: [.dedupe], chained: [1])
    let splicer = Splicer()
    let plain = folder / "plain.mp4"
    let before = try await splicer.join(request, to: plain, replacing: false)
    #expect(before.clip.video?.frameCount == 59)
    request.colourMatch = .first
    let matched = folder / "matched.mp4"
    let after = try await splicer.join(request, to: matched, replacing: false)
    #expect(after.clip.video?.frameCount == 59)
    #expect(after.plan.reasons.count == 1)
    #expect(after.plan.reasons.allSatisfy { $0.contains("first clip's colours") })
    #expect(after.plan.copiedFrames >= 25)

    let inspector = SeamInspector()
    func step(_ path: String) async throws -> Double {
      let seam = try await inspector.inspect(path, seamsAt: [.frame(29)])[0].measurement
      return max(0, seam.seam.deltaE - (seam.before?.deltaE ?? 0))
    }
    let (jump, rest) = (try await step(plain), try await step(matched))
    #expect(jump > 1.5)
    #expect(rest < 0.3 * jump, "\(rest) of \(jump)")

    let seams = try await inspector.inspect(after.plan.pieces, after.plan.treatments)
    #expect(seams.map(\.droppedFrames) == [1] && seams[0].repeats.isKnown)
    #expect(seams[0].outgoing.frame == 28)
  }

  @Test func `Clips that agree are copied, whatever is asked for`() async throws {
    let pictures = try DrawnScene.turning(by: 0.01, 40)
    let clips = try [0..<20, 20..<40].enumerated().map { number, range in
      ClipPart(path: try DrawnClip(Array(pictures[range])).make(at: folder / "\(number).mp4"))
    }
    let plan = try await Splicer().plan(
      SpliceRequest(clips, colourMatch: .first), to: folder / "film.mp4")
    #expect(plan.copiesAll)
  }
}
