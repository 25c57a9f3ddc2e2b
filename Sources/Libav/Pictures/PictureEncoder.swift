internal import CFFmpeg
package import Raster

/// Writes pictures that libavcodec knows: JPEG and WebP.
package enum PictureEncoder {
  package enum Format: Sendable, Hashable {
    /// Quality from 1 to 100; full chroma.
    case jpeg(quality: Int)
    /// Quality from 1 to 100.
    case webp(quality: Int)

    var encoder: String {
      switch self {
      case .jpeg: "mjpeg"
      case .webp: "libwebp"
      }
    }
  }

  /// An opaque picture as a file without metadata; the same bytes for the same picture.
  ///
  /// - Throws: ``LibavError`` `.unsupported` when this FFmpeg has no such encoder.
  package static func encode(_ bitmap: Bitmap, as format: Format) throws(LibavError) -> [UInt8] {
    let colour: ColourTags
    let pixels: PixelFormat
    var options: [(name: String, value: String)] = []
    switch format {
    case .jpeg(let quality):
      colour = .jpeg
      pixels = PixelFormat(raw: AV_PIX_FMT_YUVJ444P)
      // The encoder asks for a fixed scale once, while it is opened.
      options = [
        ("flags", "+qscale"), ("global_quality", "\(Self.scale(quality) * FF_QP2LAMBDA)"),
      ]
    case .webp(let quality):
      colour = .bt601
      pixels = .yuv420p
      options = [("quality", "\(quality)"), ("compression_level", "4")]
    }
    let encoder = try Encoder.open(
      VideoEncoding(
        encoder: format.encoder, size: bitmap.size, pixelFormat: pixels,
        timeBase: Rational(1, 25), frameRate: Rational(25, 1), colour: colour, threads: 1,
        options: options))
    let frame = try Frame.video(bitmap, format: pixels, colour: colour)
    frame.presentation = 0
    if case .jpeg(let quality) = format {
      frame.raw.pointee.quality = Self.scale(quality) * FF_QP2LAMBDA
    }
    try encoder.push(frame)
    try encoder.finish()
    guard let packet = try encoder.take() else {
      throw LibavError(.failed, "encode a picture", reason: "no packet came out")
    }
    return packet.bytes
  }

  /// FFmpeg's scale of JPEG goes from 1 (best) to 31; 2 is about what others call 95.
  private static func scale(_ quality: Int) -> Int32 {
    Int32(max(1, min(31, (Double(100 - quality) * 0.3 + 1).rounded())))
  }
}
