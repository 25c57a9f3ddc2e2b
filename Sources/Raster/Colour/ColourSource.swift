/// What the numbers of a picture mean.
package enum ColourSource: Sendable, Hashable {
  /// sRGB, said or assumed.
  case sRGB
  /// An ICC profile, as it lies in the file.
  case profile([UInt8])
  /// Primaries and a curve.
  case primaries(Primaries, TransferCurve)

  /// The colours of red, green, blue and white as CIE 1931 x and y.
  package struct Primaries: Sendable, Hashable {
    package var red: Point
    package var green: Point
    package var blue: Point
    package var white: Point

    package struct Point: Sendable, Hashable {
      package var x: Double
      package var y: Double

      package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
      }
    }

    package init(red: Point, green: Point, blue: Point, white: Point = .d65) {
      self.red = red
      self.green = green
      self.blue = blue
      self.white = white
    }

    /// Source: ITU-R BT.709; sRGB has the same.
    package static let bt709 = Primaries(
      red: Point(0.64, 0.33), green: Point(0.30, 0.60), blue: Point(0.15, 0.06))
    /// Source: SMPTE EG 432-1 with the white of sRGB, as Apple's Display P3.
    package static let displayP3 = Primaries(
      red: Point(0.680, 0.320), green: Point(0.265, 0.690), blue: Point(0.150, 0.060))
    /// Source: ITU-R BT.2020.
    package static let bt2020 = Primaries(
      red: Point(0.708, 0.292), green: Point(0.170, 0.797), blue: Point(0.131, 0.046))
    /// Source: Adobe RGB (1998) Color Image Encoding, 4.3.
    package static let adobeRGB = Primaries(
      red: Point(0.64, 0.33), green: Point(0.21, 0.71), blue: Point(0.15, 0.06))
  }

  /// Adobe RGB, whose gamma is 2 + 51/256.
  package static let adobeRGB = ColourSource.primaries(.adobeRGB, .power(2.19921875))

  /// The colours that the code points of ITU-T H.273 stand for; nil for those that are unknown.
  package static func codePoints(primaries: Int, transfer: Int) -> ColourSource? {
    let known: [Int: Primaries] = [
      1: .bt709, 2: .bt709, 9: .bt2020, 12: .displayP3, 5: .bt709, 6: .bt709,
    ]
    let curves: [Int: TransferCurve] = [
      // Video's curves are shown on screens as sRGB is.
      1: .sRGB, 2: .sRGB, 6: .sRGB, 13: .sRGB, 14: .sRGB, 15: .sRGB, 4: .power(2.2),
      5: .power(2.8), 8: .power(1), 16: .pq, 18: .hlg,
    ]
    guard let colours = known[primaries], let curve = curves[transfer] else { return nil }
    return colours == .bt709 && curve == .sRGB ? .sRGB : .primaries(colours, curve)
  }

  /// Whether there may be light brighter than white, which is brought down to what screens show.
  package var isHighDynamicRange: Bool {
    if case .primaries(_, .pq) = self { return true }
    if case .primaries(_, .hlg) = self { return true }
    return false
  }
}

extension ColourSource.Primaries.Point {
  /// Daylight as sRGB has it.
  package static let d65 = Self(0.3127, 0.3290)
}
