/// What is known about one of fal's words for a failure.
public struct ErrorKind: Sendable, Hashable {
  /// Who says the word.
  public enum Origin: Sendable, Hashable {
    /// The model, in a list of objections.
    case model
    /// fal's platform, in `error_type` and `X-Fal-Error-Type`.
    case platform
  }

  /// Whether the same job, submitted anew, may go well.
  public enum Prospect: Sendable, Hashable {
    /// Not without another input.
    case never
    /// Perhaps; fal marks the single case with a header.
    case perhaps
    /// Yes, the trouble passes.
    case later
  }

  /// The word itself.
  public let type: String
  /// The HTTP status it comes with.
  public let status: Int
  /// Who says it.
  public let origin: Origin
  /// Whether trying again may help.
  public let prospect: Prospect
  /// What happened and what to do, one sentence for people.
  public let sentence: String
  /// The names under which limits come with it, such as `min_width`.
  public let limits: [String]

  /// Finds what is known about a word; nil for words that are not in the catalogue.
  public static func named(_ type: String) -> ErrorKind? { byType[type] }

  private static let byType = Dictionary(
    catalogue.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
}
