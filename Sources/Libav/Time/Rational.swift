internal import CFFmpeg

/// A fraction: a time base in seconds a tick, a frame rate in frames a second, or a pixel's shape.
package struct Rational: Hashable, Sendable {
  package let numerator: Int32
  package let denominator: Int32

  package init(_ numerator: Int32, _ denominator: Int32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  package static let microseconds = Rational(1, 1_000_000)

  /// Whether it stands for a number above zero; FFmpeg writes 0/1 or 0/0 for "unknown".
  package var isPositive: Bool { numerator > 0 && denominator > 0 }

  package var value: Double { denominator == 0 ? 0 : Double(numerator) / Double(denominator) }

  package var inverse: Rational { Rational(denominator, numerator) }
}

extension Rational {
  init(_ raw: AVRational) { self.init(raw.num, raw.den) }

  var raw: AVRational { AVRational(num: numerator, den: denominator) }
}
