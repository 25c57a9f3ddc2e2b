internal import CFFmpeg
package import Raster

/// What a container says of one stream, before anything is decoded.
package struct StreamFacts: Sendable {
  package enum Kind: Sendable { case video, audio, other }

  package let index: Int
  package let kind: Kind
  /// A picture that belongs to the file as a cover, not a moving one.
  package let isCover: Bool
  /// Whether the file marks it as the one to take among several of its kind.
  package let isUsual: Bool
  /// Subtitles or captions.
  package let isText: Bool
  package let codec: String
  package let codecTag: String?
  package private(set) var profile: String?
  package private(set) var level: Int?
  package let timeBase: Rational
  /// First presentation time in ticks; nil when unknown.
  package private(set) var start: Int64?
  /// Length in ticks; nil when the container does not say.
  package let duration: Int64?
  /// Frames according to the container's index; nil when it does not say.
  package let frameCount: Int?
  package let bitRate: Int?
  /// The stream's own tags, such as language; names in lower case.
  package let tags: [String: String]
  /// "progressive", or how fields lie: "top first", "bottom first"; nil when the file does not say.
  package private(set) var fieldOrder: String?
  /// Codec parameter sets as the container stores them, e.g. an `avcC` box.
  package let parameterSets: [UInt8]

  // Video
  package let size: PixelSize
  package private(set) var pixelFormat: PixelFormat
  package private(set) var sampleAspect: Rational
  package let averageRate: Rational
  package let nominalRate: Rational
  package private(set) var colour: ColourTags
  /// What the container says of a high dynamic range; a stream may say it itself.
  package let light: LightMetadata?
  /// Clockwise quarter turns in degrees (0, 90, 180, 270) that make the picture upright.
  package let rotation: Int
  /// Whether top and bottom are to be exchanged before it is turned.
  package let isMirrored: Bool
  /// Frames a decoder must hold back to put pictures in order.
  package private(set) var reorderDepth: Int

  // Audio
  package private(set) var sampleRate: Int
  package private(set) var channelCount: Int
  package private(set) var channelLayout: String
  package private(set) var sampleFormat: String
}

extension StreamFacts {
  init(_ stream: UnsafeMutablePointer<AVStream>, in context: UnsafeMutablePointer<AVFormatContext>)
  {
    let parameters = stream.pointee.codecpar.pointee
    index = Int(stream.pointee.index)
    isCover = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
    isUsual = stream.pointee.disposition & AV_DISPOSITION_DEFAULT != 0
    isText = parameters.codec_type == AVMEDIA_TYPE_SUBTITLE
    kind =
      switch parameters.codec_type {
      case AVMEDIA_TYPE_VIDEO: .video
      case AVMEDIA_TYPE_AUDIO: .audio
      default: .other
      }
    codec = String(cString: avcodec_get_name(parameters.codec_id))
    codecTag = StreamFacts.fourCharacters(parameters.codec_tag)
    profile = avcodec_profile_name(parameters.codec_id, parameters.profile)
      .map { String(cString: $0) }
    level = parameters.level > 0 ? Int(parameters.level) : nil
    timeBase = Rational(stream.pointee.time_base)
    start = stream.pointee.start_time == hs_no_pts ? nil : stream.pointee.start_time
    let length = stream.pointee.duration
    duration = length == hs_no_pts || length <= 0 ? nil : length
    frameCount = stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil
    bitRate = parameters.bit_rate > 0 ? Int(parameters.bit_rate) : nil
    tags = MetadataTags.all(stream.pointee.metadata)
    fieldOrder =
      switch parameters.field_order {
      case AV_FIELD_PROGRESSIVE: "progressive"
      case AV_FIELD_TT, AV_FIELD_TB: "top first"
      case AV_FIELD_BB, AV_FIELD_BT: "bottom first"
      default: nil
      }
    parameterSets =
      parameters.extradata.map {
        Array(UnsafeBufferPointer(start: $0, count: Int(parameters.extradata_size)))
      } ?? []
    size = PixelSize(width: Int(parameters.width), height: Int(parameters.height))
    pixelFormat = PixelFormat(raw: AVPixelFormat(parameters.format))
    sampleAspect = Rational(av_guess_sample_aspect_ratio(context, stream, nil))
    averageRate = Rational(stream.pointee.avg_frame_rate)
    nominalRate = Rational(stream.pointee.r_frame_rate)
    colour = ColourTags(
      range: parameters.color_range, primaries: parameters.color_primaries,
      transfer: parameters.color_trc, matrix: parameters.color_space)
    light = LightMetadata(stream)
    (rotation, isMirrored) = StreamFacts.turn(hs_display_matrix(stream))
    reorderDepth = Int(parameters.video_delay)
    sampleRate = Int(parameters.sample_rate)
    channelCount = Int(parameters.ch_layout.nb_channels)
    channelLayout = StreamFacts.layoutName(parameters.ch_layout)
    sampleFormat =
      parameters.codec_type == AVMEDIA_TYPE_AUDIO
      ? av_get_sample_fmt_name(AVSampleFormat(parameters.format)).map { String(cString: $0) } ?? ""
      : ""
  }

  static func layoutName(_ layout: AVChannelLayout) -> String {
    var layout = layout
    // Some containers state a number of channels only; what players take them for is the usual one.
    if layout.order == AV_CHANNEL_ORDER_UNSPEC, layout.nb_channels > 0 {
      av_channel_layout_default(&layout, layout.nb_channels)
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { text in
      guard av_channel_layout_describe(&layout, text.baseAddress, text.count) > 0 else { return "" }
      return text.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  private static func fourCharacters(_ tag: UInt32) -> String? {
    guard tag != 0 else { return nil }
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: tag >> (8 * UInt32($0))) }
    guard bytes.allSatisfy({ (32..<127).contains($0) }) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a display matrix: 16.16 fixed point, its first two columns rotate and mirror.
  ///
  /// The turn is that of the picture's upper edge, so a mirror image is one of top and bottom first.
  private static func turn(_ matrix: UnsafePointer<Int32>?) -> (degrees: Int, isMirrored: Bool) {
    guard let matrix else { return (0, false) }
    let determinant =
      Double(matrix[0]) * Double(matrix[4]) - Double(matrix[1]) * Double(matrix[3])
    let counterclockwise = av_display_rotation_get(matrix)
    guard counterclockwise.isFinite else { return (0, false) }
    let quarter = Int((-counterclockwise / 90).rounded())
    return (((quarter % 4 + 4) % 4) * 90, determinant < 0)
  }
}

extension StreamFacts {
  /// Whether two pictures that nothing was decoded of yet have all in common that decoding their
  /// first frames starts from: the codec's headers, and what the container says of the picture.
  package func isMadeLike(_ other: StreamFacts) -> Bool {
    kind == other.kind && codec == other.codec && codecTag == other.codecTag
      && parameterSets == other.parameterSets && size == other.size && colour == other.colour
      && sampleAspect == other.sampleAspect && pixelFormat == other.pixelFormat
      && profile == other.profile && level == other.level && fieldOrder == other.fieldOrder
      && reorderDepth == other.reorderDepth
  }

  /// The same with the time of its first packet, which openings without analysis leave out.
  package func starting(at ticks: Int64) -> StreamFacts {
    var facts = self
    facts.start = ticks
    return facts
  }

  /// The same with what decoding the first frames of a stream that is made like it has told.
  package func completed(by analysed: StreamFacts) -> StreamFacts {
    var facts = self
    facts.profile = analysed.profile
    facts.level = analysed.level
    facts.fieldOrder = analysed.fieldOrder
    facts.pixelFormat = analysed.pixelFormat
    facts.sampleAspect = analysed.sampleAspect
    facts.colour = analysed.colour
    facts.reorderDepth = analysed.reorderDepth
    return facts
  }
}

extension StreamFacts {
  /// The same sound in the form in which its decoder delivers it.
  func delivering(_ frame: borrowing Frame) -> StreamFacts {
    var facts = self
    if frame.sampleRate > 0 { facts.sampleRate = frame.sampleRate }
    let layout = frame.raw.pointee.ch_layout
    if layout.nb_channels > 0 {
      facts.channelCount = Int(layout.nb_channels)
      facts.channelLayout = StreamFacts.layoutName(layout)
    }
    let name = av_get_sample_fmt_name(AVSampleFormat(frame.raw.pointee.format))
    if let name { facts.sampleFormat = String(cString: name) }
    return facts
  }

  /// Whether a frame is of the form that is known.
  func delivers(_ frame: borrowing Frame) -> Bool {
    let found = delivering(frame)
    return found.sampleRate == sampleRate && found.channelLayout == channelLayout
      && found.sampleFormat == sampleFormat
  }

  /// The form of a sound for people: "48000 Hz stereo".
  var soundForm: String { "\(sampleRate) Hz \(channelLayout)" }
}

extension Sequence<StreamFacts> {
  /// The sound that players play: the first that the file marks as the usual one, or else the first.
  package var sound: StreamFacts? {
    let sounds = filter { $0.kind == .audio }
    return sounds.first(where: \.isUsual) ?? sounds.first
  }
}
