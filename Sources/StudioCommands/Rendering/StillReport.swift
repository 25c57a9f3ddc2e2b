import Outputs
import Raster
import Stills

/// What a picture file tells of itself, for those who probe one.
struct StillReport: Encodable, Sendable {
  let path: String
  let format: StillFormat
  let byteCount: Int
  let width: Int
  let height: Int
  let isAnimated: Bool
  /// The label of its origin; nil without.
  let origin: OriginLabel?

  /// Whether a file is one of the kinds that are told of here; others are clips.
  static func canTell(of path: String) -> Bool {
    guard FileKind.isPicture(path),
      let file = try? PieceReader.of(path), let head = try? file.bytes(at: 0, count: 12)
    else { return false }
    return [[0x89, 0x50], [0xFF, 0xD8], Array("RI".utf8)].contains(Array(head.prefix(2)))
  }

  /// - Throws: ``StillError`` when it cannot be read.
  init(_ path: String) async throws {
    let facts = try await StillFile.facts(of: path)
    self.path = path
    format = facts.format
    byteCount = facts.byteCount
    (width, height) = (facts.size.width, facts.size.height)
    isAnimated = facts.isAnimated
    origin = try OriginLabel.read(file: path)
  }

  /// Some lines under the file's name, or one line.
  func text(isBrief: Bool) -> String {
    let size = "\(width)x\(height)"
    guard !isBrief else { return "\(path)  \(size)  \(format.rawValue)\n" }
    var table = Table(indent: "  ")
    table.add("file", "\(Terms.bytes(byteCount)), \(format.rawValue)")
    table.add("picture", size + (isAnimated ? ", the first of several" : ""))
    if let origin { OriginText.add(origin, to: &table) }
    return "\(path)\n\(table.text)"
  }
}
