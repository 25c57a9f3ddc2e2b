import Libav

extension VideoDelivery {
  /// Whether FFmpeg has a pixel format of a name.
  public static func isPixelFormat(_ name: String) -> Bool { PixelFormat(name: name) != nil }

  /// FFmpeg's names of the pixel formats that may be asked for; nil when the FFmpeg at hand lacks the
  /// encoder.
  public var takenPixelFormats: [String]? {
    let formats = encoderFormats
    let planar = Self.interleaved.filter { formats.contains($1) && !formats.contains($0) }.keys
    return formats.isEmpty ? nil : formats + planar.sorted()
  }

  /// The format in which the encoder is handed pictures: the wished one, or the same samples with
  /// chroma interleaved where it takes them in no other way, as hardware does.
  var handedFormat: String {
    let formats = encoderFormats
    guard !formats.contains(pixelFormat), let twin = Self.interleaved[pixelFormat],
      formats.contains(twin)
    else { return pixelFormat }
    return twin
  }

  private var encoderFormats: [String] {
    Encoder.formats(of: encoder ?? PictureEncoding.usual(codec))
  }

  private static let interleaved = ["yuv420p": "nv12", "yuv420p10le": "p010le"]
}
