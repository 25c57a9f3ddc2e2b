/// One line a model wrote while it ran.
public struct LogEntry: Sendable, Hashable, Codable {
  /// The line itself.
  public let message: String
  /// When it was written, as the server spells it.
  public let timestamp: String?
  /// How serious it is, such as `INFO`, in whatever words the server uses.
  public let level: String?
  /// Who wrote it.
  public let source: String?

  /// Creates a line.
  public init(
    message: String, timestamp: String? = nil, level: String? = nil, source: String? = nil
  ) {
    self.message = message
    self.timestamp = timestamp
    self.level = level
    self.source = source
  }

  /// Reads any of the three shapes fal has used; only the message is required (guide 3.2).
  init?(_ json: JSONValue) {
    guard let message = json["message"]?.text else { return nil }
    let labels = json["labels"]
    self.init(
      message: message, timestamp: json["timestamp"]?.text,
      level: json["level"]?.text ?? labels?["level"]?.text,
      source: json["source"]?.text ?? labels?["source"]?.text)
  }
}
