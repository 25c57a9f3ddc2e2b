package import Raster

/// Reads picture files that libavcodec knows.
package enum PictureDecoder {
  /// The picture as it is stored: not turned, alpha straight, 8 bits a channel.
  ///
  /// - Throws: ``LibavError`` `.missing`; `.damaged` for a file that is cut short or broken.
  package static func decode(
    file path: String, as format: PictureFormat, _ cancellation: Cancellation
  ) throws(LibavError) -> Bitmap {
    let demuxer = try Demuxer.open(path, cancellation, format: format.reader)
    guard let stream = demuxer.streams.first(where: { $0.kind == .video }) else {
      throw LibavError(.damaged, "decode \(path)", reason: "no picture in it")
    }
    let decoder = try Decoder.open(stream: stream.index, of: demuxer, .strict)
    // A progressive picture or one behind large metadata may come in several packets.
    while let packet = try demuxer.next() {
      if format == .jpeg, !JPEGMarkers.reachEnd(of: packet.bytes) { throw tooShort(path) }
      try decoder.push(packet)
      if let frame = try decoder.take() { return try bitmap(frame, path) }
    }
    try decoder.finish()
    if let frame = try decoder.take() { return try bitmap(frame, path) }
    throw tooShort(path)
  }

  private static func tooShort(_ path: String) -> LibavError {
    LibavError(.damaged, "decode \(path)", reason: "the file ends too early")
  }

  private static func bitmap(
    _ frame: borrowing Frame, _ path: String
  ) throws(LibavError) -> Bitmap {
    guard !frame.isConcealed else {
      throw LibavError(.damaged, "decode \(path)", reason: "parts of the picture are missing")
    }
    return try frame.bitmap(matrix: .picture)
  }
}
