/// How the events of a status stream are written; the default is how the service writes them.
public struct EventStyle: Sendable, Hashable {
  /// What ends a line; the event stream format knows three ways.
  public enum LineEnding: String, Sendable, Hashable, CaseIterable {
    case lf = "\n"
    case crlf = "\r\n"
    case cr = "\r"
  }

  /// What ends a line.
  public var lineEnding = LineEnding.lf
  /// A comment before each event, as servers send to keep connections alive.
  public var hasComments = false
  /// The document is spread over several `data:` lines.
  public var hasSeveralDataLines = false
  /// Each event also has an id, a name and a retry time.
  public var hasOtherFields = false
  /// Each event comes in pieces that end inside of characters.
  public var splitsCharacters = false
  /// Each event comes twice.
  public var repeatsEvents = false
  /// The first event comes after the second.
  public var swapsFirstEvents = false
  /// Nothing more comes after so many events; the connection stays.
  public var silentAfter: Int?
  /// The connection is closed after so many events.
  public var cutAfter: Int?

  /// Makes the honest style; set what is to be odd.
  public init() {}
}
