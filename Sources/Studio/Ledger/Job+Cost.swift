internal import Hailuo

extension Job {
  /// What the service billed, in millionths of a US dollar; `nil` while that is not known.
  ///
  /// The service counts in units, which are seconds for the models that are paid by the second
  /// (protocol guide 4.4 and 8.1).
  public var billedMicrodollars: Int? {
    guard let billableUnits else { return nil }
    if billableUnits == 0 { return 0 }
    // Ledgers of earlier versions do not say what a unit costs.
    let model = Model.named(order.identity.endpoint)
    guard
      let unit = order.unitMicrodollars
        ?? model?.pricePerSecond(at: order.identity.resolution)?.microdollars
    else { return nil }
    return Int((Double(unit) * billableUnits).rounded())
  }

  /// What counts as spent for it: what was billed, else the estimate, for it may be billed yet.
  public var spentMicrodollars: Int {
    guard state.mayCost else { return 0 }
    return billedMicrodollars ?? order.priceMicrodollars
  }
}
