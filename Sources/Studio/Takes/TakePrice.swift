/// What a take was expected to cost, exact to a millionth of a dollar.
public struct TakePrice: Hashable, Sendable {
  /// The estimate in millionths of a US dollar.
  public var microdollars: Int
  /// What the service says it billed, in its own units (seconds of video), when it says so.
  public var billableUnits: Double?

  /// A price by its estimate.
  public init(microdollars: Int, billableUnits: Double? = nil) {
    self.microdollars = microdollars
    self.billableUnits = billableUnits
  }

  /// The estimate as an exact decimal number of dollars, without a sign: `0.102`.
  public var estimatedUSD: String {
    let (whole, rest) = microdollars.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    var digits = String(String(rest + 1_000_000).dropFirst())
    while digits.count > 2, digits.hasSuffix("0") { digits.removeLast() }
    return "\(microdollars < 0 ? "-" : "")\(whole).\(digits)"
  }
}

extension TakePrice: Codable {
  enum CodingKeys: String, CodingKey {
    case microdollars
    case estimatedUSD = "estimated_usd"
    case billableUnits = "billable_units"
  }

  /// Reads a price; the dollars are for people and are not read back.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    microdollars = try container.decode(Int.self, forKey: .microdollars)
    billableUnits = try container.decodeIfPresent(Double.self, forKey: .billableUnits)
  }

  /// Writes the price both ways.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(microdollars, forKey: .microdollars)
    try container.encode(estimatedUSD, forKey: .estimatedUSD)
    try container.encodeIfPresent(billableUnits, forKey: .billableUnits)
  }
}
