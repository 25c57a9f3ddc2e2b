/// The name of a model at fal, such as `fal-ai/minimax/hailuo-02-fast/image-to-video`.
///
/// Submissions use the whole name; everything about a job uses only ``appID``.
public struct EndpointID: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The whole name.
  public let id: String
  /// The first two segments, or three when the first is a namespace: `fal-ai/minimax`.
  public let appID: String

  /// First segments that move the application's name one to the right (protocol guide 2.2).
  static let namespaces: Set<Substring> = ["workflows", "comfy"]

  /// Reads a name; the old form `123456-alias` becomes `123456/alias`.
  ///
  /// - Throws: ``FalError`` `.configuration` when it is no path of at least two plain segments.
  public init(_ text: String) throws(FalError) {
    var segments = text.split(separator: "/", omittingEmptySubsequences: false)
    if segments.count == 1, let dash = text.firstIndex(of: "-"),
      text[..<dash].utf8.allSatisfy({ (0x30...0x39).contains($0) }), dash != text.startIndex
    {
      segments = [text[..<dash], text[text.index(after: dash)...]]
    }
    let needed = segments.first.map { Self.namespaces.contains($0) } == true ? 3 : 2
    guard segments.count >= needed, segments.allSatisfy(Self.isPlain) else {
      throw FalError(
        .configuration,
        "\"\(text.prefix(100))\" is no endpoint name; write owner/model or owner/model/task."
      )
    }
    id = segments.joined(separator: "/")
    appID = segments.prefix(needed).joined(separator: "/")
  }

  /// Puts a name together that stands in our own sources; nothing is checked.
  package init(owner: String, alias: String, task: [String]) {
    appID = owner + "/" + alias
    id = ([appID] + task).joined(separator: "/")
  }

  /// Reads the name from a single string.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the name as a single string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(id)
  }

  /// The whole name.
  public var description: String { id }

  private static func isPlain(_ segment: Substring) -> Bool {
    let marks = Array("-_.".utf8)
    return !segment.isEmpty && segment != "." && segment != ".."
      && segment.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || marks.contains(byte)
      }
  }
}
