import Outputs

/// Where the index of an MP4 or MOV file lies, for files that have one index for all their samples.
struct MovieLayout {
  /// The box `moov`, its head included.
  let movie: Range<Int>
  let headSize: Int
  /// Bytes of nothing right behind the index, the head of that box included.
  let room: Int
  /// Whether samples lie behind the index.
  let isAhead: Bool

  /// Boxes that are looked at; real files have a handful.
  private static let mostBoxes = 100_000

  /// - Returns: nil for other kinds of files, and for those whose index is spread over fragments.
  static func read(_ file: borrowing PieceReader) throws(OutputError) -> MovieLayout? {
    var offset = 0
    var movie: BoxBytes.Extent?
    var (room, isAhead) = (0, false)
    for _ in 0..<mostBoxes where offset + 8 <= file.byteCount {
      let head = BoxBytes(try file.bytes(at: offset, count: 16)[...])
      guard var size = head.number(at: 0), let type = head.text(at: 4) else { return nil }
      var headSize = 8
      if size == 1 {
        guard let long = head.longNumber(at: 8) else { return nil }
        (size, headSize) = (long, 16)
      }
      if size == 0 { size = file.byteCount - offset }
      guard size >= headSize, size <= file.byteCount - offset else { return nil }
      switch type {
      case "moov":
        guard movie == nil else { return nil }
        movie = BoxBytes.Extent(type: type, range: offset..<offset + size, headSize: headSize)
      case "moof": return nil
      case "free", "skip": if movie?.range.upperBound == offset { room = size }
      case "mdat": if movie != nil { isAhead = true }
      default: break
      }
      offset += size
    }
    guard let movie, offset == file.byteCount else { return nil }
    return MovieLayout(
      movie: movie.range, headSize: movie.headSize, room: room, isAhead: isAhead)
  }
}
