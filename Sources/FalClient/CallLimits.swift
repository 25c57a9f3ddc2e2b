/// How long the client's calls may take before they count as failed.
///
/// The usual limits follow fal's own clients (30 s to connect) and leave room for slow lines; a
/// service on this computer, or a test, can do with less.
public struct CallLimits: Sendable, Hashable {
  /// Name lookup, connecting and TLS together.
  public var connect: Duration = .seconds(30)
  /// A question about a job: its status, its result, its cancellation.
  public var question: Duration = .seconds(30)
  /// A submission; when it runs out, nobody knows whether a job was made.
  public var submission: Duration = .seconds(60)
  /// Asking the storage for an address or a pass, or to put parts together.
  public var storage: Duration = .seconds(60)
  /// Sending a file or a part.
  public var upload: Duration = .seconds(600)
  /// A file that moves by less than 1 KiB a second for so long counts as stuck; whole seconds.
  public var stall: Duration = .seconds(30)
  /// How long a stream of events may be silent before it is opened anew.
  ///
  /// Whether and how fal keeps a quiet stream alive is undocumented; opening it anew costs one
  /// request and brings the present status. The JavaScript client's limit, which it never reaches.
  public var streamSilence: Duration = .seconds(15)
  /// After so long without an answer to a question, ``FalClient/onTrouble`` is told.
  public var overdue: Duration = .seconds(5)

  /// Creates the usual limits.
  public init() {}
}
