import Libav

/// Frames a second, exactly, in lowest terms.
public struct FrameRate: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Frames in ``denominator`` seconds.
  public let numerator: Int
  /// Seconds that ``numerator`` frames take.
  public let denominator: Int

  /// - Returns: nil unless both numbers are positive.
  public init?(_ numerator: Int, _ denominator: Int = 1) {
    guard numerator > 0, denominator > 0 else { return nil }
    var (divisor, rest) = (numerator, denominator)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  private init(whole rate: Int) {
    numerator = rate
    denominator = 1
  }

  /// 25 a second: what is taken where a file gives no times.
  static let television = FrameRate(whole: 25)

  init?(_ rational: Rational) {
    self.init(Int(rational.numerator), Int(rational.denominator))
  }

  var rational: Rational { Rational(Int32(clamping: numerator), Int32(clamping: denominator)) }

  /// The rate as a number.
  public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

  /// "25" or "23.976".
  public var description: String {
    denominator == 1 ? "\(numerator)" : framesPerSecond.rounded(toPlaces: 3)
  }
}

extension Double {
  /// The number with at most so many decimals and no trailing zeros: "8.083", "6".
  func rounded(toPlaces places: Int) -> String {
    var factor = 1.0
    for _ in 0..<places { factor *= 10 }
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    let scaled = Int((magnitude * factor).rounded())
    let whole = scaled / Int(factor)
    var fraction = String(scaled % Int(factor))
    while fraction.count < places { fraction = "0" + fraction }
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = self < 0 && scaled > 0 ? "-" : ""
    return fraction.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(fraction)"
  }
}
