internal import CFFmpeg

/// An opened media file: its streams, and its packets one after another.
package struct Demuxer: ~Copyable {
  let context: UnsafeMutablePointer<AVFormatContext>
  package let path: String
  // Keeps the interrupt's unretained pointer alive as long as the context.
  private let cancellation: Cancellation
  /// Nil for files whose times are taken as they are.
  private let timekeeper: Timekeeper?

  private init(
    adopting context: UnsafeMutablePointer<AVFormatContext>, path: String, _ token: Cancellation
  ) {
    self.context = context
    self.path = path
    cancellation = token
    let name = context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? ""
    timekeeper = Timekeeper(context, format: name)
  }

  /// Containers that hold media themselves. Playlists, which name other files, and single pictures
  /// are not among them.
  private static let formats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,ogg,flv,gif,apng,ivf,nut,asf,mxf,wav,"
    + "mp3,aac,flac,h264,hevc,obu,av1,yuv4mpegpipe,dv,rm"

  /// Opens a local file and reads its stream parameters.
  ///
  /// - Parameter analyzing: whether to decode a little where the container does not say enough;
  ///   without, pixel formats and the like may be unknown, and opening is several times as quick.
  /// - Throws: ``LibavError`` `.missing`, `.damaged` when it is no media file, `.unsupported` when it
  ///   is of a kind that is not read, such as a list of other files, `.cancelled`.
  package static func open(
    _ path: String, _ cancellation: Cancellation, format: String? = nil, analyzing: Bool = true
  ) throws(LibavError) -> Demuxer {
    let demuxer = try opened(path, cancellation, format: format)
    if analyzing { try demuxer.findStreams() }
    return demuxer
  }

  /// Opens a local file for its packets alone.
  ///
  /// Opening a file the usual way decodes a handful of frames, to find out what containers leave
  /// open: pixel formats, rates, how far decoders read ahead. Where the container states what its
  /// packets' times are, and the codec's parameter sets, none of that is needed.
  package static func openForPackets(
    _ path: String, _ cancellation: Cancellation
  ) throws(LibavError) -> Demuxer {
    let demuxer = try opened(path, cancellation, format: nil)
    if !demuxer.statesWhatPacketsNeed { try demuxer.findStreams() }
    return demuxer
  }

  private var statesWhatPacketsNeed: Bool {
    guard formatName.contains("mp4") || formatName.contains("matroska") else { return false }
    return (0..<Int(context.pointee.nb_streams)).allSatisfy { index in
      guard let parameters = context.pointee.streams[index]?.pointee.codecpar else { return false }
      switch parameters.pointee.codec_id {
      case AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1:
        return parameters.pointee.extradata_size > 0
      default: return parameters.pointee.codec_id != AV_CODEC_ID_NONE
      }
    }
  }

  private static func opened(
    _ path: String, _ cancellation: Cancellation, format: String?
  ) throws(LibavError) -> Demuxer {
    Log.isCaptured
    Log.forget()
    var opening = avformat_alloc_context()
    guard opening != nil else {
      throw LibavError(.failed, "open \(path)", reason: "out of memory")
    }
    // Set before opening: libavformat copies it into the protocol's context there.
    opening?.pointee.interrupt_callback = cancellation.interrupt
    var options = OptionDictionary([
      ("protocol_whitelist", "file"), ("format_whitelist", format ?? formats),
    ])
    let forced = try format.map { name throws(LibavError) in
      guard let found = av_find_input_format(name) else {
        throw LibavError(.unsupported, "open \(path)", reason: "no reader for \(name)")
      }
      return found
    }
    // A name such as "http://x" or "concat:a|b" is a file name here, never a protocol.
    // On failure the call frees the context.
    let status = avformat_open_input(&opening, "file:" + path, forced, &options.raw)
    guard status != hs_invalid_argument else {
      throw LibavError(
        .unsupported, "open \(path)", reason: "files of this kind are not read here")
    }
    try checkReading(status, "open \(path)")
    guard let opened = opening else { throw LibavError(.failed, "open \(path)") }
    return Demuxer(adopting: opened, path: path, cancellation)
  }

  /// Throws when reading failed. What asks for more memory than there is, is a damaged file's number.
  private static func checkReading(
    _ status: Int32, _ operation: @autoclosure () -> String
  ) throws(LibavError) {
    try check(status == hs_no_memory ? hs_invalid_data : status, operation())
  }

  /// Decodes a little where the container does not say enough.
  package func findStreams() throws(LibavError) {
    let count = Int(context.pointee.nb_streams)
    var options = [OpaquePointer?](repeating: nil, count: count)
    defer { for index in 0..<count { av_dict_free(&options[index]) } }
    for index in 0..<count {
      av_dict_set_int(&options[index], "max_pixels", Decoder.mostPixels, 0)
    }
    let status = options.withUnsafeMutableBufferPointer {
      avformat_find_stream_info(context, count == 0 ? nil : $0.baseAddress)
    }
    try Demuxer.checkReading(status, "read the streams of \(path)")
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&closing)
  }

  package var formatName: String {
    context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? ""
  }

  /// Length of the longest stream in seconds; nil when unknown.
  package var durationSeconds: Double? {
    let duration = context.pointee.duration
    return duration == hs_no_pts || duration < 0 ? nil : Double(duration) / 1_000_000
  }

  package var startSeconds: Double? {
    let start = context.pointee.start_time
    return start == hs_no_pts ? nil : Double(start) / 1_000_000
  }

  package var bitRate: Int? {
    context.pointee.bit_rate > 0 ? Int(context.pointee.bit_rate) : nil
  }

  package var streams: [StreamFacts] {
    (0..<Int(context.pointee.nb_streams)).compactMap { index in
      context.pointee.streams[index].map { StreamFacts($0, in: context) }
    }
  }

  /// The file's own tags, such as title and comment.
  package var metadata: [String: String] {
    var tags: [String: String] = [:]
    var entry = av_dict_get(context.pointee.metadata, "", nil, AV_DICT_IGNORE_SUFFIX)
    while let tag = entry {
      tags[String(cString: tag.pointee.key)] = String(cString: tag.pointee.value)
      entry = av_dict_get(context.pointee.metadata, "", tag, AV_DICT_IGNORE_SUFFIX)
    }
    return tags
  }

  /// Asks the reader to leave out all streams but these.
  package func keepOnly(_ indexes: Set<Int>) {
    timekeeper?.wanted = indexes
    let kept = indexes.union(timekeeper?.needed ?? [])
    for index in 0..<Int(context.pointee.nb_streams) {
      let discard = kept.contains(index) ? AVDISCARD_DEFAULT : AVDISCARD_ALL
      context.pointee.streams[index]?.pointee.discard = discard
    }
  }

  /// Which packets of a stream the file's own index marks as key frames, in the order of decoding;
  /// nil where it does not list so many packets. What a packet says of itself may be its bits'.
  package func keyMarks(of index: Int, count: Int) -> [Bool]? {
    guard let stream = context.pointee.streams[index],
      Int(avformat_index_get_entries_count(stream)) == count
    else { return nil }
    return (0..<count).map { number in
      let entry = avformat_index_get_entry(stream, Int32(number))
      return entry.map { $0.pointee.flags & AVINDEX_KEYFRAME != 0 } ?? false
    }
  }

  /// Packets that the file's own index lists for a stream; zero where it has none.
  package func indexedPackets(of index: Int) -> Int {
    context.pointee.streams[index].map { Int(avformat_index_get_entries_count($0)) } ?? 0
  }

  /// For loops that go on without reading, over what is decoded already.
  ///
  /// - Throws: ``LibavError`` `.cancelled`.
  func checkCancellation() throws(LibavError) { try cancellation.check() }

  /// The next packet of a wanted stream in file order; nil at the end of the file.
  ///
  /// - Throws: ``LibavError`` `.damaged`, `.cancelled`. The end of the file is not an error.
  package func next() throws(LibavError) -> Packet? {
    guard let timekeeper else { return try read() }
    return try timekeeper.next { () throws(LibavError) in try read() }
  }

  /// The next packet with the times that the library gives it.
  private func read() throws(LibavError) -> Packet? {
    let packet = try Packet()
    while true {
      try cancellation.check()
      Log.forget()
      let status = av_read_frame(context, packet.raw)
      if status == hs_eof { return nil }
      try Demuxer.checkReading(status, "read \(path)")
      // What was read ahead when the file was opened comes from all streams.
      if isWanted(packet.streamIndex) { return packet }
      av_packet_unref(packet.raw)
    }
  }

  private func isWanted(_ index: Int) -> Bool {
    index < Int(context.pointee.nb_streams)
      && context.pointee.streams[index]?.pointee.discard != AVDISCARD_ALL
  }

  /// How many times the file's clock started anew in what was read so far; times go on regardless.
  package var clockJumpCount: Int { timekeeper?.jumpCount ?? 0 }

  /// The chapters that the file is divided into.
  package var chapters: [Chapter] {
    (0..<Int(context.pointee.nb_chapters)).compactMap { number in
      context.pointee.chapters[number].map { Chapter($0.pointee) }
    }
  }

  /// Whether the file has no times, so that they are made of a rate.
  package var hasCountedTimes: Bool { timekeeper?.isCounting ?? false }

  /// Goes to the last key frame at or before a time, in ticks of the stream.
  ///
  /// Files whose times are mended are read from their beginning again: only so are they the same.
  package func seek(to ticks: Int64, stream index: Int) throws(LibavError) {
    if let timekeeper {
      try check(av_seek_frame(context, -1, 0, AVSEEK_FLAG_BYTE), "go back in \(path)")
      return timekeeper.restart()
    }
    try check(
      av_seek_frame(context, Int32(index), ticks, AVSEEK_FLAG_BACKWARD), "seek in \(path)")
  }
}
