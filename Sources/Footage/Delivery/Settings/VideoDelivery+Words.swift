/// Words of encoders that settings hold, and which of them the usual encoders know; pure.
extension VideoDelivery {
  /// The profiles that there are for the codec; nil where the words are those of an encoder that was
  /// named.
  ///
  /// Sources: the options of libx264, prores_ks and dnxhd in FFmpeg, and of x265's `--profile`; AV1 and
  /// VP9 in their specifications.
  public var profiles: [String]? {
    guard encoder == nil else { return nil }
    return switch codec {
    case .h264: ["baseline", "main", "high", "high10", "high422", "high444"]
    case .h265: VideoDelivery.profilesOfH265
    case .av1, .avif: ["main", "high", "professional"]
    case .vp9: ["profile0", "profile1", "profile2", "profile3"]
    case .prores: ["proxy", "lt", "standard", "hq", "4444", "4444xq"]
    case .dnxhr: ["dnxhr_lb", "dnxhr_sq", "dnxhr_hq", "dnxhr_hqx", "dnxhr_444"]
    case .ffv1, .gif, .webp: []
    }
  }

  private static let profilesOfH265 =
    ["main", "main-intra", "mainstillpicture", "msp", "main444-8", "main444-intra"]
    + ["main444-stillpicture", "main10", "main10-intra", "main422-10", "main422-10-intra"]
    + ["main444-10", "main444-10-intra", "main12", "main12-intra", "main422-12"]
    + ["main422-12-intra", "main444-12", "main444-12-intra", "main444-16-intra"]
    + ["main444-16-stillpicture"]

  /// The speeds that the codec's usual encoder has, fastest or lowest first; nil where the words are
  /// those of an encoder that was named, and empty where there is nothing to choose.
  ///
  /// Sources: the presets of x264 and x265; the ranges of `preset` of libsvtav1, `cpu-used` of
  /// libvpx-vp9 and libaom-av1, and `compression_level` of libwebp in FFmpeg 5.1.
  public var speeds: [String]? {
    guard encoder == nil else { return nil }
    return switch codec {
    case .h264, .h265:
      ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium"]
        + ["slow", "slower", "veryslow", "placebo"]
    case .av1: (0...13).map(String.init)
    case .vp9: (-8...8).map(String.init)
    case .avif: (0...8).map(String.init)
    case .webp: (0...6).map(String.init)
    case .prores, .dnxhr, .ffv1, .gif: []
    }
  }

  /// Whether the profile that is named has pixels of a format; true where nothing is known of it.
  ///
  /// Sources: ITU-T H.264, annex A.2, and H.265, annex A.3.
  func profileHolds(_ format: String) -> Bool {
    guard encoder == nil, let profile else { return true }
    let isPlain = ["yuv420p", "yuvj420p", "nv12"].contains(format)
    let isQuartered = format.contains("420") || isPlain || format == "p010le"
    let isDeep = format.contains("12") && format != "nv12"
    return switch (codec, profile) {
    case (.h264, "baseline"), (.h264, "main"), (.h264, "high"), (.h265, "main"): isPlain
    case (.h264, "high10"), (.h265, "main10"): isQuartered && !isDeep
    case (.h264, "high422"): !format.contains("444") && !format.contains("rgb") && !isDeep
    default: true
    }
  }

  /// What a person may write for the profile: "main, high or auto".
  public var profileExpectation: String { VideoDelivery.list((profiles ?? []) + ["auto"]) }

  /// What a person may write for the speed: "a number from 0 to 13, or auto".
  public var speedExpectation: String {
    let speeds = speeds ?? []
    guard let first = speeds.first.flatMap({ Int($0) }), let last = speeds.last.flatMap({ Int($0) })
    else { return VideoDelivery.list(speeds + ["auto"]) }
    return "a whole number from \(first) to \(last), or auto"
  }

  /// Whether the usual encoder knows the profile.
  public var knowsProfile: Bool {
    guard let profile, let profiles else { return true }
    return profiles.contains(profile)
  }

  /// Whether the usual encoder knows the speed, or has no use for any.
  public var knowsSpeed: Bool {
    guard let speed, let speeds, !speeds.isEmpty else { return true }
    return speeds.contains(speed)
  }

  /// Why the usual encoder would refuse a word; nil when it would not.
  var wordContradiction: DeliverySettings.Contradiction? {
    // AV1's and VP9's profiles follow from the pixel format, and their encoders are told none.
    if ![.av1, .avif, .vp9].contains(codec), !knowsProfile, let profile {
      return .init(
        "video.profile",
        "\(codec.rawValue) has no profile '\(profile)'; 'video.profile' is \(profileExpectation)")
    }
    if !knowsSpeed, let speed {
      return .init(
        "video.speed",
        "\(codec.rawValue) has no speed '\(speed)'; 'video.speed' is \(speedExpectation)")
    }
    return nil
  }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
