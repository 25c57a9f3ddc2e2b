import Outputs

/// How much of a file is there that ends before it says it does.
///
/// Readers take such an end for the end of the film; only the sizes that a container states tell.
struct CutOff: Hashable, Sendable {
  /// What is there of what should be, for people.
  let extent: String

  private init(_ there: Int, of stated: Int, _ what: String) {
    extent = "\(there) of its \(stated) \(what) are there"
  }

  /// Half a sentence for people.
  var text: String { "it is cut off: \(extent)" }

  /// The refusal of a clip that is cut off.
  func error(_ path: String) -> FootageError {
    FootageError(
      .damaged, path: path,
      "\(path): \(text); leave it out, or have it copied whole once more.")
  }

  /// Judges a file by the sizes that its container states.
  ///
  /// - Parameters:
  ///   - container: FFmpeg's name of it; transport streams and the like end wherever they end.
  ///   - packets: how many of the picture's packets there are, and how many the file lists.
  /// - Returns: nil for a file that ends where it should, and for one that does not say where.
  static func judge(
    _ path: String, container: String, packets: (there: Int, listed: Int)
  ) throws(OutputError) -> CutOff? {
    if packets.there < packets.listed {
      return CutOff(packets.there, of: packets.listed, "frames")
    }
    let file = try PieceReader.of(path)
    let end =
      switch container.split(separator: ",").first {
      case "mov": try endOfBoxes(file)
      case "matroska": try endOfElements(file)
      case "avi": try endOfChunks(file)
      default: Int?.none
      }
    guard let end, end > file.byteCount else { return nil }
    return CutOff(file.byteCount, of: end, "bytes")
  }

  /// Parts that are looked at, at most.
  private static let most = 1_000_000
  /// Beyond this, a size is a damaged number, not that of a file.
  private static let largest = 1 << 50

  /// Where the last of an MP4's boxes ends; nil where something that is no box of its own stands there.
  private static func endOfBoxes(_ file: borrowing PieceReader) throws(OutputError) -> Int? {
    var last: OutermostBox?
    _ = try file.walkBoxes(most: most) { box throws(OutputError) in
      last = box
      return true
    }
    // Anything may stand behind the last box; what is no box has no size.
    guard let last, last.isWhole || ["mdat", "moov", "moof"].contains(last.type) else { return nil }
    return last.statedEnd
  }

  /// Where a Matroska file's elements end; RFC 8794, 4 and 5, and RFC 9559, 5.1.
  private static func endOfElements(_ file: borrowing PieceReader) throws(OutputError) -> Int? {
    let segment = 0x1853_8067
    var offset = 0
    for _ in 0..<most where offset < file.byteCount {
      let bytes = try file.bytes(at: offset, count: 12)
      guard let (identifier, body) = element(bytes) else { return nil }
      let start = offset + body.start
      // Of a segment whose size is unknown, the parts are looked at one by one.
      guard let size = body.size else {
        guard identifier == segment else { return nil }
        offset = start
        continue
      }
      guard size < largest else { return nil }
      offset = start + size
    }
    return offset
  }

  /// An element's number, where its body starts and how large that is; nil where it does not say.
  private static func element(
    _ bytes: [UInt8]
  ) -> (identifier: Int, body: (start: Int, size: Int?))? {
    guard let first = bytes.first, first > 0 else { return nil }
    let idLength = first.leadingZeroBitCount + 1
    guard idLength <= 4, bytes.count > idLength, bytes[idLength] > 0 else { return nil }
    let sizeLength = bytes[idLength].leadingZeroBitCount + 1
    guard bytes.count >= idLength + sizeLength else { return nil }
    let identifier = bytes[..<idLength].reduce(0) { $0 << 8 | Int($1) }
    let mask = sizeLength == 8 ? 0 : 0xff >> sizeLength
    var size = Int(bytes[idLength]) & mask
    for byte in bytes[(idLength + 1)..<(idLength + sizeLength)] { size = size << 8 | Int(byte) }
    let unknown = 1 << (7 * sizeLength) - 1
    return (identifier, (idLength + sizeLength, size == unknown ? nil : size))
  }

  /// Where an AVI's chunks end; one that was never finished has none of any size.
  private static func endOfChunks(_ file: borrowing PieceReader) throws(OutputError) -> Int? {
    var offset = 0
    for _ in 0..<most where offset + 12 <= file.byteCount {
      let header = try file.bytes(at: offset, count: 12)
      guard header.count == 12, header[..<4].elementsEqual("RIFF".utf8) else { return nil }
      let size = header[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard size > 4, size < 0xFFFF_FFFF else { return nil }
      offset += 8 + size
      // The last chunk need not be filled up to an even size.
      if offset < file.byteCount { offset += size % 2 }
    }
    return offset
  }
}
