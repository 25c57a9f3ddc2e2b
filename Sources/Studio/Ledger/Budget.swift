/// What may be spent, in millionths of a US dollar; `nil` sets no limit.
public struct Budget: Hashable, Sendable {
  /// For one run of the program.
  public var run: Int?
  /// For one day, by UTC.
  public var daily: Int?
  /// For one project, that is one film's folder, or the folder a clip lies in.
  public var project: Int?

  /// Limits, or none.
  public init(run: Int? = nil, daily: Int? = nil, project: Int? = nil) {
    (self.run, self.daily, self.project) = (run, daily, project)
  }

  /// Nothing is limited.
  public static let unlimited = Budget()

  /// What was spent, or may have been.
  public struct Spending: Hashable, Sendable {
    /// In this run.
    public var run: Int
    /// Today.
    public var daily: Int
    /// For the project.
    public var project: Int

    /// Sums in millionths of a US dollar.
    public init(run: Int = 0, daily: Int = 0, project: Int = 0) {
      (self.run, self.daily, self.project) = (run, daily, project)
    }
  }

  /// What stands against spending more.
  public struct Shortfall: Hashable, Sendable, CustomStringConvertible {
    /// The limit that would be passed, as people know it.
    public let limitName: String
    /// The limit.
    public let limit: Int
    /// What was spent before.
    public let spent: Int
    /// What is asked for.
    public let price: Int

    /// The sum that is missing.
    public var missing: Int { spent + price - limit }

    /// "0.102 USD more is wanted, and 0.05 USD of the daily limit of 1.00 USD are left; …".
    public var description: String {
      func usd(_ sum: Int) -> String { "$" + TakePrice(microdollars: sum).estimatedUSD }
      return "\(usd(price)) is wanted, but \(usd(spent)) of the \(limitName) of \(usd(limit)) "
        + "\(spent == 0 ? "is" : "are") spent; \(usd(missing)) is missing"
    }
  }

  /// The limit that is missed by most, if a price does not fit any more.
  ///
  /// Only what would be sent for real counts against the days and projects; a rehearsal counts
  /// against its own run, so that it shows what the real thing would do.
  public func shortfall(
    price: Int, after spending: Spending, isSimulated: Bool
  ) -> Shortfall? {
    var found: [Shortfall] = []
    func check(_ name: String, _ limit: Int?, _ spent: Int) {
      guard let limit, spent + price > limit else { return }
      found.append(Shortfall(limitName: name, limit: limit, spent: spent, price: price))
    }
    check("limit for this run", run, spending.run)
    if !isSimulated {
      check("daily limit", daily, spending.daily)
      check("limit for this project", project, spending.project)
    }
    return found.max { $0.missing < $1.missing }
  }
}
