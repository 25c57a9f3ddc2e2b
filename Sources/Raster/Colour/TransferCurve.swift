#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// How stored values become light; both run from 0 to 1.
package enum TransferCurve: Sendable, Hashable {
  /// The curve of sRGB.
  ///
  /// Source: IEC 61966-2-1.
  case sRGB
  /// A power: light is the value to this exponent.
  case power(Double)
  /// SMPTE ST 2084, with 203 cd/m² (ITU-R BT.2408) as the white of a picture.
  case pq
  /// ITU-R BT.2100 hybrid log-gamma, with its reference white as the white of a picture.
  case hlg

  /// The light that a value stands for; not limited to 1 for high dynamic range.
  package func light(_ value: Double) -> Double {
    switch self {
    case .sRGB: value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    case .power(let exponent): pow(max(0, value), exponent)
    case .pq: Self.pqLight(value) * 10_000 / 203
    // Reference white is at 75 % of the signal.
    case .hlg: Self.hlgLight(value) / Self.hlgLight(0.75)
    }
  }

  /// The brightest light that is told apart, in parts of white; nil where white is the brightest.
  ///
  /// Of PQ 1000 cd/m²: most pictures are graded on screens that give no more (ITU-R BT.2408, annex 1).
  var peak: Float? {
    switch self {
    case .pq: 1000 / 203
    case .hlg: Float(light(1))
    default: nil
    }
  }

  private static func pqLight(_ value: Double) -> Double {
    let power = pow(max(0, value), 32.0 / 2523)
    return pow(max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power), 16384.0 / 2610)
  }

  private static func hlgLight(_ value: Double) -> Double {
    value <= 0.5 ? value * value / 3 : (exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
  }

  /// The light of every value of 8 or 16 bits.
  func table(bits: Int) -> [Float] {
    if self == .sRGB { return bits == 8 ? Self.sRGB8 : Self.sRGB16 }
    let last = (1 << bits) - 1
    return (0...last).map { Float(light(Double($0) / Double(last))) }
  }

  private static let sRGB8 = (0...255).map { Float(TransferCurve.sRGB.light(Double($0) / 255)) }
  private static let sRGB16 = (0...65_535).map {
    Float(TransferCurve.sRGB.light(Double($0) / 65_535))
  }
}

/// Light back to values of sRGB.
enum SRGBEncoding {
  /// How finely light is looked up: 20 steps to an 8-bit value where it is darkest.
  static let steps = 65_535

  /// Values from 0 to 1 for light in 65,535ths.
  static func value(_ light: Double) -> Double {
    light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
  }

  static let values: [Float] = (0...steps).map { Float(value(Double($0) / Double(steps))) }
  /// The same as bytes.
  static let bytes: [UInt8] = (0...steps).map {
    UInt8((value(Double($0) / Double(steps)) * 255).rounded())
  }
}
