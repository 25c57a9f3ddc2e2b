extension TakeMaker {
  /// Which take of a request a clip at a path is to be.
  ///
  /// Asking for the same thing again for another file is a wish for another take; asking again for
  /// the same file, after an interruption, is not.
  /// - Returns: the number of the job that works on this file, or of the first take nobody made.
  public func takeNumber(for identity: TakeIdentity, at clipPath: String) async throws -> Int {
    var identity = identity
    identity.take = 1
    while let latest = try await ledger.jobs(for: identity.key).last {
      // A completed job that is asked for again was made way for with --force: a new take.
      if latest.order.outputPath == clipPath.absolutePath, latest.state != .completed { break }
      identity.take += 1
    }
    return identity.take
  }
}
