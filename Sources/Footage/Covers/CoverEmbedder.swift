import Libav
public import Outputs
public import Raster

/// Copies a video and puts a picture into it as its cover, as file managers and players show it.
///
/// The copy is the same file, byte for byte, but for its index: sound, subtitles, chapters, time code
/// and what nobody knows stay as they are.
public struct CoverEmbedder: Sendable {
  /// Creates an embedder.
  public init() {}

  /// Long side of a cover, in pixels; more only makes the file larger.
  private static let side = 1280
  /// An index of hours of footage has some tens of millions.
  private static let mostIndexBytes = 1 << 29
  private static let pieceBytes = 1 << 20

  /// Writes a copy with a cover, which takes the place of one that is there.
  ///
  /// - Parameter label: of the copy's origin; nil for what the video says of its own, if anything.
  /// - Throws: ``FootageError`` `.unsupported` for containers without covers (MP4 and MOV have them)
  ///   and for fragmented files, `.invalidRequest` when the copy would replace the clip; `OutputError`.
  public func embed(
    _ cover: Bitmap, into path: String, writingTo destination: String, replacing: Bool,
    label: OriginLabel? = nil
  ) async throws {
    try FootageError.refuse(destination, asOneOf: [path])
    try await work(on: path) { cancellation in
      let output = try AtomicOutput.begin(at: destination, replacing: replacing)
      try CoverEmbedder.copy(path, with: try CoverEmbedder.small(cover), to: output, cancellation)
      try CoverEmbedder.check(output.temporaryPath, against: path, cancellation)
      // What the video says of its origin is in the copy already.
      if let label, try OriginLabel.read(file: output.temporaryPath) == nil {
        try label.label(movie: output.temporaryPath, as: destination)
      }
      try output.commit()
    }
  }

  /// The picture as a file that every reader of covers knows.
  private static func small(_ cover: Bitmap) throws -> [UInt8] {
    let size = cover.size.fitted(
      into: PixelSize(width: side, height: side), enlarging: false)
    return try PNG.encode(
      try Resampler.resize(cover.flattened(onto: .black), crop: PixelRect(cover.size), to: size))
  }

  private static func copy(
    _ path: String, with cover: [UInt8], to output: borrowing AtomicOutput,
    _ cancellation: Cancellation
  ) throws {
    let file = try PieceReader.of(path)
    guard let layout = try MovieLayout.read(file), layout.movie.count <= mostIndexBytes else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): covers are written into MP4 and MOV files with one index; this is another kind, or "
          + "in fragments. 'hailuo-studio concat' makes a plain file of it without encoding.")
    }
    let index = layout.movie.lowerBound + layout.headSize
    let old = try file.bytes(at: index, count: layout.movie.upperBound - index)
    let new = try CoverEmbedder.index(old[...], layout, with: cover, in: path)
    func pass(_ range: Range<Int>) throws {
      var offset = range.lowerBound
      while offset < range.upperBound {
        try cancellation.check()
        let piece = try file.bytes(at: offset, count: min(pieceBytes, range.upperBound - offset))
        guard !piece.isEmpty else {
          throw FootageError(
            .damaged, path: path, "\(path): it became shorter while it was copied.")
        }
        try output.append(piece)
        offset += piece.count
      }
    }
    try pass(0..<layout.movie.lowerBound)
    try output.append(new.bytes)
    try pass(layout.movie.upperBound + new.roomUsed..<file.byteCount)
  }

  /// The index with the cover, and how much of the room behind it is to be left out.
  private static func index(
    _ old: ArraySlice<UInt8>, _ layout: MovieLayout, with cover: [UInt8], in path: String
  ) throws(FootageError) -> (bytes: [UInt8], roomUsed: Int) {
    guard let body = MovieCover.body(of: old, with: cover) else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): where a cover belongs, it has metadata of another kind; remux it first.")
    }
    let movie = BoxEditing.box("moov", body)
    let growth = movie.count - layout.movie.count
    guard growth != 0, layout.isAhead else { return (movie, 0) }
    // Room behind the index takes the cover up, and no sample moves.
    if growth == layout.room { return (movie, layout.room) }
    if growth + 8 <= layout.room {
      let rest = BoxEditing.box("free", [UInt8](repeating: 0, count: layout.room - growth - 8))
      return (movie + rest, layout.room)
    }
    guard
      let moved = MovieCover.body(
        of: body, movingSamplesFrom: layout.movie.upperBound, by: growth)
    else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): its samples cannot be moved to make room for a cover; remux it first.")
    }
    return (BoxEditing.box("moov", moved), 0)
  }

  /// Reads the copy: its streams are the clip's, and the picture of its first one lies where it says.
  private static func check(
    _ copy: String, against path: String, _ cancellation: Cancellation
  ) throws {
    let before = try Demuxer.open(path, cancellation)
    let after = try Demuxer.open(copy, cancellation)
    let kept = before.streams.filter { !$0.isCover }
    let found = after.streams.filter { !$0.isCover }
    before.keepOnly(Set(kept.map(\.index)))
    after.keepOnly(Set(found.map(\.index)))
    let (first, same) = (try firstPacket(before), try firstPacket(after))
    guard after.streams.contains(where: \.isCover), kept.map(\.codec) == found.map(\.codec),
      first == same
    else {
      throw FootageError(
        .unproven, path: path,
        "\(path): the copy with a cover was checked and does not read as it does.")
    }
  }

  private static func firstPacket(_ demuxer: borrowing Demuxer) throws -> [UInt8]? {
    try demuxer.next()?.withBytes { span in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(span.count)
      for place in span.indices { bytes.append(span[place]) }
      return bytes
    }
  }
}
