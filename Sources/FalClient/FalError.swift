public import Transfers

/// Why something at fal did not work, said so that a person knows what to do.
public struct FalError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public let code: Code
  /// One sentence for people, without secrets, queries of signed addresses, or echoed input.
  public var message: String
  /// The HTTP status, where there was an answer.
  public var status: Int?
  /// What the server said, cleaned.
  public var detail: String?
  /// The server's own word for the kind of failure, such as `runner_disconnected`.
  public var errorType: String?
  /// The parts of the input the server objected to.
  public var fieldErrors: [FieldError] = []
  /// The job, or the request as fal's log knows it.
  public var requestID: String?
  /// Whether the same call may succeed later. For a submission: whether sending again is safe.
  public var isRetryable = false
  /// Whether a failed job may go well when it is submitted anew, which costs anew.
  public var isWorthAnotherJob = false
  /// How long the server asked to wait.
  public var retryAfter: Duration?
  /// What the connection did, where that was the reason.
  public var cause: TransferError?

  /// Creates an error; the message is one sentence.
  public init(_ code: Code, _ message: String, status: Int? = nil, requestID: String? = nil) {
    self.code = code
    self.message = message
    self.status = status
    self.requestID = requestID
  }

  /// The sentence for people.
  public var description: String { message }
}

/// One objection to the input.
public struct FieldError: Sendable, Hashable, Codable {
  /// Where in the input, outermost first: `["body", "image_url"]`.
  public let location: [String]
  /// The server's sentence.
  public let message: String
  /// The kind to branch on, such as `image_too_small`; kinds unknown to us pass through.
  public let type: String?
  /// The limits that were broken, as text: `["min_width": "300"]`.
  public let context: [String: String]

  /// Creates an objection.
  public init(location: [String], message: String, type: String?, context: [String: String] = [:]) {
    self.location = location
    self.message = message
    self.type = type
    self.context = context
  }
}
