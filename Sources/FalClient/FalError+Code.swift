extension FalError {
  /// The kind of failure; errors compare by it.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private let name: String
    private init(_ name: String) { self.name = name }
    /// The name of the kind.
    public var description: String { name }

    /// There is no key.
    public static let keyMissing = Code("keyMissing")
    /// fal does not accept the key (401).
    public static let keyRefused = Code("keyRefused")
    /// The account is locked or has no money left (403); everything else would be refused too.
    public static let balance = Code("balance")
    /// The request was refused and nothing was begun.
    public static let refused = Code("refused")
    /// The input was refused; see the field errors.
    public static let invalidInput = Code("invalidInput")
    /// The job, the model or the result is not there, or not any more (404, 410).
    public static let notFound = Code("notFound")
    /// Provably nothing was sent: trying again cannot pay twice.
    public static let notSent = Code("notSent")
    /// It is unknown whether a submission made a job: sending it again might pay twice.
    public static let ambiguous = Code("ambiguous")
    /// The server cannot be reached.
    public static let unreachable = Code("unreachable")
    /// The server is busy or ill; the same may work later.
    public static let temporary = Code("temporary")
    /// The result is not there yet.
    public static let notFinished = Code("notFinished")
    /// The job ended without a result.
    public static let jobFailed = Code("jobFailed")
    /// The job was cancelled.
    public static let cancelled = Code("cancelled")
    /// The answer is not what the protocol promises.
    public static let badAnswer = Code("badAnswer")
    /// The job did not start before its deadline.
    public static let expired = Code("expired")
    /// We stopped waiting; the job may go on.
    public static let timedOut = Code("timedOut")
    /// An address or a name in the configuration cannot be used.
    public static let configuration = Code("configuration")
    /// A file here could not be read or written.
    public static let file = Code("file")

    /// Matches errors by their kind.
    public static func ~= (code: Self, error: any Error) -> Bool {
      (error as? FalError)?.code == code
    }
  }
}
