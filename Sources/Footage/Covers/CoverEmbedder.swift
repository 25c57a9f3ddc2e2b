import Libav
public import Outputs
public import Raster

/// Copies a video and puts a picture into it as its cover, as file managers and players show it.
public struct CoverEmbedder: Sendable {
  /// Creates an embedder.
  public init() {}

  /// Long side of a cover, in pixels; more only makes the file larger.
  private static let side = 1280

  /// Writes a copy whose streams are the same packets, with a cover behind them.
  ///
  /// - Parameter label: of the copy's origin; nil for what the video says of its own.
  /// - Throws: ``FootageError`` `.unsupported` for containers without covers (MP4 and MOV have them), `.invalidRequest` when the copy would replace the clip; `OutputError`.
  public func embed(
    _ cover: Bitmap, into path: String, writingTo destination: String, replacing: Bool,
    label: OriginLabel? = nil
  ) async throws {
    try FootageError.refuse(destination, asOneOf: [path])
    try await work(on: path) { cancellation in
      let output = try AtomicOutput.begin(at: destination, replacing: replacing)
      try about(path) {
        let label = try label ?? OriginLabel.read(file: path)
        try CoverEmbedder.copy(
          path, with: try CoverEmbedder.small(cover), to: output.temporaryPath, cancellation)
        try label?.label(movie: output.temporaryPath, as: destination)
      }
      try output.commit()
    }
  }

  private static func small(_ cover: Bitmap) throws(LibavError) -> Bitmap {
    let size = cover.size.fitted(
      into: PixelSize(width: side, height: side), enlarging: false)
    return try Resampler.resize(
      cover.flattened(onto: .black), crop: PixelRect(cover.size), to: size)
  }

  private static func copy(
    _ path: String, with cover: Bitmap, to temporary: String, _ cancellation: Cancellation
  ) throws {
    let demuxer = try Demuxer.open(path, cancellation)
    guard demuxer.formatName.hasPrefix("mov") else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): covers are written into MP4 and MOV files; this is \(demuxer.formatName).")
    }
    let muxer = try Muxer.create(temporary, format: "mp4", cancellation)
    var places: [Int: Int] = [:]
    let streams = demuxer.streams
    for stream in streams where stream.kind != .other && !stream.isCover {
      places[stream.index] = try muxer.addStream(copying: stream.index, of: demuxer)
    }
    let picture = try Encoder.open(
      VideoEncoding(
        encoder: "png", size: cover.size, pixelFormat: .rgb24, timeBase: Rational(1, 90_000),
        frameRate: Rational(25, 1), colour: .unspecified, threads: 1))
    let coverStream = try muxer.addCover(from: picture)
    demuxer.keepOnly(Set(places.keys))
    let file = try muxer.begin(
      metadata: demuxer.metadata, options: [("movflags", "+faststart")])
    while let packet = try demuxer.next() {
      guard let place = places[packet.streamIndex] else { continue }
      packet.rescale(
        from: streams[packet.streamIndex].timeBase, to: file.timeBase(of: place))
      try file.write(packet, to: place)
    }
    let frame = try Frame.video(cover, format: .rgb24, colour: .unspecified)
    frame.presentation = 0
    try picture.push(frame)
    try picture.finish()
    try picture.drain(into: file, stream: coverStream)
    try file.finish()
  }
}
