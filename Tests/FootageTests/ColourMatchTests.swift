import Libav
import Raster
import StudioTestSupport
import Testing

@testable import Footage

struct ColourMatchTests {
  @Test func `The root of a matrix, squared, is the matrix`() {
    let matrix = SmallMatrix([0.05, 0.02, -0.01, 0.02, 0.04, 0.005, -0.01, 0.005, 0.03])
    let root = matrix.power { $0.squareRoot() }
    for (found, wanted) in zip((root * root).values, matrix.values) {
      #expect(abs(found - wanted) < 1e-12)
    }
  }

  struct Drift: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let matrix: ColourMatrix
  }

  static let drifts = [
    Drift(
      testDescription: "warmer",
      matrix: ColourMatrix(factors: [1.06, 0, 0, 0, 1, 0, 0, 0, 0.93], offsets: [0, 0, 0])),
    Drift(
      testDescription: "harder and darker",
      matrix: ColourMatrix(
        factors: [1.1, 0, 0, 0, 1.1, 0, 0, 0, 1.1], offsets: [-0.06, -0.06, -0.06])),
    Drift(
      testDescription: "more colourful",
      matrix: ColourMatrix(
        factors: [1.10, -0.08, -0.02, -0.03, 1.05, -0.02, -0.03, -0.08, 1.11],
        offsets: [0, 0, 0])),
  ]

  private static func pictures(_ count: Int, by speed: Double = 0.02) throws -> [Bitmap] {
    try DrawnScene.turning(by: speed, count)
  }

  @Test(arguments: drifts)
  func `A drift is found and undone, though the picture has moved on`(drift: Drift) throws {
    let pictures = try Self.pictures(2, by: 0.004)
    let shown = ColourMoments([pictures[0]])
    let drifted = pictures[1].recoloured(by: drift.matrix)
    let match = ColourMoments([drifted]).match(to: shown, mostChange: 10)
    let jump = PictureDifference.colourDifference(pictures[1], drifted)
    let rest = PictureDifference.colourDifference(pictures[1], drifted.recoloured(by: match))
    #expect(jump > 1.2)
    // What is left is mostly the rounding of a drifted picture to whole levels.
    #expect(rest < 0.55 * jump, "\(rest) of \(jump)")
  }

  @Test func `No colour is moved further than the limit`() throws {
    let pictures = try Self.pictures(1)
    let moments = ColourMoments(pictures)
    let far = moments.mapped(
      by: ColourMatrix(factors: [1.3, 0, 0, 0, 0.8, 0, 0, 0, 0.7], offsets: [0.2, -0.1, 0]))
    for limit in [2.0, 5, 10] {
      let change = moments.change(by: moments.match(to: far, mostChange: limit))
      #expect(change <= limit && change > limit * 0.8, "\(change)")
    }
    let flat = ColourMoments([Bitmap(size: PixelSize(width: 8, height: 8), filledWith: .black)])
    let match = flat.match(to: moments, mostChange: 10)
    #expect((match.factors + match.offsets).allSatisfy { $0.isFinite && abs($0) < 2 })
  }

  /// A chain of clips of four pictures, each drifted once more than the one before.
  private func chain(
    _ drift: ColourMatrix, clips: Int
  ) throws -> (true: [[Bitmap]], drifted: [[Bitmap]]) {
    let pictures = try Self.pictures(4 * clips)
    let parts = (0..<clips).map { Array(pictures[4 * $0..<4 * $0 + 4]) }
    let drifted = parts.enumerated().map { number, part in
      part.map { picture in
        var picture = picture
        for _ in 0..<number { picture = picture.recoloured(by: drift) }
        return picture
      }
    }
    return (parts, drifted)
  }

  private func clips(_ chain: [[Bitmap]]) -> [ColourMatcher.Clip] {
    chain.enumerated().map { number, pictures in
      ColourMatcher.Clip(
        head: ColourMoments([pictures[0]]), tail: ColourMoments([pictures[3]]),
        goesOn: number > 0)
    }
  }

  /// How far the seams of a chain jump beyond its motion, as it is and as it is matched.
  private func jumps(
    _ drift: ColourMatrix, clips count: Int, _ match: ColourMatch
  ) throws -> (raw: Double, matched: Double, end: Double, rawEnd: Double) {
    let (whole, chain) = try chain(drift, clips: count)
    let adjustments = ColourMatcher.adjustments(clips(chain), match)
    #expect(adjustments[0] == nil)
    func corrected(_ clip: Int, _ place: Int) throws -> Bitmap {
      guard let adjustment = adjustments[clip] else { return chain[clip][place] }
      // The last picture lies beyond the ramp.
      return chain[clip][place].recoloured(
        by: adjustment.matrix(atSeconds: place == 0 ? 0 : 5))
    }
    var (raw, matched) = (0.0, 0.0)
    for seam in 1..<count {
      let motion = PictureDifference.colourDifference(whole[seam - 1][3], whole[seam][0])
      raw += max(
        0, PictureDifference.colourDifference(chain[seam - 1][3], chain[seam][0]) - motion)
      let shown = PictureDifference.colourDifference(
        try corrected(seam - 1, 3), try corrected(seam, 0))
      matched += max(0, shown - motion)
    }
    return (
      raw, matched,
      PictureDifference.colourDifference(whole[count - 1][3], try corrected(count - 1, 3)),
      PictureDifference.colourDifference(whole[count - 1][3], chain[count - 1][3])
    )
  }

  @Test func `Ten clips that drift on and on agree at their seams and stay where they began`()
    throws
  {
    let drift = ColourMatrix(
      factors: [1.025, 0, 0, 0, 1.01, 0, 0, 0, 0.985], offsets: [-0.004, 0, 0.003])
    let found = try jumps(drift, clips: 10, .first)
    #expect(found.raw > 3)
    #expect(found.matched < 0.3 * found.raw, "\(found)")
    #expect(found.end < 0.3 * found.rawEnd, "\(found)")
  }

  @Test func `A clip may begin with the colours before and go over into its own`() throws {
    let found = try jumps(Self.drifts[1].matrix, clips: 3, .previous)
    #expect(found.matched < 0.45 * found.raw, "\(found)")
    #expect(abs(found.end - found.rawEnd) < 0.01)
  }

  @Test func `Another scene keeps its colours, and sets them for what goes on from it`() throws {
    let drift = Self.drifts[1].matrix
    let (_, chain) = try chain(drift, clips: 3)
    var clips = clips(chain)
    clips[1] = ColourMatcher.Clip(
      head: clips[1].head, tail: clips[1].tail, goesOn: false)
    let adjustments = ColourMatcher.adjustments(clips, .first)
    #expect(adjustments[0] == nil && adjustments[1] == nil)
    let change = try #require(adjustments[2])
    #expect(change.change < 10 && change.reason.contains("first clip"))
    #expect(ColourMatcher.adjustments(clips, .off).allSatisfy { $0 == nil })
  }

  @Test func `What nobody sees is left alone, until it has added up`() throws {
    let (_, still) = try chain(.identity, clips: 4)
    #expect(ColourMatcher.adjustments(clips(still), .first).allSatisfy { $0 == nil })
    let little = ColourMatrix(
      factors: [1, 0, 0, 0, 1, 0, 0, 0, 1], offsets: [0.006, 0.006, 0.006])
    let (_, drifting) = try chain(little, clips: 5)
    let adjustments = ColourMatcher.adjustments(clips(drifting), .first)
    #expect(adjustments[1] == nil && adjustments[4] != nil)
    #expect(ColourMatcher.adjustments(clips(drifting), .previous).allSatisfy { $0 == nil })
  }

  @Test func `The change of the whole clip comes in without a jump`() {
    let end = ColourMatrix(factors: [1.1, 0, 0, 0, 1, 0, 0, 0, 0.9], offsets: [0.02, 0, 0])
    let adjustment = ColourAdjustment(atSeam: .identity, held: end, change: 3, reason: "")
    #expect(adjustment.matrix(atSeconds: 0) == .identity)
    #expect(adjustment.matrix(atSeconds: 1) == end)
    #expect(adjustment.matrix(atSeconds: 9) == end)
    var before = ColourMatrix.identity
    for frame in 0...24 {
      let now = adjustment.matrix(atSeconds: Double(frame) / 24)
      #expect(abs(now.factors[0] - before.factors[0]) < 0.007)
      before = now
    }
  }
}
