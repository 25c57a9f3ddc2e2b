internal import CFFmpeg

/// The file being written; frees and closes on every path.
struct MuxerHandle: ~Copyable {
  let context: UnsafeMutablePointer<AVFormatContext>
  let path: String
  // Keeps the interrupt's unretained pointer alive as long as the context.
  let cancellation: Cancellation

  deinit {
    // A file that was finished is closed already and has no I/O context any more.
    if context.pointee.pb != nil { avio_closep(&context.pointee.pb) }
    avformat_free_context(context)
  }
}

/// A media file to be written, before its header: streams can still be added.
package struct Muxer: ~Copyable {
  let handle: MuxerHandle

  /// Creates or empties a file.
  ///
  /// - Parameter format: FFmpeg's muxer name, such as "mp4"; never guessed from the file's name.
  /// - Throws: ``LibavError`` `.unsupported`, `.full`, `.failed`.
  package static func create(
    _ path: String, format: String, _ cancellation: Cancellation
  ) throws(LibavError) -> Muxer {
    Log.isCaptured
    Log.forget()
    var creating: UnsafeMutablePointer<AVFormatContext>?
    // A muxer that puts the index first opens the file a second time, by this name.
    let address = "file:" + path
    try check(
      avformat_alloc_output_context2(&creating, nil, format, address),
      "write \(format) to \(path)")
    let muxer = Muxer(
      handle: MuxerHandle(
        context: try allocated(creating, "a muxer"), path: path, cancellation: cancellation))
    let context = muxer.handle.context
    context.pointee.interrupt_callback = cancellation.interrupt
    var callback = cancellation.interrupt
    try check(
      avio_open2(&context.pointee.pb, address, AVIO_FLAG_WRITE, &callback, nil),
      "write \(path)")
    return muxer
  }

  /// Adds a stream for what an encoder makes; gives its index.
  ///
  /// - Parameters:
  ///   - rotation: clockwise degrees by which players are to turn the pictures; quarter turns.
  ///   - isMirrored: whether they are to exchange top and bottom before that.
  package func addStream(
    from encoder: borrowing Encoder, rotation: Int = 0, isMirrored: Bool = false
  ) throws(LibavError) -> Int {
    let stream = try newStream()
    try check(
      avcodec_parameters_from_context(stream.pointee.codecpar, encoder.context),
      "describe a stream of \(handle.path)")
    stream.pointee.time_base = encoder.timeBase.raw
    stream.pointee.avg_frame_rate = encoder.context.pointee.framerate
    stream.pointee.sample_aspect_ratio = encoder.context.pointee.sample_aspect_ratio
    if rotation != 0 || isMirrored {
      try setDisplayMatrix(Muxer.displayMatrix(rotation, isMirrored), of: stream)
    }
    return Int(stream.pointee.index)
  }

  /// Adds a stream for packets with these parameters; gives its index.
  package func addStream(of parameters: borrowing StreamParameters) throws(LibavError) -> Int {
    let stream = try newStream()
    try check(
      avcodec_parameters_copy(stream.pointee.codecpar, parameters.raw),
      "describe a stream of \(handle.path)")
    // Of what is copied, the code of the file that it comes from.
    stream.pointee.codecpar.pointee.codec_tag = 0
    stream.pointee.time_base = parameters.timeBase.raw
    return Int(stream.pointee.index)
  }

  /// Adds a stream of text; gives its index.
  ///
  /// - Parameters:
  ///   - codec: FFmpeg's name, such as "mov_text", "subrip" or "webvtt".
  ///   - header: the codec's parameter sets in the container's form.
  ///   - language: by ISO 639-2; nil for none.
  package func addText(
    codec: String, header: [UInt8] = [], timeBase: Rational, language: String?
  ) throws(LibavError) -> Int {
    guard let facts = avcodec_descriptor_get_by_name(codec) else {
      throw LibavError(.unsupported, "write \(handle.path)", reason: "no text of kind \(codec)")
    }
    let stream = try newStream()
    stream.pointee.codecpar.pointee.codec_type = AVMEDIA_TYPE_SUBTITLE
    stream.pointee.codecpar.pointee.codec_id = facts.pointee.id
    let index = Int(stream.pointee.index)
    try describe(index, timeBase: timeBase, header: header, tag: nil)
    if let language { av_dict_set(&stream.pointee.metadata, "language", language, 0) }
    return index
  }

  /// Adds a stream for packets of an encoder's kind that are written as they are; gives its index.
  ///
  /// - Parameters:
  ///   - timeBase: the wish for the new file's ticks; the container may choose finer ones.
  ///   - header: the codec's parameter sets in the container's form.
  ///   - tag: the container's four-character code; nil leaves it to the container.
  package func addStream(
    like encoder: borrowing Encoder, timeBase: Rational, header: [UInt8], tag: String?,
    rotation: Int = 0, isMirrored: Bool = false
  ) throws(LibavError) -> Int {
    let index = try addStream(from: encoder, rotation: rotation, isMirrored: isMirrored)
    try describe(index, timeBase: timeBase, header: header, tag: tag)
    return index
  }

  /// Gives a stream that was added ticks, parameter sets and a code of its own.
  private func describe(
    _ index: Int, timeBase: Rational, header: [UInt8], tag: String?
  ) throws(LibavError) {
    guard let stream = handle.context.pointee.streams[index],
      let parameters = stream.pointee.codecpar
    else { throw LibavError(.failed, "describe a stream of \(handle.path)") }
    stream.pointee.time_base = timeBase.raw
    let padding = Int(AV_INPUT_BUFFER_PADDING_SIZE)
    av_freep(&parameters.pointee.extradata)
    parameters.pointee.extradata_size = 0
    if !header.isEmpty {
      let room = try allocated(av_mallocz(header.count + padding), "a codec's header")
      header.withUnsafeBytes { bytes in
        if let start = bytes.baseAddress {
          room.copyMemory(from: start, byteCount: bytes.count)
        }
      }
      parameters.pointee.extradata = room.assumingMemoryBound(to: UInt8.self)
      parameters.pointee.extradata_size = Int32(header.count)
    }
    if let tag { try setTag(tag, of: index) }
  }

  /// Adds a stream whose packets are copied from a file under another header; gives its index.
  package func addStream(
    copying index: Int, of demuxer: borrowing Demuxer, timeBase: Rational, header: [UInt8],
    tag: String?
  ) throws(LibavError) -> Int {
    let added = try addStream(copying: index, of: demuxer, timeBase: timeBase)
    try describe(added, timeBase: timeBase, header: header, tag: tag)
    return added
  }

  /// Whether a container can hold a codec, by FFmpeg's names of both.
  package static func canHold(_ codec: String, in format: String) -> Bool {
    guard let muxer = av_guess_format(format, nil, nil),
      let facts = avcodec_descriptor_get_by_name(codec)
    else { return false }
    return avformat_query_codec(muxer, facts.pointee.id, FF_COMPLIANCE_NORMAL) == 1
  }

  /// Adds a stream whose packets are copied from a file; gives its index.
  ///
  /// - Parameter timeBase: the wish for the new file's ticks; the container may choose finer ones.
  package func addStream(
    copying index: Int, of demuxer: borrowing Demuxer, timeBase: Rational? = nil
  ) throws(LibavError) -> Int {
    let label = "copy a stream of \(demuxer.path)"
    guard let source = demuxer.context.pointee.streams[index] else {
      throw LibavError(.failed, label, reason: "no stream \(index)")
    }
    let stream = try newStream()
    try check(
      avcodec_parameters_copy(stream.pointee.codecpar, source.pointee.codecpar), label)
    // Tags are the container's own: one that it knows is kept, the muxer chooses otherwise.
    let tag = source.pointee.codecpar.pointee.codec_tag
    let known = av_codec_get_id(handle.context.pointee.oformat.pointee.codec_tag, tag)
    stream.pointee.codecpar.pointee.codec_tag =
      known == source.pointee.codecpar.pointee.codec_id ? tag : 0
    stream.pointee.time_base = timeBase?.raw ?? source.pointee.time_base
    stream.pointee.avg_frame_rate = source.pointee.avg_frame_rate
    stream.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
    // Whether its pictures have transparency, WebM says beside the codec.
    if let mode = av_dict_get(source.pointee.metadata, "alpha_mode", nil, 0) {
      av_dict_set(&stream.pointee.metadata, "alpha_mode", mode.pointee.value, 0)
    }
    guard hs_copy_light(stream, source) >= 0 else { throw LibavError(.failed, label) }
    if let matrix = hs_display_matrix(source) {
      try setDisplayMatrix(Array(UnsafeBufferPointer(start: matrix, count: 9)), of: stream)
    }
    return Int(stream.pointee.index)
  }

  /// Where the axes of a picture go, in fixed point with 16 bits; the last entry has 30.
  private static func displayMatrix(_ rotation: Int, _ isMirrored: Bool) -> [Int32] {
    let (cosine, sine): (Int32, Int32) =
      switch (rotation % 360 + 360) % 360 {
      case 90: (0, 1)
      case 180: (-1, 0)
      case 270: (0, -1)
      default: (1, 0)
      }
    let down: Int32 = isMirrored ? -1 : 1
    return [
      cosine << 16, sine << 16, 0, -sine * down << 16, cosine * down << 16, 0, 0, 0, 1 << 30,
    ]
  }

  private func setDisplayMatrix(
    _ matrix: [Int32], of stream: UnsafeMutablePointer<AVStream>
  ) throws(LibavError) {
    let bytes = try allocated(hs_new_display_matrix(stream), "a display matrix")
    bytes.update(from: matrix, count: matrix.count)
  }

  private func newStream() throws(LibavError) -> UnsafeMutablePointer<AVStream> {
    try allocated(avformat_new_stream(handle.context, nil), "a stream")
  }

  /// Writes the header; no stream can be added afterwards.
  ///
  /// - Parameters:
  ///   - metadata: tags of the file, such as title and comment.
  ///   - options: of the muxer, such as ("movflags", "+faststart").
  package consuming func begin(
    metadata: [String: String] = [:], options: [(name: String, value: String)] = []
  ) throws(LibavError) -> OpenMuxer {
    let context = handle.context
    for (key, value) in metadata { av_dict_set(&context.pointee.metadata, key, value, 0) }
    var dictionary = OptionDictionary(options)
    Log.forget()
    let label = "write the header of \(handle.path)"
    try check(avformat_write_header(context, &dictionary.raw), label)
    try dictionary.requireAllTaken(label)
    return OpenMuxer(handle: handle)
  }
}
