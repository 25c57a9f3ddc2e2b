import Libav

/// An encoder that settings need and the FFmpeg at hand lacks, and what to do about it; pure.
public struct MissingEncoder: Sendable, Hashable {
  /// FFmpeg's name of it.
  public let name: String
  /// What is used where nobody names one; nil when that is the one that is missing.
  let usual: String?

  /// One sentence: what is missing, and which package or build brings it, or what to use instead.
  public var sentence: String {
    if let usual {
      return
        "This FFmpeg was built without the encoder \(name); leave out --encoder, or the preset's "
        + "video.encoder, to use \(usual)."
    }
    let package = "libavcodec\(FFmpegBuild.codecRelease)"
    return "This FFmpeg was built without the encoder \(name); Debian's package \(package) has it "
      + "(apt-get install \(package)), and so has Homebrew's ffmpeg; one of your own takes "
      + "--enable-\(MissingEncoder.switches[name] ?? "encoder=\(name)")."
  }

  /// What FFmpeg's `configure` calls the libraries that encoders come from.
  private static let switches = [
    "libx264": "libx264 and --enable-gpl", "libx265": "libx265 and --enable-gpl",
    "libsvtav1": "libsvtav1", "libvpx-vp9": "libvpx", "libaom-av1": "libaom",
    "libwebp_anim": "libwebp", "libopus": "libopus",
  ]
}

extension DeliverySettings {
  /// FFmpeg's names of the encoders that these settings use.
  public var encoders: [String] {
    [
      video.map { $0.encoder ?? PictureEncoding.usual($0.codec) },
      container.isAnimation ? nil : audio.map { SoundEncoding.encoder($0.codec) },
    ].compactMap { $0 }
  }

  /// Those of them that the FFmpeg at hand lacks.
  public var missingEncoders: [MissingEncoder] { missingEncoders { Encoder.exists($0) } }

  func missingEncoders(_ exists: (String) -> Bool) -> [MissingEncoder] {
    let usual = video.flatMap { $0.encoder == nil ? nil : PictureEncoding.usual($0.codec) }
    return encoders.filter { !exists($0) }.map {
      MissingEncoder(name: $0, usual: $0 == video?.encoder ? usual : nil)
    }
  }
}
