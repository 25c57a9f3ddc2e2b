internal import CFFmpeg
import Foundation
import Raster

/// Turns frames into packets of one stream.
///
/// Push a frame, take packets until there is none, repeat; then finish and take the rest.
package struct Encoder: ~Copyable {
  let context: UnsafeMutablePointer<AVCodecContext>
  package let timeBase: Rational
  private let label: String
  /// Length of a packet whose encoder did not say, in ticks; MP4 needs the last one's too.
  private let usualDuration: Int64
  /// Where the encoder takes its pictures from; nil for one that takes them as they are.
  private var memory: GraphicsMemory?

  private init(
    adopting context: UnsafeMutablePointer<AVCodecContext>, timeBase: Rational,
    usualDuration: Int64, _ label: String
  ) {
    self.context = context
    self.timeBase = timeBase
    self.usualDuration = usualDuration
    self.label = label
  }

  private static func allocate(
    _ name: String
  ) throws(LibavError) -> (UnsafePointer<AVCodec>, UnsafeMutablePointer<AVCodecContext>) {
    Log.isCaptured
    Log.forget()
    guard let codec = avcodec_find_encoder_by_name(name) else {
      throw LibavError(
        .unsupported, "encode with \(name)", reason: "this FFmpeg was built without it")
    }
    return (codec, try allocated(avcodec_alloc_context3(codec), "an encoder"))
  }

  /// SVT-AV1 writes what it likes to standard error unless the environment says errors only.
  private static let hushSVT: Void = { _ = setenv("SVT_LOG", "1", 0) }()

  /// Whether this build of FFmpeg has an encoder.
  package static func exists(_ name: String) -> Bool { avcodec_find_encoder_by_name(name) != nil }

  /// Whether an encoder takes pictures of a format; false for one this build does not have.
  package static func takes(_ format: PixelFormat, _ name: String) -> Bool {
    rawFormats(of: name).contains(format.raw)
  }

  /// The names of the formats an encoder takes; empty for one this build does not have.
  package static func formats(of name: String) -> [String] {
    rawFormats(of: name).map { PixelFormat(raw: $0).description }
  }

  private static func rawFormats(of name: String) -> [AVPixelFormat] {
    guard let codec = avcodec_find_encoder_by_name(name), let formats = codec.pointee.pix_fmts
    else { return [] }
    if GraphicsMemory.isNeeded(by: codec) { return GraphicsMemory.formats }
    var found: [AVPixelFormat] = []
    while formats[found.count] != AV_PIX_FMT_NONE { found.append(formats[found.count]) }
    return found
  }

  /// The layouts of loudspeakers that an encoder takes; empty for one that takes any.
  package static func channelLayouts(of name: String) -> [(name: String, channels: Int)] {
    guard let layouts = avcodec_find_encoder_by_name(name)?.pointee.ch_layouts else { return [] }
    var found: [(name: String, channels: Int)] = []
    var index = 0
    while layouts[index].nb_channels > 0 {
      found.append((StreamFacts.layoutName(layouts[index]), Int(layouts[index].nb_channels)))
      index += 1
    }
    return found
  }

  /// FFmpeg's name of what an encoder makes, such as "hevc"; nil for one this build does not have.
  package static func codecName(of name: String) -> String? {
    avcodec_find_encoder_by_name(name).map { String(cString: avcodec_get_name($0.pointee.id)) }
  }

  /// The codec's parameter sets in the encoder's own form, such as H.264's with start codes.
  package var header: [UInt8] {
    context.pointee.extradata.map {
      Array(UnsafeBufferPointer(start: $0, count: Int(context.pointee.extradata_size)))
    } ?? []
  }

  /// Opens a video encoder whose headers go into the container, as MP4 wants them.
  ///
  /// - Throws: ``LibavError`` `.unsupported` for an unknown encoder or option.
  package static func open(_ encoding: VideoEncoding) throws(LibavError) -> Encoder {
    let (codec, context) = try allocate(encoding.encoder)
    let ticks = Timestamp(1, encoding.frameRate.inverse).rescaled(to: encoding.timeBase).ticks
    let label = "encode with \(encoding.encoder)"
    var encoder = Encoder(
      adopting: context, timeBase: encoding.timeBase, usualDuration: ticks, label)
    context.pointee.width = Int32(encoding.size.width)
    context.pointee.height = Int32(encoding.size.height)
    context.pointee.pix_fmt = encoding.pixelFormat.raw
    context.pointee.time_base = encoding.timeBase.raw
    context.pointee.framerate = encoding.frameRate.raw
    context.pointee.sample_aspect_ratio = encoding.sampleAspect.raw
    context.pointee.color_range = encoding.colour.rawRange
    context.pointee.color_primaries = encoding.colour.rawPrimaries
    context.pointee.color_trc = encoding.colour.rawTransfer
    context.pointee.colorspace = encoding.colour.rawMatrix
    context.pointee.chroma_sample_location = AVCHROMA_LOC_LEFT
    context.pointee.thread_count = Int32(encoding.threads)
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    if let interval = encoding.keyFrameInterval { context.pointee.gop_size = Int32(interval) }
    if let depth = encoding.reorderDepth { context.pointee.max_b_frames = Int32(depth) }
    if let rate = encoding.bitRate { context.pointee.bit_rate = Int64(rate) }
    if let rate = encoding.maxBitRate {
      context.pointee.rc_max_rate = Int64(rate)
      context.pointee.rc_buffer_size = Int32(clamping: 2 * rate)
    }
    switch encoding.pass {
    case .first: context.pointee.flags |= AV_CODEC_FLAG_PASS1
    case .second: context.pointee.flags |= AV_CODEC_FLAG_PASS2
    case nil: break
    }
    if let topFirst = encoding.topFieldFirst {
      context.pointee.field_order = topFirst ? AV_FIELD_TT : AV_FIELD_BB
    }
    if encoding.encoder == "libsvtav1" { Encoder.hushSVT }
    if GraphicsMemory.isNeeded(by: codec) {
      let memory = try GraphicsMemory.open(encoding.size, encoding.pixelFormat.raw, label)
      try memory.serve(context)
      encoder.memory = consume memory
    }
    var options = OptionDictionary(encoding.options)
    try check(avcodec_open2(context, codec, &options.raw), label)
    try options.requireAllTaken(label)
    return encoder
  }

  /// Opens an audio encoder; frames must have ``samplesPerFrame`` samples, all but the last.
  package static func open(_ encoding: AudioEncoding) throws(LibavError) -> Encoder {
    let (codec, context) = try allocate(encoding.encoder)
    let label = "encode with \(encoding.encoder)"
    let encoder = Encoder(adopting: context, timeBase: encoding.timeBase, usualDuration: 0, label)
    context.pointee.sample_rate = Int32(encoding.sampleRate)
    context.pointee.sample_fmt = av_get_sample_fmt(encoding.sampleFormat)
    context.pointee.bit_rate = Int64(encoding.bitRate)
    context.pointee.time_base = encoding.timeBase.raw
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    try check(
      av_channel_layout_from_string(&context.pointee.ch_layout, encoding.channelLayout),
      "use the channel layout \(encoding.channelLayout)")
    try check(avcodec_open2(context, codec, nil), label)
    return encoder
  }

  deinit {
    end()
    var closing: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&closing)
  }

  /// Ends a stream that was given up.
  ///
  /// SVT-AV1 1.4.1 waits for ever when it is closed, or told of the end, before it was given a picture.
  private func end() {
    guard context.pointee.codec.map({ String(cString: $0.pointee.name) }) == "libsvtav1",
      avcodec_is_open(context) != 0
    else { return }
    if context.pointee.opaque == nil, let blank = av_frame_alloc() {
      blank.pointee.width = context.pointee.width
      blank.pointee.height = context.pointee.height
      blank.pointee.format = context.pointee.pix_fmt.rawValue
      if av_frame_get_buffer(blank, 0) == 0 { avcodec_send_frame(context, blank) }
      var closing: UnsafeMutablePointer<AVFrame>? = blank
      av_frame_free(&closing)
    }
    avcodec_send_frame(context, nil)
    guard let packet = av_packet_alloc() else { return }
    while avcodec_receive_packet(context, packet) == 0 { av_packet_unref(packet) }
    var closing: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&closing)
  }

  /// Samples that come out in front of the sound and are not part of it.
  package var primingSamples: Int { Int(context.pointee.initial_padding) }

  /// Samples in each sound frame; zero when any number will do.
  package var samplesPerFrame: Int { Int(context.pointee.frame_size) }

  package func push(_ frame: borrowing Frame) throws(LibavError) {
    Log.forget()
    if let copy = try memory?.upload(frame, label) {
      try check(avcodec_send_frame(context, copy.raw), label)
    } else {
      try check(avcodec_send_frame(context, frame.raw), label)
    }
    // Only says that there was one.
    context.pointee.opaque = UnsafeMutableRawPointer(context)
  }

  /// Says that no frame follows, so that held-back packets come out.
  package func finish() throws(LibavError) {
    let status = avcodec_send_frame(context, nil)
    if status != hs_eof { try check(status, label) }
  }

  /// The next packet in decoding order; nil when more frames are needed, or after the last.
  package func take() throws(LibavError) -> Packet? {
    let packet = try Packet()
    let status = avcodec_receive_packet(context, packet.raw)
    if isMoreNeeded(status) { return nil }
    try check(status, label)
    if packet.duration <= 0 { packet.duration = usualDuration }
    return packet
  }
}

extension Encoder {
  /// Writes every packet that is ready to one stream of a file.
  package func drain(into muxer: borrowing OpenMuxer, stream: Int) throws(LibavError) {
    while let packet = try take() {
      packet.rescale(from: timeBase, to: muxer.timeBase(of: stream))
      try muxer.write(packet, to: stream)
    }
  }
}
