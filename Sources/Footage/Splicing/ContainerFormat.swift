import Libav

/// The containers that results are written in.
public enum ContainerFormat: String, Sendable, Codable, CaseIterable {
  /// ISO MP4: plays everywhere.
  case mp4
  /// QuickTime.
  case mov
  /// Matroska.
  case mkv
  /// WebM: VP8, VP9 and AV1 only.
  case webm

  /// The container that a file's name asks for; nil for other endings.
  public init?(path: String) {
    guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last,
      let dot = name.lastIndex(of: "."), dot != name.startIndex
    else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    if ending == "m4v" { self = .mp4 } else { self.init(rawValue: ending) }
  }

  var muxer: String { self == .mkv ? "matroska" : rawValue }

  /// The muxer's options; an MP4's index goes first unless that is not wanted.
  func options(isFastStart: Bool = true) -> [(name: String, value: String)] {
    isFastStart && (self == .mp4 || self == .mov) ? [("movflags", "+faststart")] : []
  }

  /// Its ticks where every file has the same: Matroska's are milliseconds, unless its writer is told
  /// otherwise, and FFmpeg's cannot be.
  var tick: Rational? { self == .mkv || self == .webm ? Rational(1, 1000) : nil }

  /// Whether it says that players are to turn the pictures; Matroska's writers do so since FFmpeg 6.1
  /// only, and most players look for it in MP4 alone.
  var statesRotation: Bool { self == .mp4 || self == .mov }

  func canHold(_ codec: String) -> Bool { Muxer.canHold(codec, in: muxer) }

  /// Whether it holds sound of a codec so that every player finds its way in it.
  ///
  /// FFmpeg's own table has codecs that its MP4 writer then refuses, and codecs whose packets nobody
  /// can tell the length of once they are in Matroska.
  func canHoldSound(_ codec: String) -> Bool {
    let misfits: Set<String> =
      switch self {
      case .mp4: ["flac", "truehd", "vorbis"]
      case .mov: ["flac", "truehd", "vorbis", "opus"]
      case .mkv: ["alac", "truehd", "mlp", "wavpack", "tta"]
      case .webm: []
      }
    return canHold(codec) && !misfits.contains(codec)
  }

  /// What sound without loss becomes that cannot stay as it is; nil where files of the kind are meant
  /// to play everywhere.
  var losslessSound: String? {
    switch self {
    case .mov: "alac"
    case .mkv: "flac"
    case .mp4, .webm: nil
    }
  }
}
