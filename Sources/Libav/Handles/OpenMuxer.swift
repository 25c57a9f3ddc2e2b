internal import CFFmpeg

/// A media file whose header is written: takes packets, then is finished.
package struct OpenMuxer: ~Copyable {
  private let handle: MuxerHandle

  init(handle: consuming MuxerHandle) { self.handle = handle }

  /// The time base the container chose for a stream; packets must be rescaled to it.
  package func timeBase(of index: Int) -> Rational {
    handle.context.pointee.streams[index].map { Rational($0.pointee.time_base) } ?? .microseconds
  }

  /// Writes a packet, in any order across streams and in decoding order within one.
  ///
  /// The packet is empty afterwards.
  package func write(_ packet: borrowing Packet, to index: Int) throws(LibavError) {
    try handle.cancellation.check()
    Log.forget()
    packet.raw.pointee.stream_index = Int32(index)
    packet.raw.pointee.pos = -1
    try check(
      av_interleaved_write_frame(handle.context, packet.raw), "write to \(handle.path)")
  }

  /// Ends a fragment here; the next packet begins another.
  ///
  /// For fragmented MP4 whose option "movflags" has "frag_custom".
  package func endFragment() throws(LibavError) {
    Log.forget()
    let label = "write to \(handle.path)"
    try check(av_interleaved_write_frame(handle.context, nil), label)
    // Where the header waited for the first packets, the first of these writes that alone; one
    // without packets writes nothing.
    for _ in 0..<2 { try check(av_write_frame(handle.context, nil), label) }
  }

  /// Bytes written so far.
  package var byteCount: Int64 {
    handle.context.pointee.pb.map { avio_tell($0) } ?? 0
  }

  /// Writes the index and closes the file.
  ///
  /// - Throws: ``LibavError``, also for trouble that showed only when the last bytes were written.
  package consuming func finish() throws(LibavError) {
    Log.forget()
    let label = "finish \(handle.path)"
    try check(av_write_trailer(handle.context), label)
    try check(avio_closep(&handle.context.pointee.pb), label)
  }
}
