/// Reads the `Retry-After` header.
public enum RetryAfter {
  /// The wait a server asks for, from a whole number of seconds.
  ///
  /// The other form of the header, a date, is taken as absent: clocks differ, and the back-off of
  /// the caller is a better guess than a skewed one.
  public static func duration(in headers: HTTPHeaders) -> Duration? {
    guard let text = headers["Retry-After"], let seconds = Int(text), seconds >= 0 else {
      return nil
    }
    return .seconds(min(seconds, 86_400))
  }
}
