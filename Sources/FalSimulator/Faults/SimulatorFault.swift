/// One thing that goes wrong: at which step, when, and how.
public struct SimulatorFault: Sendable, Hashable {
  /// The kinds of call a fault can hit.
  public enum Step: String, Sendable, Hashable, CaseIterable {
    case submit, status, stream, result, cancel
    case token, initiate, upload, part, complete, download
    case keys, prices
    /// The simulator's own call to a webhook.
    case webhook
  }

  /// What happens instead of, or together with, the honest answer.
  public enum Effect: Sendable, Hashable {
    /// This answer is given and nothing is done.
    case refuse(SimulatedRefusal)
    /// The work is done (a job is created, a file stored), then this answer is given.
    case misreport(SimulatedRefusal)
    /// The connection is closed without an answer and nothing is done.
    case hangUp
    /// The work is done, then the connection is closed without an answer.
    case hangUpAfterWork
    /// The honest answer's body is cut after so many bytes and the connection closed.
    case cut(afterBytes: Int)
    /// The honest answer comes late.
    case delay(Duration)
    /// The job is accepted and ends so; only for submissions.
    case failJob(SimulatedRefusal)
    /// The connection is closed before the request's body is read.
    case hangUpUnread
    /// The connection is reset without an answer and nothing is done.
    case reset
    /// The work is done, then the connection is reset without an answer.
    case resetAfterWork
    /// The answer is honest; the connection stays open and is closed when it is used again.
    case closeWhenReused
    /// The honest answer's body ends after so many bytes, and the length says that this is all.
    case truncate(toBytes: Int)
    /// The announced length is so many bytes more than the body has, or fewer.
    case misstateLength(by: Int)
    /// The honest answer's body comes so many bytes at a time.
    case drip(bytes: Int, every: Duration)
    /// Nothing more comes after so many bytes of the honest answer's body; the connection stays.
    case stall(afterBytes: Int)
    /// The honest answer is changed on its way.
    case alter(AnswerAlteration)
    /// The request's range is not heeded; only for downloads.
    case ignoreRange
    /// The events are honest, their form is odd; only for streams.
    case stream(EventStyle)
    /// The logs have another of the three known shapes; only for status and stream.
    case logs(LogShape)
    /// The signed letter is wrong in some way; only for webhooks.
    case webhook(WebhookFlaw)
  }

  /// The kind of call that is hit.
  public var step: Step
  /// What happens.
  public var effect: Effect
  /// How many calls pass unharmed first.
  public var skipping: Int
  /// How many calls are hit then.
  public var times: Int

  /// Makes a fault; it hits the first call once unless told otherwise.
  public init(_ step: Step, _ effect: Effect, skipping: Int = 0, times: Int = 1) {
    self.step = step
    self.effect = effect
    self.skipping = max(0, skipping)
    self.times = max(0, times)
  }
}

/// A ready-made answer that is not the honest one.
public struct SimulatedRefusal: Sendable, Hashable {
  /// The HTTP status, 200 to 999.
  public var status: Int
  /// Further headers, by name; `{base}` and `{path}` in a value stand for the request's own.
  public var headers: [String: String]
  /// The body as it goes over the wire; `{base}` and `{path}` stand for the request's own.
  public var body: String
  /// The body's media type.
  public var contentType: String

  /// Makes an answer; the body is JSON unless told otherwise.
  public init(
    status: Int, headers: [String: String] = [:], body: String,
    contentType: String = "application/json"
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.contentType = contentType
  }
}
