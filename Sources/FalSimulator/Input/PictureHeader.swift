/// The kind and size of a picture, read from the head of its file. Pure.
struct PictureHeader: Hashable, Sendable {
  enum Format: String, Hashable, Sendable {
    case png, jpeg, webp
    /// A picture, but none the service takes.
    case other
  }

  let format: Format
  let width: Int
  let height: Int

  /// `nil` when the bytes are no picture, or end before the size.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      guard let size = Self.pngSize(bytes) else { return nil }
      self.init(format: .png, size: size)
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      guard let size = Self.jpegSize(bytes) else { return nil }
      self.init(format: .jpeg, size: size)
    } else if bytes.starts(with: Array("RIFF".utf8)), Self.text(bytes, at: 8) == "WEBP" {
      guard let size = Self.webpSize(bytes) else { return nil }
      self.init(format: .webp, size: size)
    } else if bytes.starts(with: Array("GIF8".utf8)) || bytes.starts(with: Array("BM".utf8))
      || bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A])
      || Self.text(bytes, at: 4) == "ftyp"
    {
      self.init(format: .other, size: (0, 0))
    } else {
      return nil
    }
  }

  private init(format: Format, size: (width: Int, height: Int)) {
    self.format = format
    width = size.width
    height = size.height
  }

  private static func pngSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard text(bytes, at: 12) == "IHDR", bytes.count >= 24 else { return nil }
    return (big(bytes, at: 16, count: 4), big(bytes, at: 20, count: 4))
  }

  /// Walks the segments to the first start-of-frame.
  private static func jpegSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    var at = 2
    while at + 4 <= bytes.count {
      guard bytes[at] == 0xFF else { return nil }
      let marker = bytes[at + 1]
      switch marker {
      case 0xFF:
        at += 1  // a fill byte
      case 0x01, 0xD0...0xD8:
        at += 2  // no length
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        guard at + 9 <= bytes.count else { return nil }
        return (big(bytes, at: at + 7, count: 2), big(bytes, at: at + 5, count: 2))
      case 0xD9, 0xDA:
        return nil  // the end, or image data without a frame
      default:
        at += 2 + max(2, big(bytes, at: at + 2, count: 2))
      }
    }
    return nil
  }

  private static func webpSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard bytes.count >= 30 else { return nil }
    switch text(bytes, at: 12) {
    case "VP8X":
      return (little(bytes, at: 24, count: 3) + 1, little(bytes, at: 27, count: 3) + 1)
    case "VP8L":
      let bits = little(bytes, at: 21, count: 4)
      return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    case "VP8 ":
      return (little(bytes, at: 26, count: 2) & 0x3FFF, little(bytes, at: 28, count: 2) & 0x3FFF)
    default:
      return nil
    }
  }

  private static func text(_ bytes: [UInt8], at start: Int) -> String? {
    guard start + 4 <= bytes.count else { return nil }
    return String(decoding: bytes[start..<start + 4], as: UTF8.self)
  }

  private static func big(_ bytes: [UInt8], at start: Int, count: Int) -> Int {
    bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func little(_ bytes: [UInt8], at start: Int, count: Int) -> Int {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
