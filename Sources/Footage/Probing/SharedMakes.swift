import Synchronization

/// The makes that have been met so far, for all who look at clips at the same time.
final class SharedMakes: Sendable {
  private let makes = Mutex(KnownMakes())

  var known: KnownMakes { makes.withLock { $0 } }

  func add(_ make: KnownMakes.Make) { makes.withLock { $0.add(make) } }
}
