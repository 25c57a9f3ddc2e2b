/// How far an upload in parts has come; with it a broken one goes on where it stopped.
///
/// It may hold an address that is signed, which is a secret while it lasts.
public struct MultipartUpload: Sendable, Hashable, Codable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  /// Where the file will be when it is complete.
  public let fileURL: String
  /// The size of the whole, in bytes.
  public let byteCount: Int
  /// The size of every part but the last.
  public let partByteCount: Int
  /// The SHA-256 of the whole.
  public let digest: String
  /// The tag the storage gave each part that has arrived, by its number from 1.
  public internal(set) var tags: [Int: String] = [:]

  /// Where parts go, without number and query.
  let partBase: String
  let query: String?
  /// Whether the parts need the pass for the file server.
  let needsToken: Bool

  init(
    fileURL: String, partBase: String, query: String?, needsToken: Bool, byteCount: Int,
    partByteCount: Int, digest: String
  ) {
    self.fileURL = fileURL
    self.partBase = partBase
    self.query = query
    self.needsToken = needsToken
    self.byteCount = byteCount
    self.partByteCount = partByteCount
    self.digest = digest
  }

  /// How many parts there are.
  public var partCount: Int { (byteCount + partByteCount - 1) / max(partByteCount, 1) }

  /// The numbers of the parts that have not arrived, in order.
  var missingParts: [Int] { (1...max(partCount, 1)).filter { tags[$0] == nil } }

  func range(ofPart number: Int) -> Range<Int> {
    let start = (number - 1) * partByteCount
    return start..<min(start + partByteCount, byteCount)
  }

  func url(ofPart number: Int) -> String {
    partBase + "/\(number)" + (query.map { "?\($0)" } ?? "")
  }

  var completionURL: String { partBase + "/complete" + (query.map { "?\($0)" } ?? "") }

  /// What completes the upload: the parts in order.
  var completion: JSONValue {
    .object([
      "parts": .array(
        tags.sorted { $0.key < $1.key }.map { number, tag in
          .object(["partNumber": .integer(number), "etag": .string(tag)])
        })
    ])
  }

  /// Whether it can go on with this content.
  func fits(byteCount: Int, digest: String) -> Bool {
    self.byteCount == byteCount && self.digest == digest && partByteCount > 0 && byteCount > 0
      && tags.keys.allSatisfy { (1...partCount).contains($0) }
  }

  /// How far it has come, without any address.
  public var description: String { "MultipartUpload(\(tags.count) of \(partCount) parts)" }
  /// How far it has come, without any address.
  public var debugDescription: String { description }
  /// Shows no stored property.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The sizes at which uploads change their ways.
public struct StorageLimits: Sendable, Hashable {
  /// The largest upload that goes in one piece, in bytes: 90 MiB, as in fal's JavaScript client.
  public var largestSingleUpload = 90 << 20
  /// The size of a part: 10 MiB, as in both of fal's clients.
  public var partByteCount = 10 << 20
  /// How many parts are under way at once.
  public var partsAtOnce = 4

  /// Creates the usual limits.
  public init() {}
}
