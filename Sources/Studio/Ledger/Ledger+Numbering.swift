extension Ledger {
  /// The number of the take that one more wish for the same request is for.
  ///
  /// A wish that was interrupted is not a new one: as long as the newest take for this very file is
  /// in flight, it is meant.
  public func newTakeNumber(for identity: TakeIdentity, at clipPath: String) async throws -> Int {
    var identity = identity
    identity.take = 1
    while let latest = try await jobs(for: identity.key).last {
      if latest.order.outputPath == clipPath.absolutePath, latest.state.isInFlight { break }
      identity.take += 1
    }
    return identity.take
  }
}
