import Libav
import Raster

/// How the pictures of one result are encoded, in terms of an encoder of FFmpeg's; pure.
struct PictureEncoding: Sendable {
  let encoder: String
  let wish: VideoDelivery
  /// What holds in place of the wish's own.
  var rateControl: RateControl
  /// The most bits a second over two seconds; nil for no limit.
  var maxBitRate: Int?
  /// Frames from one key frame to the next at most; nil as the wish has it in seconds.
  var keyFrameInterval: Int?
  var pass: EncodingPass?
  /// Whether what a first pass makes may be the result.
  var keepsFirstPass = false
  /// Where the first pass leaves its notes for the second.
  var notesPath: String?

  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg cannot encode so.
  init(_ wish: VideoDelivery) throws(FootageError) {
    self.wish = wish
    rateControl = wish.rateControl
    encoder = try PictureEncoding.encoder(for: wish)
  }

  static func usual(_ codec: VideoDelivery.Codec) -> String {
    switch codec {
    case .h264: "libx264"
    case .h265: "libx265"
    case .av1: "libsvtav1"
    case .vp9: "libvpx-vp9"
    case .prores: "prores_ks"
    case .dnxhr: "dnxhd"
    case .ffv1: "ffv1"
    case .gif: "gif"
    case .webp: "libwebp_anim"
    case .avif: "libaom-av1"
    }
  }

  private static func encoder(for wish: VideoDelivery) throws(FootageError) -> String {
    let name = wish.encoder ?? usual(wish.codec)
    guard Encoder.exists(name) else {
      throw FootageError(
        .unsupported, path: name,
        MissingEncoder(name: name, usual: wish.encoder == nil ? nil : usual(wish.codec)).sentence)
    }
    guard Encoder.codecName(of: name) == wish.codec.ffmpegName else {
      throw FootageError(
        .invalidRequest, path: name,
        "The encoder \(name) does not make \(wish.codec.rawValue); leave out --encoder to use "
          + "\(usual(wish.codec)).")
    }
    // One that names none tells only when it is started.
    let formats = Encoder.formats(of: name)
    if let format = PixelFormat(name: wish.handedFormat), wish.codec != .gif, !formats.isEmpty,
      !Encoder.takes(format, name)
    {
      throw FootageError(
        .unsupported, path: name,
        "The encoder \(name) does not take pictures in \(wish.pixelFormat); it takes "
          + "\(formats.joined(separator: ", ")); --set video.pixel_format=… asks "
          + "for one of them.")
    }
    return name
  }

  /// Whether it makes notes in a first pass that make a second one better.
  var canTakeTwoPasses: Bool { ["libx264", "libx265"].contains(encoder) }

  /// The end of the encoder's scale of quality.
  var worstQuality: Double {
    switch encoder {
    case "libsvtav1", "libvpx-vp9", "libaom-av1": 63
    case "libwebp_anim": 1
    default: 51
    }
  }

  /// The values that the encoder is opened with.
  func encoding(_ plan: PicturePlan) -> VideoEncoding {
    var options = wish.options.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    func usually(_ name: String, _ value: String) {
      if !options.contains(where: { $0.name == name }) { options.append((name, value)) }
    }
    func parameters(_ name: String, _ text: String) {
      if let place = options.firstIndex(where: { $0.name == name }) {
        options[place].value += ":" + text
      } else {
        options.append((name, text))
      }
    }
    // AV1's and VP9's follow from the pixel format, and their encoders take no names for them.
    if let profile = wish.profile, ![.av1, .avif, .vp9].contains(wish.codec) {
      usually("profile", profile)
    }
    addSpeed(usually)
    var bitRate: Int?
    switch rateControl {
    case .quality(let value), .ssim(let value): addQuality(value, usually)
    case .bitRate(let rate, _): bitRate = rate
    case .lossless: addLossless(usually, parameters)
    case .fixed: break
    }
    var interval = keyFrameInterval
    if interval == nil, let seconds = wish.keyFrameSeconds, wish.codec.hasKeyFrames {
      interval = max(1, Int((seconds * plan.rate.rate.framesPerSecond).rounded()))
    }
    if let notesPath, pass != nil {
      if encoder == "libx264" {
        usually("stats", notesPath)
        if pass == .first, keepsFirstPass { usually("fastfirstpass", "0") }
      } else {
        parameters(
          "x265-params", "pass=\(pass == .first ? 1 : 2):stats=\(x265Escaped(notesPath))")
      }
    }
    if encoder == "libx265" { parameters("x265-params", "log-level=error") }
    if let light = plan.light, ["libx264", "libx265"].contains(encoder) {
      let list = encoder == "libx264" ? "x264-params" : "x265-params"
      for word in light.words(codec: wish.codec.ffmpegName) { parameters(list, word) }
    }
    let isPalette = wish.codec == .gif
    var values = VideoEncoding(
      encoder: encoder, size: plan.size,
      pixelFormat: isPalette ? PixelFormat(name: "pal8") ?? plan.format : plan.format,
      timeBase: ticks(plan), frameRate: plan.rate.rate.rational, sampleAspect: plan.sampleAspect,
      colour: isPalette ? .unspecified : plan.colour, keyFrameInterval: interval,
      threads: isPalette ? 1 : 0, options: options)
    values.topFieldFirst = plan.topFieldFirst
    values.bitRate = bitRate
    values.maxBitRate = maxBitRate
    values.pass = encoder == "libx264" ? pass : nil
    return values
  }

  /// GIF counts hundredths of a second, WebP thousandths; others what the plan says.
  private func ticks(_ plan: PicturePlan) -> Rational {
    switch wish.codec {
    case .gif: Rational(1, 100)
    case .webp: Rational(1, 1000)
    default: plan.rate.timeBase
    }
  }

  private func x265Escaped(_ path: String) -> String {
    path.reduce(into: "") { text, character in
      if "\\':=".contains(character) { text.append("\\") }
      text.append(character)
    }
  }

  private func addSpeed(_ usually: (String, String) -> Void) {
    switch encoder {
    case "libvpx-vp9":
      usually("deadline", "good")
      usually("row-mt", "1")
      usually("cpu-used", wish.speed ?? "2")
    case "libaom-av1":
      usually("row-mt", "1")
      usually("cpu-used", wish.speed ?? "6")
    case "prores_ks", "dnxhd", "ffv1", "gif": break
    case let name where name.hasSuffix("_vaapi"): break
    case "libwebp_anim": usually("compression_level", wish.speed ?? "4")
    default: if let speed = wish.speed { usually("preset", speed) }
    }
  }

  private func addQuality(_ value: Double, _ usually: (String, String) -> Void) {
    let text = value.rounded(toPlaces: 2)
    let whole = String(Int(value.rounded()))
    switch encoder {
    case "libx264", "libx265": usually("crf", text)
    case "libsvtav1": usually("crf", whole)
    case "libvpx-vp9", "libaom-av1":
      usually("crf", whole)
      usually("b", "0")
    case "libwebp_anim": usually("quality", whole)
    case let name where name.hasSuffix("_nvenc"): usually("cq", text)
    case let name where name.hasSuffix("_qsv"): usually("global_quality", whole)
    case let name where name.hasSuffix("_vaapi"):
      usually("rc_mode", "CQP")
      usually("global_quality", whole)
    default: break
    }
  }

  private func addLossless(
    _ usually: (String, String) -> Void, _ parameters: (String, String) -> Void
  ) {
    switch encoder {
    case "libx264": usually("qp", "0")
    case "libx265": parameters("x265-params", "lossless=1")
    case "libvpx-vp9", "libwebp_anim": usually("lossless", "1")
    default: break
    }
  }
}

extension VideoDelivery.Codec {
  /// Whether an encoder of FFmpeg's makes this; true for one that the FFmpeg at hand does not know.
  public func isMade(by encoder: String) -> Bool {
    Encoder.codecName(of: encoder).map { $0 == ffmpegName } ?? true
  }

  /// FFmpeg's name of what is coded.
  var ffmpegName: String {
    switch self {
    case .h265: "hevc"
    case .avif: "av1"
    case .dnxhr: "dnxhd"
    default: rawValue
    }
  }

  /// Whether frames are coded by what went before them.
  var hasKeyFrames: Bool {
    switch self {
    case .h264, .h265, .av1, .vp9, .avif: true
    case .prores, .dnxhr, .ffv1, .gif, .webp: false
    }
  }
}
