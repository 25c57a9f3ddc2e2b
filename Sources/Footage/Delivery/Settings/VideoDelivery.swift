/// How the picture of a delivery is shaped and encoded.
public struct VideoDelivery: Sendable, Hashable, Codable {
  /// The kinds of coding.
  public enum Codec: String, Sendable, Hashable, Codable, CaseIterable {
    /// H.264, which everything plays.
    case h264
    /// H.265 (HEVC).
    case h265
    /// AV1.
    case av1
    /// VP9.
    case vp9
    /// Apple ProRes, for editing.
    case prores
    /// Avid DNxHR, for editing.
    case dnxhr
    /// FFV1, lossless.
    case ffv1
    /// The animation formats, whose codec is the container's.
    case gif, webp, avif
  }

  /// The colours that are written.
  public enum Colour: String, Sendable, Hashable, Codable, CaseIterable {
    /// Converted to BT.709, limited range: HD and the web. HDR is tone-mapped.
    case bt709
    /// As the source has them; missing tags are filled in as they were assumed.
    case source
  }

  /// When a source's frames come at uneven times, or another rate is wanted.
  public enum Rate: Sendable, Hashable {
    /// Frames keep their times.
    case source
    /// One frame a tick of the source's nominal rate; a constant rate is left untouched.
    case constant
    /// So many frames a second; frames are repeated or left out.
    case fixed(numerator: Int, denominator: Int)
    /// So many frames a second; frames between are made by motion compensation.
    case smooth(numerator: Int, denominator: Int)
  }

  /// The kind of coding.
  public var codec: Codec
  /// FFmpeg's encoder instead of the usual one for the codec, such as "h264_vaapi".
  public var encoder: String?
  /// The profile by the encoder's own name; nil lets it choose.
  public var profile: String?
  /// How pixels are stored, by FFmpeg's name, such as "yuv420p"; "source" for the source's, or the
  /// nearest that the encoder takes.
  public var pixelFormat: String
  /// How bits are spent.
  public var rateControl: RateControl
  /// The encoder's preset: "medium" for x264 and x265, a number for SVT-AV1 and libvpx.
  public var speed: String?
  /// Seconds from one key frame to the next at most; nil leaves it to the encoder.
  public var keyFrameSeconds: Double?
  /// Further options of the encoder, by its own names.
  public var options: [String: String]
  /// The colours.
  public var colour: Colour
  /// The frame rate.
  public var rate: Rate
  /// The size and shape.
  public var shape: PictureShape

  /// Creates settings; by default those of H.264 for the web.
  public init(
    codec: Codec = .h264, encoder: String? = nil, profile: String? = "high",
    pixelFormat: String = "yuv420p", rateControl: RateControl = .quality(19),
    speed: String? = "slow", keyFrameSeconds: Double? = 2, options: [String: String] = [:],
    colour: Colour = .bt709, rate: Rate = .source, shape: PictureShape = PictureShape()
  ) {
    self.codec = codec
    self.encoder = encoder
    self.profile = profile
    self.pixelFormat = pixelFormat
    self.rateControl = rateControl
    self.speed = speed
    self.keyFrameSeconds = keyFrameSeconds
    self.options = options
    self.colour = colour
    self.rate = rate
    self.shape = shape
  }

  enum CodingKeys: String, CodingKey {
    case codec, encoder, profile, speed, options, rate, shape
    case pixelFormat = "pixel_format"
    case rateControl = "rate_control"
    case keyFrameSeconds = "keyframe_seconds"
    case colour = "color"
  }
}

extension VideoDelivery.Rate: TextCoded {
  /// From "source", "constant", "25", "12.5", "30000/1001", or "smooth 50"; nil for anything else.
  ///
  /// The usual short forms of film's and television's rates mean these: 23.976 is 24000/1001.
  public init?(_ text: String) {
    switch text {
    case "source": self = .source
    case "constant": self = .constant
    default:
      let words = text.split(separator: " ")
      let isSmooth = words.count == 2 && words[0] == "smooth"
      guard words.count == 1 || isSmooth, let last = words.last else { return nil }
      let parts = Self.fraction(last).split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count <= 2, let numerator = Int(parts[0]), (1...1_000_000).contains(numerator)
      else { return nil }
      var denominator = 1
      if parts.count == 2 {
        guard let given = Int(parts[1]), (1...1_000_000).contains(given) else { return nil }
        denominator = given
      }
      // 240 is what the fastest screens show; more is a slip of the pen.
      guard numerator <= 240 * denominator, numerator * 10 >= denominator else { return nil }
      self =
        isSmooth
        ? .smooth(numerator: numerator, denominator: denominator)
        : .fixed(numerator: numerator, denominator: denominator)
    }
  }

  /// A decimal number as a fraction; everything else as it is.
  private static func fraction(_ text: Substring) -> Substring {
    let places = text.split(separator: ".", omittingEmptySubsequences: false)
    guard places.count == 2, (1...3).contains(places[1].utf8.count), let value = Double(text) else {
      return text
    }
    for whole in [24.0, 30, 48, 60, 120] where abs(whole * 1000 / 1001 - value) < 0.006 {
      return "\(Int(whole) * 1000)/1001"
    }
    guard let thousandths = Int(places[0] + places[1]), thousandths > 0 else { return text }
    var unit = 1
    for _ in places[1].utf8 { unit *= 10 }
    return "\(thousandths)/\(unit)"
  }

  /// The text it can be made from again.
  public var description: String {
    func number(_ numerator: Int, _ denominator: Int) -> String {
      denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
    }
    return switch self {
    case .source: "source"
    case .constant: "constant"
    case .fixed(let numerator, let denominator): number(numerator, denominator)
    case .smooth(let numerator, let denominator): "smooth \(number(numerator, denominator))"
    }
  }
}
