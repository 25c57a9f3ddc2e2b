extension Ledger {
  /// What one more wish for the same request is for: the number of the take, and where its clip is
  /// to lie if that was settled before.
  ///
  /// A wish that was interrupted is not a new one: as long as the newest take for one of these very
  /// files is in flight, it is meant.
  ///
  /// - Parameter paths: where the take of a number might lie.
  public func newTake(
    for identity: TakeIdentity, at paths: (_ take: Int) -> [String]
  ) async throws -> (number: Int, path: String?) {
    var identity = identity
    identity.take = 1
    while let latest = try await jobs(for: identity.key).last {
      if latest.state.isInFlight,
        let path = paths(identity.take).first(where: {
          $0.absolutePath == latest.order.outputPath
        })
      {
        return (identity.take, path)
      }
      identity.take += 1
    }
    return (identity.take, nil)
  }
}
