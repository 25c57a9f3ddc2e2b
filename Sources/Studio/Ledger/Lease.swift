public import FoundationEssentials

/// How long a process may be silent before its work is taken over.
///
/// A process that is at a job says so every few seconds. When it is killed, its number tells at
/// once; when it hangs, or runs in a container whose numbers mean nothing here, its silence does.
public enum Lease {
  /// After so much silence the owner counts as gone.
  public static let length: TimeInterval = 45
  /// So often an owner renews; three times may fail before the lease ends.
  public static let beat: Duration = .seconds(10)

  /// Whether a job's owner is at it.
  ///
  /// - Parameters:
  ///   - until: when the lease ends; nil in ledgers of the first version.
  ///   - place: where this process runs; numbers of processes can be compared only there.
  ///   - isAlive: whether a process of this place is still going on.
  public static func isHeld(
    by owner: ProcessIdentity, until: Date?, now: Date, place: String?,
    isAlive: (ProcessIdentity) -> Bool
  ) -> Bool {
    let isHere = owner.place == nil || owner.place == place
    if isHere, !isAlive(owner) { return false }
    guard let until else { return isHere }
    // A clock that was set back must not keep a job locked for ever.
    return until > now && until < now.addingTimeInterval(2 * length)
  }
}
