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
      if options.hasQuality, let reason = video.codec.fixedQuality { add(["--quality"], reason) }
    } else {
      add(options.onPictures + options.values(of: "video"), "are sound alone")
    }
    let onSound = options.onSound + options.values(of: "audio")
    if settings.container.isAnimation {
      add(onSound, "are \(settings.container.rawValue) files, which hold no sound")
    } else if settings.audio == nil {
      add(onSound, "have no sound, as 'audio' is none")
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
  /// Values such as "video.crf=20" that a preset has no section for.
  var idleValues: [String] = []

  /// The values for a section as they were given.
  func values(of section: String) -> [String] {
    idleValues.filter { $0.hasPrefix("\(section).") }.map { "--set \($0)" }
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

extension VideoDelivery.Codec {
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
