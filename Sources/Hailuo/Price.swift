/// An amount of US dollars, exact to a millionth.
public struct Price: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
  /// Millionths of a dollar.
  public let microdollars: Int

  /// Creates an amount from millionths of a dollar.
  public init(microdollars: Int) { self.microdollars = microdollars }

  /// Nothing.
  public static let zero = Price(microdollars: 0)

  /// The sum of two amounts; stays at the largest amount instead of overflowing.
  public static func + (one: Price, other: Price) -> Price {
    let (sum, overflow) = one.microdollars.addingReportingOverflow(other.microdollars)
    return Price(microdollars: overflow ? .max : sum)
  }

  /// A multiple; stays at the largest amount instead of overflowing.
  public static func * (price: Price, count: Int) -> Price {
    let (product, overflow) = price.microdollars.multipliedReportingOverflow(by: count)
    return Price(microdollars: overflow ? .max : product)
  }

  /// Whether one amount is smaller.
  public static func < (one: Price, other: Price) -> Bool {
    one.microdollars < other.microdollars
  }

  /// Dollars with at least two decimals and no needless zero after them: "$0.102", "$0.17".
  public var description: String {
    let amount = microdollars.magnitude
    let digits = String(amount % 1_000_000)
    var decimals = String(repeating: "0", count: 6 - digits.count) + digits
    while decimals.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
    return (microdollars < 0 ? "-" : "") + "$\(amount / 1_000_000).\(decimals)"
  }
}
