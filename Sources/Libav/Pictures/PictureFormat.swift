/// The encoded pictures that libavcodec reads for us.
package enum PictureFormat: String, Sendable, CaseIterable {
  case jpeg, png, webp

  /// FFmpeg's reader for a single picture of the kind.
  var reader: String {
    switch self {
    case .jpeg: "jpeg_pipe"
    case .png: "png_pipe"
    case .webp: "webp_pipe"
    }
  }
}
