internal import CFFmpeg

/// The encoded pictures that libavcodec reads for us, each from one packet with the whole file.
package enum PictureFormat: String, Sendable, CaseIterable {
  case webp, gif, bmp, jpegXL

  var codec: AVCodecID {
    switch self {
    case .webp: AV_CODEC_ID_WEBP
    case .gif: AV_CODEC_ID_GIF
    case .bmp: AV_CODEC_ID_BMP
    case .jpegXL: AV_CODEC_ID_JPEGXL
    }
  }
}
