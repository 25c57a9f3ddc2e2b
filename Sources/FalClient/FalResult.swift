/// What a job produced.
public struct FalResult: Sendable, Hashable {
  /// The model's output, as JSON.
  public let body: [UInt8]
  /// The units fal charged for; nil when it does not say.
  public let billableUnits: Double?
  /// The job.
  public let requestID: String

  /// Creates a result.
  public init(body: [UInt8], billableUnits: Double?, requestID: String) {
    self.body = body
    self.billableUnits = billableUnits
    self.requestID = requestID
  }
}

/// What came of asking to cancel a job.
public enum CancelOutcome: Sendable, Hashable {
  /// The wish was taken in. A job that already ran may still finish, and be charged.
  case requested
  /// The job had ended before: fetch its result.
  case alreadyCompleted
  /// fal knows no such job.
  case unknownJob
}

/// How long fal keeps a file, from its making on.
public struct FileLifetime: Sendable, Hashable {
  /// Whole seconds, at least 1.
  public let seconds: Int

  /// Creates a lifetime of whole seconds.
  ///
  /// Less than one second becomes 60 s, as in fal's own clients: zero would mean for ever.
  public init(_ duration: Duration) {
    let whole = Int(duration.components.seconds)
    seconds = whole < 1 ? 60 : whole
  }
}
