internal import CFFmpeg
internal import CFFmpegLog

/// Turns the packets of one stream into frames.
///
/// Push a packet, take frames until there is none, repeat; then finish and take the rest.
package struct Decoder: ~Copyable {
  let context: UnsafeMutablePointer<AVCodecContext>
  private let label: String
  /// Wrong checksums that the log told of; the codec's own threads count them.
  private let damage: UnsafeMutablePointer<UInt32>

  private init(adopting context: UnsafeMutablePointer<AVCodecContext>, _ label: String) {
    self.context = context
    self.label = label
    damage = .allocate(capacity: 1)
    damage.initialize(to: 0)
    context.pointee.opaque = UnsafeMutableRawPointer(damage)
  }

  /// Hostile headers may claim any size; 16384 squared is beyond every clip and picture we take.
  static let mostPixels: Int64 = 1 << 28

  /// How to trade speed, latency and strictness.
  package struct Manner: Sendable {
    package var threads: Int
    /// Frame threads are quicker on whole files and cost n−1 frames of delay.
    package var usesFrameThreads: Bool
    /// Damage is an error rather than concealed.
    package var isStrict: Bool
    /// Damage is told as early as it can be, and is still no reason to stop.
    package var isWatchful = false

    package init(
      threads: Int, usesFrameThreads: Bool, isStrict: Bool = false, isWatchful: Bool = false
    ) {
      self.threads = threads
      self.usesFrameThreads = usesFrameThreads
      self.isStrict = isStrict
      self.isWatchful = isWatchful
    }

    package static let whole = Manner(threads: 0, usesFrameThreads: true, isStrict: false)
    package static let few = Manner(threads: 0, usesFrameThreads: false, isStrict: false)
    package static let strict = Manner(threads: 1, usesFrameThreads: false, isStrict: true)
    /// On the caller's thread, where others need the cores too.
    package static let alone = Manner(threads: 1, usesFrameThreads: false)
    /// For judging: what is concealed is counted.
    package static let watchful = Manner(threads: 1, usesFrameThreads: false, isWatchful: true)
  }

  /// - Parameter reorderDepth: frames to hold back at least, for files opened without analysing them.
  /// - Throws: ``LibavError`` `.unsupported` when this FFmpeg has no decoder for the stream.
  package static func open(
    stream index: Int, of demuxer: borrowing Demuxer, _ manner: Manner = .whole,
    reorderDepth: Int = 0
  ) throws(LibavError) -> Decoder {
    let label = "decode \(demuxer.path)"
    guard let stream = demuxer.context.pointee.streams[index] else {
      throw LibavError(.failed, label, reason: "no stream \(index)")
    }
    let parameters = stream.pointee.codecpar
    guard let parameters, let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
      let name = parameters.map { String(cString: avcodec_get_name($0.pointee.codec_id)) } ?? "?"
      throw LibavError(.unsupported, label, reason: "no decoder for \(name)")
    }
    let decoder = Decoder(
      adopting: try allocated(avcodec_alloc_context3(codec), "a decoder"), label)
    let context = decoder.context
    try check(avcodec_parameters_to_context(context, parameters), label)
    context.pointee.pkt_timebase = stream.pointee.time_base
    context.pointee.thread_count = Int32(manner.threads)
    context.pointee.thread_type = manner.usesFrameThreads ? FF_THREAD_FRAME : FF_THREAD_SLICE
    if manner.isStrict || manner.isWatchful {
      context.pointee.err_recognition = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM
    }
    context.pointee.max_pixels = mostPixels
    let layout = context.pointee.ch_layout
    if layout.order == AV_CHANNEL_ORDER_UNSPEC, layout.nb_channels > 0 {
      // As StreamFacts has it: filters take no frames of another layout than they were told.
      av_channel_layout_default(&context.pointee.ch_layout, layout.nb_channels)
    }
    context.pointee.has_b_frames = max(context.pointee.has_b_frames, Int32(clamping: reorderDepth))
    try check(avcodec_open2(context, codec, nil), label)
    return decoder
  }

  /// A decoder of what an encoder makes.
  package static func open(decoding encoder: borrowing Encoder) throws(LibavError) -> Decoder {
    let label = "decode what was encoded"
    guard let codec = avcodec_find_decoder(encoder.context.pointee.codec_id) else {
      throw LibavError(.unsupported, label, reason: "no decoder for it")
    }
    let decoder = Decoder(
      adopting: try allocated(avcodec_alloc_context3(codec), "a decoder"), label)
    var parameters = avcodec_parameters_alloc()
    defer { avcodec_parameters_free(&parameters) }
    let described = try allocated(parameters, "codec parameters")
    try check(avcodec_parameters_from_context(described, encoder.context), label)
    try check(avcodec_parameters_to_context(decoder.context, described), label)
    decoder.context.pointee.pkt_timebase = encoder.timeBase.raw
    decoder.context.pointee.thread_type = FF_THREAD_FRAME
    decoder.context.pointee.thread_count = 0
    try check(avcodec_open2(decoder.context, codec, nil), label)
    return decoder
  }

  deinit {
    var closing: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&closing)
    damage.deallocate()
  }

  /// - Throws: ``LibavError`` `.damaged`.
  package func push(_ packet: borrowing Packet) throws(LibavError) {
    try checkDecoding(avcodec_send_packet(context, packet.raw))
  }

  /// Says that no packet follows, so that held-back frames come out.
  package func finish() throws(LibavError) {
    let status = avcodec_send_packet(context, nil)
    if status != hs_eof { try check(status, label) }
  }

  /// The next frame in presentation order; nil when more packets are needed, or after the last.
  package func take() throws(LibavError) -> Frame? {
    let frame = try Frame()
    let status = avcodec_receive_frame(context, frame.raw)
    if isMoreNeeded(status) { return nil }
    try checkDecoding(status)
    if hs_log_take_damage(damage) > 0 {
      frame.raw.pointee.decode_error_flags |= FF_DECODE_ERROR_INVALID_BITSTREAM
    }
    return frame
  }

  /// Decoders have numbers of their own for damage, or say "not permitted"; what they work on is all that
  /// can be wrong, but for a few failures that are always called by their names.
  private func checkDecoding(_ status: Int32) throws(LibavError) {
    let named = [
      hs_no_memory, hs_exit, hs_again, hs_eof, hs_invalid_argument, hs_patch_welcome,
      hs_decoder_not_found, hs_invalid_data,
    ]
    try check(status >= 0 || named.contains(status) ? status : hs_invalid_data, label)
  }

  /// Forgets everything after a seek.
  package func restart() { avcodec_flush_buffers(context) }
}
