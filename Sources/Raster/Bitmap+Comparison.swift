#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension Bitmap {
  /// The mean of the squared differences of red, green and blue; 0 for equal pictures.
  ///
  /// Alpha is left out.
  ///
  /// - Precondition: both pictures have the same size.
  public func meanSquaredError(against other: Bitmap) -> Double {
    precondition(size == other.size, "cannot compare \(size) with \(other.size)")
    guard !size.isEmpty else { return 0 }
    var sum = 0
    pixels.withUnsafeBufferPointer { mine in
      other.pixels.withUnsafeBufferPointer { theirs in
        var index = 0
        while index < mine.count {
          let red = Int(mine[index]) &- Int(theirs[index])
          let green = Int(mine[index &+ 1]) &- Int(theirs[index &+ 1])
          let blue = Int(mine[index &+ 2]) &- Int(theirs[index &+ 2])
          sum &+= red &* red &+ green &* green &+ blue &* blue
          index &+= 4
        }
      }
    }
    return Double(sum) / Double(size.pixelCount * 3)
  }

  /// The peak signal-to-noise ratio in decibels over red, green and blue; infinite for equal
  /// pictures.
  ///
  /// - Precondition: both pictures have the same size.
  public func psnr(against other: Bitmap) -> Double {
    let error = meanSquaredError(against: other)
    return error == 0 ? .infinity : 10 * log10(255 * 255 / error)
  }
}
