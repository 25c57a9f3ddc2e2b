/// How a job stands.
public enum QueueStatus: Sendable, Hashable {
  /// It waits; the position counts the requests before it, 0 is next.
  case inQueue(position: Int?)
  /// It runs; the logs are everything written so far.
  case inProgress(logs: [LogEntry])
  /// It ended, well or badly: fal has no state for failure.
  case completed(Completion)
  /// A state this client does not know; it is worth asking again.
  case unknown(String)

  /// How a job ended.
  public struct Completion: Sendable, Hashable {
    /// The seconds the model worked, if the server says.
    public let inferenceSeconds: Double?
    /// What went wrong; nil does not yet mean that the result is good.
    public let error: String?
    /// The server's word for what went wrong.
    public let errorType: String?
    /// Everything the model wrote.
    public let logs: [LogEntry]

    /// Creates an ending.
    public init(
      inferenceSeconds: Double? = nil, error: String? = nil, errorType: String? = nil,
      logs: [LogEntry] = []
    ) {
      self.inferenceSeconds = inferenceSeconds
      self.error = error
      self.errorType = errorType
      self.logs = logs
    }

    /// Whether the server itself calls it a failure.
    public var isFailure: Bool { error != nil || errorType != nil }
  }

  /// Whether nothing more will happen.
  public var isCompleted: Bool { if case .completed = self { true } else { false } }

  /// The logs that came with it.
  public var logs: [LogEntry] {
    switch self {
    case .inProgress(let logs): logs
    case .completed(let completion): completion.logs
    default: []
    }
  }

  /// Reads a status; nil when the body is no JSON object with a `status`.
  init?(parsing body: [UInt8]) {
    guard let json = JSONValue(parsing: body), let state = json["status"]?.text else { return nil }
    let logs = (json["logs"]?.elements ?? []).compactMap(LogEntry.init)
    switch state.uppercased() {
    case "IN_QUEUE": self = .inQueue(position: json["queue_position"]?.integer)
    case "IN_PROGRESS": self = .inProgress(logs: logs)
    case "COMPLETED":
      self = .completed(
        Completion(
          inferenceSeconds: json["metrics"]?["inference_time"]?.number,
          error: json.given("error").map { ServerText.cleaned($0.text ?? "unnamed error") },
          errorType: json["error_type"]?.text.map { ServerText.cleaned($0, limit: 100) },
          logs: logs))
    default: self = .unknown(ServerText.cleaned(state, limit: 60))
    }
  }
}
