/// A request path taken apart: decoded, and free of anything that could lead astray.
enum PathSegments {
  /// The decoded segments of an absolute path; `nil` when one is empty, `.`, `..`, or hides a slash.
  ///
  /// "/" has none. A single slash at the end is ignored.
  static func parse(_ path: String) -> [String]? {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var parts = path.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    var segments: [String] = []
    for part in parts {
      guard let segment = PercentCoding.decode(part), isPlain(segment) else { return nil }
      segments.append(segment)
    }
    return segments
  }

  private static func isPlain(_ segment: String) -> Bool {
    guard !segment.isEmpty, segment != ".", segment != ".." else { return false }
    return segment.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\\")
    }
  }
}
