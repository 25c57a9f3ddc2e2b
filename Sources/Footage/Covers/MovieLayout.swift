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

  /// - Returns: nil for other kinds of files, and for those whose index is spread over fragments.
  static func read(_ file: borrowing PieceReader) throws(OutputError) -> MovieLayout? {
    var movie: OutermostBox?
    var (room, isAhead) = (0, false)
    let end = try file.walkBoxes { box throws(OutputError) in
      switch box.type {
      case "moov":
        guard movie == nil else { return false }
        movie = box
      case "moof": return false
      case "free", "skip":
        if movie?.range.upperBound == box.range.lowerBound { room = box.range.count }
      case "mdat": if movie != nil { isAhead = true }
      default: break
      }
      return true
    }
    guard let movie, end == .whole || end == .toTheEnd else { return nil }
    return MovieLayout(
      movie: movie.range, headSize: movie.headSize, room: room, isAhead: isAhead)
  }
}
