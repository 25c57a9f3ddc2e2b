internal import Outputs

/// What asking for takes would come to, before anything is sent.
public struct Outlook: Hashable, Sendable {
  /// What asking for one take would come to.
  public enum State: String, Hashable, Sendable, Codable {
    /// Its clip is here already.
    case there
    /// It was paid for and has to be fetched only.
    case underWay = "under_way"
    /// It would be asked for, and paid.
    case missing
    /// Nobody knows whether it was paid for; a person must settle that first.
    case unknown
  }

  /// One take.
  public struct Entry: Hashable, Sendable {
    /// What people call it: its file, or its shot.
    public let name: String
    /// What asking for it would come to.
    public let state: State
    /// What it would cost, in millionths of a US dollar; 0 unless it is missing.
    public let microdollars: Int
  }

  /// The takes, in order.
  public private(set) var entries: [Entry] = []

  /// Nothing yet.
  public init() {}

  /// The sum of what would be paid, in millionths of a US dollar.
  public var microdollars: Int { entries.reduce(0) { $0 + $1.microdollars } }

  /// Adds a take.
  public mutating func add(_ name: String, _ state: State, microdollars: Int) {
    entries.append(
      Entry(name: name, state: state, microdollars: state == .missing ? microdollars : 0))
  }
}

extension Ledger {
  /// What asking for a take would come to.
  public func outlook(for key: TakeKey, at clipPath: String) async throws -> Outlook.State {
    let delivery = try? TakeSidecar.read(Delivery.sidecarPath(for: clipPath))
    if let delivery, delivery.takeKey == key,
      try WholeFile.digest(clipPath) == delivery.clip.sha256
    {
      return .there
    }
    let jobs = try await jobs(for: key)
    if jobs.contains(where: { $0.state == .ambiguous }) { return .unknown }
    if let job = jobs.last(where: { $0.state.isInFlight }) {
      switch job.state {
      case .intended: return .missing
      case .submitting: return isHeld(job) ? .underWay : .unknown
      default: return .underWay
      }
    }
    let isThere = jobs.contains { $0.state == .stored && LedgerFile.hasClip($0) }
    return isThere ? .there : .missing
  }
}
