#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The one place that asks the C library for sine and cosine.
enum Trigonometry {
  /// The point on the unit circle at an angle, counter-clockwise from the x axis.
  static func unitVector(degrees: Double) -> (x: Double, y: Double) {
    (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
  }
}
