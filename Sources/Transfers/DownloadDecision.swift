/// What an answer to a download request means for the file on disk.
enum DownloadDecision: Sendable, Hashable {
  /// The body is the file from this offset on; what lies beyond on disk is cut off.
  case write(from: Int64, total: Int64?)
  /// The file was complete already.
  case alreadyComplete(byteCount: Int64)
  /// The answer does not fit the part on disk: throw that away and ask for the whole file.
  case startOver
  /// The answer leads elsewhere.
  case redirected
  /// The status brings no file.
  case refused
  /// The answer contradicts itself or the request.
  case invalid(reason: String)

  /// Judges an answer by its header (RFC 9110, sections 13.1.5, 14.4, 15.3.7 and 15.5.17).
  ///
  /// - Parameter resume: the part the request offered to continue; nil when it asked for all.
  static func judge(status: Int, headers: HTTPHeaders, resume: ResumePoint?) -> DownloadDecision {
    if let coding = headers["Content-Encoding"], coding != "identity", !coding.isEmpty {
      return .invalid(reason: "the file came compressed although that was not asked for")
    }
    switch status {
    case 200:
      return .write(from: 0, total: contentLength(headers))
    case 206:
      return judgePart(headers, resume)
    case 416:
      guard let resume else { return .refused }
      // Everything was there already: the range began exactly at the end of the same version.
      if let total = ContentRange(headers)?.total, total == resume.byteCount,
        sameVersion(headers, resume), headers["ETag"] != nil
      {
        return .alreadyComplete(byteCount: total)
      }
      return .startOver
    case 301, 302, 303, 307, 308: return .redirected
    default: return .refused
    }
  }

  private static func judgePart(_ headers: HTTPHeaders, _ resume: ResumePoint?) -> DownloadDecision
  {
    guard let resume else {
      return .invalid(reason: "a part of the file came although all of it was asked for")
    }
    guard sameVersion(headers, resume), let range = ContentRange(headers),
      range.first == resume.byteCount
    else { return .startOver }
    return .write(from: resume.byteCount, total: range.total)
  }

  private static func sameVersion(_ headers: HTTPHeaders, _ resume: ResumePoint) -> Bool {
    guard let tag = headers["ETag"] else { return true }
    return tag == resume.entityTag
  }

  private static func contentLength(_ headers: HTTPHeaders) -> Int64? {
    guard headers["Transfer-Encoding"] == nil, let text = headers["Content-Length"],
      let value = Int64(text), value >= 0
    else { return nil }
    return value
  }
}

/// The `Content-Range` header in bytes: "bytes 5-9/10", "bytes 5-9/*" or "bytes */10".
struct ContentRange: Hashable {
  var first: Int64?
  var last: Int64?
  var total: Int64?

  init?(_ headers: HTTPHeaders) {
    guard let text = headers["Content-Range"] else { return nil }
    self.init(text)
  }

  init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
    let halves = words[1].split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    if halves[1] != "*" {
      guard let total = Self.number(halves[1]) else { return nil }
      self.total = total
    }
    if halves[0] == "*" { return }
    let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]),
      first <= last
    else { return nil }
    if let total, last >= total { return nil }
    self.first = first
    self.last = last
  }

  private static func number(_ text: Substring) -> Int64? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int64(text)
  }
}
