internal import FalClient

/// The parts of an upload that came so far, and the rule of when they are a whole. Pure.
struct PartList: Sendable {
  /// As object stores number them.
  static let numbers = 1...10_000

  private var parts: [Int: StoredFile] = [:]

  enum Verdict: Hashable, Sendable {
    /// In order.
    case complete([StoredFile])
    case refused(String)
  }

  /// Takes a part in; the one it replaces is returned.
  mutating func put(_ file: StoredFile, as number: Int) -> StoredFile? {
    parts.updateValue(file, forKey: number)
  }

  /// Judges `{"parts":[{"partNumber":1,"etag":"…"},…]}`: every part that came, from 1 without a
  /// gap, each with the validator it was given, with quotes or without.
  ///
  /// - Parameter isOrdered: whether the list must ascend, as object stores want it. The file host
  ///   cannot want that: fal's asynchronous Python client lists parts as they finish.
  func verdict(on document: JSONValue?, isOrdered: Bool) -> Verdict {
    guard case .array(var items)? = document?["parts"] else {
      return .refused("The body must be {\"parts\":[{\"partNumber\":1,\"etag\":\"…\"}]}")
    }
    guard !items.isEmpty else { return .refused("The part list is empty") }
    if !isOrdered { items.sort { Self.number(of: $0) < Self.number(of: $1) } }
    var files: [StoredFile] = []
    for (index, item) in items.enumerated() {
      guard case .integer(let number)? = item["partNumber"], let etag = item["etag"]?.text else {
        return .refused("Entry \(index + 1) of the part list lacks partNumber or etag")
      }
      guard number == index + 1 else {
        return .refused(
          "The part list must ascend from 1 without a gap; entry \(index + 1) is \(number)")
      }
      guard let file = parts[number] else { return .refused("Part \(number) was not uploaded") }
      guard etag == file.etag || etag == String(file.etag.dropFirst().dropLast()) else {
        return .refused("The ETag of part \(number) is not the one that was given")
      }
      files.append(file)
    }
    guard files.count == parts.count else {
      return .refused("\(parts.count) parts were uploaded, the list has \(files.count)")
    }
    return .complete(files)
  }

  private static func number(of item: JSONValue) -> Int {
    if case .integer(let number)? = item["partNumber"] { number } else { 0 }
  }
}
