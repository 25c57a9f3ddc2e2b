internal import CCurl

/// The libcurl this program runs with.
public enum CurlLibrary {
  /// Its version, such as "7.88.1".
  public static var version: String {
    guard let facts = curl_version_info(CURLversion(rawValue: 0)), let text = facts.pointee.version
    else { return "unknown" }
    return String(cString: text)
  }

  /// Prepares libcurl, once for the whole program; false when that fails.
  static let isReady = hs_global_init() == CURLE_OK
}
