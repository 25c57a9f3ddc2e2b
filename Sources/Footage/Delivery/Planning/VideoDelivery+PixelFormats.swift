import Libav

extension VideoDelivery {
  /// Whether FFmpeg has a pixel format of a name.
  public static func isPixelFormat(_ name: String) -> Bool { PixelFormat(name: name) != nil }

  /// FFmpeg's names of the pixel formats that the encoder takes; nil when the FFmpeg at hand lacks it.
  public var takenPixelFormats: [String]? {
    let formats = Encoder.formats(of: encoder ?? PictureEncoding.usual(codec))
    return formats.isEmpty ? nil : formats
  }
}
