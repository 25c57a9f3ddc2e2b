/// Presses light that is brighter than white into what screens show, as video's stills have it.
///
/// Up to 0.3 of white nothing is changed, so that faces look as they do without high range; what is
/// above runs into white along a Möbius curve. All three colours are scaled by what the brightest
/// of them is, so that hues stay.
struct ToneCurve: Sendable, Hashable {
  private static let start: Float = 0.3
  private let a: Float
  private let b: Float

  /// - Parameter peak: the light that becomes white, in parts of white; more than 1.
  init(peak: Float) {
    let j = Self.start
    // Chosen so that the curve leaves the straight line smoothly and ends at 1.
    a = -j * j * (peak - 1) / (j * j - 2 * j + peak)
    b = (j * j - 2 * j * peak + peak) / max(peak - 1, 1e-6)
  }

  /// What the brightest of three colours becomes.
  @inline(__always) func pressed(_ light: Float) -> Float {
    guard light > Self.start else { return light }
    let j = Self.start
    return (b * b + 2 * b * j + j * j) / (b - a) * (light + a) / (light + b)
  }

  /// Presses the colours of pixels of four numbers each.
  func press(_ row: UnsafeMutablePointer<Float>, count: Int) {
    var pixel = row
    let end = row + count &* 4
    while pixel < end {
      let brightest = max(pixel[0], max(pixel[1], pixel[2]))
      if brightest > Self.start {
        let factor = pressed(brightest) / brightest
        pixel[0] *= factor
        pixel[1] *= factor
        pixel[2] *= factor
      }
      pixel += 4
    }
  }
}
