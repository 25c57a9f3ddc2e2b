/// The ratio of width to height, kept as two whole numbers in lowest terms.
public struct AspectRatio: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The part of the width.
  public let width: Int
  /// The part of the height.
  public let height: Int

  /// Creates a ratio and reduces it: 1920 to 1080 becomes 16 to 9.
  ///
  /// - Precondition: both parts are positive.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "an aspect ratio has two positive parts")
    let divisor = Self.greatestCommonDivisor(width, height)
    self.width = width / divisor
    self.height = height / divisor
  }

  /// Reads "16:9", "16/9" or a decimal number such as "1.778".
  ///
  /// Parts may be decimal numbers too ("2.39:1"), up to 100,000 with at most four decimals;
  /// anything else, zero and negative numbers included, is nil.
  public init?(_ text: String) {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }
    guard (1...2).contains(parts.count), let width = Self.tenThousandths(parts[0]) else {
      return nil
    }
    guard parts.count == 2 else {
      self.init(width: width, height: 10_000)
      return
    }
    guard let height = Self.tenThousandths(parts[1]) else { return nil }
    self.init(width: width, height: height)
  }

  /// Width divided by height.
  public var value: Double { Double(width) / Double(height) }

  /// The same ratio lying on its side.
  public var transposed: AspectRatio { AspectRatio(width: height, height: width) }

  /// The two parts with a colon: "16:9".
  public var description: String { "\(width):\(height)" }

  /// Orders ratios from tall to wide, exactly.
  public static func < (left: AspectRatio, right: AspectRatio) -> Bool {
    let wide = left.width.multipliedFullWidth(by: right.height)
    let other = right.width.multipliedFullWidth(by: left.height)
    return (wide.high, wide.low) < (other.high, other.low)
  }

  /// The nearest ratio inside a range.
  public func clamped(to range: ClosedRange<AspectRatio>) -> AspectRatio {
    min(max(self, range.lowerBound), range.upperBound)
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    var (large, small) = (first, second)
    while small != 0 { (large, small) = (small, large % small) }
    return large
  }

  /// Reads a plain decimal number without going through floating point.
  private static func tenThousandths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), (1...6).contains(parts[0].utf8.count),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let whole = Int(parts[0])
    else { return nil }
    var fraction = 0
    if parts.count == 2 {
      guard (1...4).contains(parts[1].utf8.count) else { return nil }
      let padded = parts[1] + String(repeating: "0", count: 4 - parts[1].utf8.count)
      fraction = Int(padded) ?? 0
    }
    let value = whole * 10_000 + fraction
    return (1...1_000_000_000).contains(value) ? value : nil
  }
}
