#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A colour as the eye takes it: lightness 0 to 100, green to red, blue to yellow.
///
/// Source: CIE 15:2004, under the white D65 of sRGB.
struct LabColour: Sendable, Equatable {
  let lightness: Double
  let a: Double
  let b: Double

  init(lightness: Double, a: Double, b: Double) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  /// - Parameters: sRGB as it is stored, 0 to 255.
  init(red: UInt8, green: UInt8, blue: UInt8) {
    let linear = LabColour.linear
    let (red, green, blue) = (linear[Int(red)], linear[Int(green)], linear[Int(blue)])
    // Source: IEC 61966-2-1; divided by the white 0.95047, 1, 1.08883.
    let x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    let y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    let z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    let (fx, fy, fz) = (LabColour.root(x), LabColour.root(y), LabColour.root(z))
    self.init(lightness: 116 * fy - 16, a: 500 * (fx - fy), b: 200 * (fy - fz))
  }

  private static let linear: [Double] = (0...255).map { level in
    let value = Double(level) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }

  private static func root(_ value: Double) -> Double {
    value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
  }

  /// The difference ΔE2000: 1 is just visible side by side, 3 at a glance.
  ///
  /// Source: Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula", 2005, with all factors 1.
  func difference(from other: LabColour) -> Double {
    let mean = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let stretch = 1 + 0.5 * (1 - (pow(mean, 7) / (pow(mean, 7) + pow(25.0, 7))).squareRoot())
    let (chroma, otherChroma) = (hypot(stretch * a, b), hypot(stretch * other.a, other.b))
    let hue = LabColour.degrees(stretch * a, b)
    let otherHue = LabColour.degrees(stretch * other.a, other.b)
    let isGrey = chroma * otherChroma == 0
    var turn = otherHue - hue
    if isGrey { turn = 0 } else if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let lightnessStep = other.lightness - lightness
    let chromaStep = otherChroma - chroma
    let hueStep = 2 * (chroma * otherChroma).squareRoot() * LabColour.sine(turn / 2)
    let meanLightness = (lightness + other.lightness) / 2
    let meanChroma = (chroma + otherChroma) / 2
    var meanHue = hue + otherHue
    if !isGrey {
      if abs(hue - otherHue) > 180 { meanHue += meanHue < 360 ? 360 : -360 }
      meanHue /= 2
    }
    let weight =
      1 - 0.17 * LabColour.cosine(meanHue - 30) + 0.24 * LabColour.cosine(2 * meanHue)
      + 0.32 * LabColour.cosine(3 * meanHue + 6) - 0.20 * LabColour.cosine(4 * meanHue - 63)
    let around = (meanLightness - 50) * (meanLightness - 50)
    let lightnessScale = 1 + 0.015 * around / (20 + around).squareRoot()
    let chromaScale = 1 + 0.045 * meanChroma
    let hueScale = 1 + 0.015 * meanChroma * weight
    let angle = 30 * exp(-((meanHue - 275) / 25) * ((meanHue - 275) / 25))
    let power = pow(meanChroma, 7)
    let rotation =
      -LabColour.sine(2 * angle) * 2 * (power / (power + pow(25.0, 7))).squareRoot()
    let (l, c, h) = (
      lightnessStep / lightnessScale, chromaStep / chromaScale, hueStep / hueScale
    )
    return max(0, l * l + c * c + h * h + rotation * c * h).squareRoot()
  }

  private static func degrees(_ a: Double, _ b: Double) -> Double {
    guard a != 0 || b != 0 else { return 0 }
    let angle = atan2(b, a) * 180 / .pi
    return angle < 0 ? angle + 360 : angle
  }

  private static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
  private static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
}
