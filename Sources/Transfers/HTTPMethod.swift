/// The verb of a request.
public struct HTTPMethod: RawRepresentable, Hashable, Sendable {
  /// The verb as it is sent, in capitals.
  public let rawValue: String

  /// Creates any verb.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Reads; may be repeated freely.
  public static let get = HTTPMethod(rawValue: "GET")
  /// Reads the headers alone.
  public static let head = HTTPMethod(rawValue: "HEAD")
  /// Creates something; must not be repeated blindly.
  public static let post = HTTPMethod(rawValue: "POST")
  /// Replaces something; may be repeated.
  public static let put = HTTPMethod(rawValue: "PUT")
  /// Removes something; may be repeated.
  public static let delete = HTTPMethod(rawValue: "DELETE")
}
