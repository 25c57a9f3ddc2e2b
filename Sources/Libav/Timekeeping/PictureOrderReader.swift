internal import CFFmpeg

/// Reads from coded pictures in which order they are shown; nothing is decoded.
final class PictureOrderReader {
  private let parser: UnsafeMutablePointer<AVCodecParserContext>
  private let codec: UnsafeMutablePointer<AVCodecContext>

  /// What a packet tells.
  struct Reading {
    /// The picture's place in its count; of H.264 and HEVC only.
    let order: Int
    /// Whether it is shown as soon as it is decoded, while those it stands between were held back.
    let isBetween: Bool
  }

  /// - Returns: nil for a codec that FFmpeg has no parser of.
  init?(_ parameters: UnsafePointer<AVCodecParameters>) {
    guard let parser = av_parser_init(Int32(bitPattern: parameters.pointee.codec_id.rawValue))
    else {
      return nil
    }
    guard let codec = avcodec_alloc_context3(nil),
      avcodec_parameters_to_context(codec, parameters) >= 0
    else {
      av_parser_close(parser)
      return nil
    }
    parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
    self.parser = parser
    self.codec = codec
  }

  deinit {
    av_parser_close(parser)
    var closing: UnsafeMutablePointer<AVCodecContext>? = codec
    avcodec_free_context(&closing)
  }

  /// Looks into the next packet in the order of decoding.
  func read(_ packet: borrowing Packet) -> Reading {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count: Int32 = 0
    _ = av_parser_parse2(
      parser, codec, &bytes, &count, packet.raw.pointee.data, packet.raw.pointee.size, hs_no_pts,
      hs_no_pts, -1)
    return Reading(
      order: Int(parser.pointee.output_picture_number),
      isBetween: parser.pointee.pict_type == Int32(AV_PICTURE_TYPE_B.rawValue))
  }
}
