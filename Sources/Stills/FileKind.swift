import Raster

/// What a file is, judged by its first bytes; its name does not matter.
public enum FileKind: Hashable, Sendable {
  /// A picture that is read.
  case still(StillFormat)
  /// A video.
  case video
  /// A picture of another kind, named for people with its article: "a Photoshop file".
  case otherPicture(String)
  /// Something else that is easy to tell, named for people: "a text file".
  case somethingElse(String)
  /// Nothing that is known here.
  case unknown

  /// How many bytes from a file's beginning are looked at.
  public static let prefixLength = 512

  /// Judges a file by its first bytes.
  public init(of bytes: [UInt8]) {
    let head = bytes.prefix(Self.prefixLength)
    self =
      Self.still(head) ?? Self.boxed(head) ?? Self.moving(head) ?? Self.marked(head)
      ?? Self.written(head) ?? .unknown
  }

  /// Whether a file's name promises one of the pictures that are read.
  public static func isNamedLikePicture(_ path: String) -> Bool {
    let name = path.lowercased()
    return StillFormat.allFileEndings.contains { name.hasSuffix("." + $0) }
  }

  private static func still(_ head: ArraySlice<UInt8>) -> FileKind? {
    if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .still(.jpeg) }
    if PNG.hasSignature(Array(head)) { return .still(.png) }
    let isWebP =
      head.starts(with: Array("RIFF".utf8)) && head.dropFirst(8).starts(with: "WEBP".utf8)
    return isWebP ? .still(.webp) : nil
  }

  /// Files made of ISO boxes say what they are in their first one.
  private static func boxed(_ head: ArraySlice<UInt8>) -> FileKind? {
    guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let length = min(head.count, max(12, Int(head[2]) << 8 | Int(head[3])))
    // The main brand, then, after a version number, those that the file is compatible with.
    let brands = stride(from: 8, to: length - 3, by: 4).filter { $0 != 12 }
      .map { String(decoding: head[$0..<($0 + 4)], as: UTF8.self) }
    if brands.contains(where: ["avif", "avis"].contains) { return .still(.avif) }
    // Apple's names for files with nothing but sound.
    if let main = brands.first, ["M4A ", "M4B ", "M4P "].contains(main) { return .sound }
    let phone = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
    return brands.contains(where: phone.contains) ? .still(.heic) : .video
  }

  private static func marked(_ head: ArraySlice<UInt8>) -> FileKind? {
    let marks: [([UInt8], FileKind)] = [
      (Array("GIF8".utf8), .still(.gif)),
      ([0x49, 0x49, 0x2A, 0x00], .still(.tiff)),
      ([0x4D, 0x4D, 0x00, 0x2A], .still(.tiff)),
      // BigTIFF.
      ([0x49, 0x49, 0x2B, 0x00], .still(.tiff)),
      ([0x4D, 0x4D, 0x00, 0x2B], .still(.tiff)),
      (Array("BM".utf8), .still(.bmp)),
      (Array("8BPS".utf8), .otherPicture("a Photoshop file")),
      ([0xFF, 0x0A], .still(.jpegXL)),
      ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], .still(.jpegXL)),
      (Array("%PDF".utf8), .somethingElse("a PDF")),
      ([0x50, 0x4B, 0x03, 0x04], .somethingElse("a ZIP archive")),
    ]
    return marks.first { head.starts(with: $0.0) && !($0.0.count == 2 && isText(head)) }?.1
  }

  private static func written(_ head: ArraySlice<UInt8>) -> FileKind? {
    guard isText(head) else { return nil }
    let text = String(decoding: head, as: UTF8.self).lowercased()
    if text.contains("<svg") { return .otherPicture("an SVG drawing") }
    if text.contains("<!doctype html") || text.contains("<html") {
      return .somethingElse("a web page")
    }
    return .somethingElse("a text file")
  }

  /// Whether nothing speaks against UTF-8 text; a letter cut off at the end does not.
  private static func isText(_ head: ArraySlice<UInt8>) -> Bool {
    guard !head.isEmpty, !head.contains(where: { $0 < 0x20 && ![9, 10, 12, 13].contains($0) })
    else { return false }
    return (0...3).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
  }
}
