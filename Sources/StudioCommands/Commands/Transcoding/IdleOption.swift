import Footage

/// An option that means nothing to a result, whatever the source, and why; pure.
struct IdleOption: Hashable {
  let name: String
  /// A clause: "results of gif hold no sound".
  let reason: String

  /// - Parameters:
  ///   - options: the given ones that touch pictures, sound, or the spending of bits.
  ///   - preset: as results are called after it.
  ///   - settings: how the result is to be, with all options in it.
  static func all(
    among options: GivenOptions, _ preset: String, _ settings: DeliverySettings
  ) -> [IdleOption] {
    var found: [IdleOption] = []
    func add(_ names: [String], _ reason: String) {
      found += names.map { IdleOption(name: $0, reason: "results of \(preset) \(reason)") }
    }
    if let video = settings.video {
      if options.hasFit, video.shape.box == nil {
        add(
          ["--fit"],
          "keep the picture's shape, so there is no box to fill; give one, such as --scale 1080x1920"
        )
      }
      if let reason = video.codec.fixedQuality {
        if options.hasQuality { add(["--quality"], reason) }
        add(
          options.values(for: ["crf", "ssim", "kilobits_per_second", "passes"], of: "video"), reason
        )
      }
      if let encoder = options.encoder, !video.codec.isMade(by: encoder) {
        add(["--encoder"], "are \(video.codec.rawValue), which \(encoder) does not make")
      }
      if video.codec.isWholePictures {
        add(
          options.values(for: ["keyframe_seconds"], of: "video"),
          "hold whole pictures alone, so there are no key frames to set apart")
      }
    } else {
      add(options.onPictures + options.values(of: "video"), "are sound alone")
    }
    let onSound = options.onSound + options.values(of: "audio")
    if settings.container.isAnimation {
      add(onSound, "are \(settings.container.rawValue) files, which hold no sound")
    } else if settings.audio == nil {
      add(onSound, "have no sound, as 'audio' is none")
    } else if let audio = settings.audio, audio.codec.keepsEverySample {
      add(
        options.values(for: ["kilobits_per_second"], of: "audio"),
        "keep every sample, so there is no bit rate to choose")
    }
    return found
  }

  /// What is said beside a result that goes without it.
  var note: String { "\(name) was left out: \(reason)." }

  /// What is said when no result of a call has a use for it.
  var refusal: String { "\(name) cannot do anything here: \(reason)." }
}

/// Which options a person gave, by what they touch.
struct GivenOptions {
  /// The names of those that change pictures.
  var onPictures: [String]
  /// The names of those that change sound.
  var onSound: [String]
  var hasFit: Bool
  var hasQuality: Bool
  var encoder: String?
  /// Values such as "video.crf=20" that were set.
  var values: [String] = []

  /// The values for keys of a section as they were given; for all of them when none is named.
  func values(for keys: [String]? = nil, of section: String) -> [String] {
    values.filter { value in
      let path = value.prefix { $0 != "=" }
      guard path.hasPrefix("\(section).") else { return false }
      return keys?.contains(String(path.dropFirst(section.count + 1))) ?? true
    }.map { "--set \($0)" }
  }
}

extension TranscodePictureOptions {
  /// The names of those that were given.
  var given: [String] {
    let all: [(String, Bool)] = [
      ("--scale", scale != nil), ("--fit", fit != nil), ("--fps", fps != nil),
      ("--denoise", denoise != nil), ("--sharpen", sharpen != nil), ("--lut", lut != nil),
      ("--captions", captions != nil), ("--watermark", watermark != nil),
      ("--quality", quality != nil), ("--encoder", encoder != nil),
      ("--assume-colour", assumeColour != .auto),
    ]
    return all.filter(\.1).map(\.0)
  }
}

extension TranscodeSoundOptions {
  /// The names of those that were given.
  var given: [String] {
    [("--loudness", loudness != nil), ("--music", music != nil)].filter(\.1).map(\.0)
  }
}

extension PictureShape {
  /// The box that pictures are brought into; nil when they keep their shape.
  fileprivate var box: Size? {
    if case .box = size { return size }
    return nil
  }
}

extension AudioDelivery.Codec {
  fileprivate var keepsEverySample: Bool {
    switch self {
    case .flac, .pcm16, .pcm24: true
    case .aac, .opus: false
    }
  }
}

extension VideoDelivery.Codec {
  /// Whether no picture is coded by others.
  fileprivate var isWholePictures: Bool {
    switch self {
    case .prores, .dnxhr, .ffv1, .gif, .webp: true
    case .h264, .h265, .av1, .vp9, .avif: false
    }
  }

  /// Why there is no quality to choose; nil when there is.
  fileprivate var fixedQuality: String? {
    switch self {
    case .ffv1: "keep every pixel, so there is no quality to choose"
    case .prores, .dnxhr:
      "have the quality of their \(rawValue) profile; name one with --set video.profile=…"
    case .gif: "are gif files, which have no scale of quality; --scale makes them smaller"
    default: nil
    }
  }
}
