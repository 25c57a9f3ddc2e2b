/// What went wrong in a storyboard, a preset, a record of ours or the ledger.
///
/// `code` is for programs and exit statuses, `description` is for people. Where a file has several
/// problems they are all in `problems`, in the order of their lines.
public struct StudioError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure.
  ///
  /// The set may grow: a `switch` needs a default.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The stable name used in JSON.
    public let description: String

    /// A file that should be there is not.
    public static let missing = Code(description: "missing")
    /// A file is there and cannot be read.
    public static let unreadable = Code(description: "unreadable")
    /// A storyboard has problems.
    public static let storyboard = Code(description: "storyboard")
    /// A preset has problems, or there is none of that name.
    public static let preset = Code(description: "preset")
    /// There is no preset of that name.
    public static let unknownPreset = Code(description: "unknown_preset")
    /// A record of ours (`clip.json`, `film.json`) is damaged or from a newer version.
    public static let record = Code(description: "record")
    /// A setting in the environment cannot be used.
    public static let configuration = Code(description: "configuration")
    /// The ledger's file is damaged, or is not a ledger.
    public static let ledgerDamaged = Code(description: "ledger_damaged")
    /// The ledger's file cannot be opened or written.
    public static let ledgerUnavailable = Code(description: "ledger_unavailable")
    /// The ledger was locked by other processes for too long; trying again helps.
    public static let ledgerBusy = Code(description: "ledger_busy")
    /// There is no room left on the disk.
    public static let diskFull = Code(description: "disk_full")
    /// The ledger knows no such job.
    public static let unknownJob = Code(description: "unknown_job")
    /// Another process is making the same take.
    public static let takeBusy = Code(description: "take_busy")
    /// Nobody knows whether a take was paid for; a person must look.
    public static let takeAmbiguous = Code(description: "take_ambiguous")
    /// Shots of a film could not be made.
    public static let incomplete = Code(description: "incomplete")
    /// A job cannot go from its present state where it was asked to go.
    public static let jobState = Code(description: "job_state")
    /// It would cost more than a limit allows; nothing was sent.
    public static let overBudget = Code(description: "over_budget")
    /// A clip that was paid for cannot be had any more.
    public static let clipLost = Code(description: "clip_lost")
    /// What the service made of a request does not decode; it was kept aside.
    public static let clipDamaged = Code(description: "clip_damaged")
    /// Another process has taken the job over.
    public static let notOwner = Code(description: "not_owner")
  }

  /// The kind of failure.
  public let code: Code
  /// The file, job or setting it is about.
  public let subject: String
  /// The sentence, without the subject.
  public let message: String
  /// Every problem of a file that has a line; empty for other failures.
  public let problems: [SourceProblem]

  /// A failure with one sentence.
  public init(_ code: Code, _ subject: String, _ message: String) {
    self.code = code
    self.subject = subject
    self.message = message
    self.problems = []
  }

  /// A failure of a file with one problem or more, each with its place.
  public init(_ code: Code, _ subject: String, problems: [SourceProblem]) {
    self.code = code
    self.subject = subject
    self.problems = problems
    self.message = problems.map(\.description).joined(separator: "\n")
  }

  /// One sentence for people, or one line a problem where there are places to name.
  public var description: String {
    problems.isEmpty ? "\(subject): \(message)" : message
  }
}

extension StudioError.Code {
  /// Matches an error by its code in `catch` and `switch`.
  public static func ~= (code: StudioError.Code, error: any Error) -> Bool {
    (error as? StudioError)?.code == code
  }
}
