/// The kinds of result a delivery can have.
public enum DeliveryContainer: String, Sendable, Hashable, Codable, CaseIterable {
  /// ISO MP4: plays everywhere.
  case mp4
  /// QuickTime, what editing programs exchange.
  case mov
  /// Matroska, which holds anything.
  case mkv
  /// WebM: VP9 and AV1 with Opus.
  case webm
  /// An animated GIF.
  case gif
  /// An animated WebP.
  case webp
  /// An animated AVIF.
  case avif
  /// HTTP Live Streaming: a folder with playlists and fragmented MP4.
  case hls
  /// MPEG-DASH: a folder with a manifest and fragmented MP4.
  case dash
  /// Sound alone, in MPEG-4.
  case m4a
  /// Sound alone, Opus in Ogg.
  case opus
  /// Sound alone, lossless.
  case flac
  /// Sound alone, uncompressed.
  case wav

  /// What the result's name ends with, without the dot; nil for a folder.
  public var fileExtension: String? { isFolder ? nil : rawValue }

  /// Whether the result is a folder of files.
  public var isFolder: Bool { self == .hls || self == .dash }

  /// Whether it holds a moving picture without sound.
  public var isAnimation: Bool { self == .gif || self == .webp || self == .avif }

  /// Whether it holds sound alone.
  public var isSoundAlone: Bool {
    switch self {
    case .m4a, .opus, .flac, .wav: true
    default: false
    }
  }
}
