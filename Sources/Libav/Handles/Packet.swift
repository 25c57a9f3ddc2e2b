internal import CFFmpeg
internal import Foundation

/// One packet of compressed data; refers to shared bytes, so copies of the handle cost nothing.
///
/// Threads may pass it on: a handle has one owner, and the bytes are never changed.
package struct Packet: ~Copyable, Sendable {
  nonisolated(unsafe) let raw: UnsafeMutablePointer<AVPacket>

  package init() throws(LibavError) { raw = try allocated(av_packet_alloc(), "a packet") }

  deinit {
    var closing: UnsafeMutablePointer<AVPacket>? = raw
    av_packet_free(&closing)
  }

  package var streamIndex: Int { Int(raw.pointee.stream_index) }
  package var byteCount: Int { Int(raw.pointee.size) }

  /// Whether it is marked as one that players may start from.
  package var isKey: Bool {
    get { raw.pointee.flags & AV_PKT_FLAG_KEY != 0 }
    nonmutating set {
      if newValue {
        raw.pointee.flags |= AV_PKT_FLAG_KEY
      } else {
        raw.pointee.flags &= ~AV_PKT_FLAG_KEY
      }
    }
  }

  /// Whether it is decoded only for the sake of others, as in front of an edit list's first moment.
  package var isHidden: Bool { raw.pointee.flags & AV_PKT_FLAG_DISCARD != 0 }

  /// Whether the file ends in the middle of it, or says that it is damaged.
  package var isCorrupt: Bool { raw.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 }

  /// A copy of the compressed data.
  package var bytes: [UInt8] {
    Array(UnsafeBufferPointer(start: raw.pointee.data, count: byteCount))
  }

  /// Whether another packet's compressed data is the same.
  package func holdsSameBytes(as other: borrowing Packet) -> Bool {
    let count = raw.pointee.size
    guard count == other.raw.pointee.size else { return false }
    guard count > 0, let mine = raw.pointee.data, let theirs = other.raw.pointee.data else {
      return count <= 0
    }
    return memcmp(mine, theirs, Int(count)) == 0
  }

  /// Lends the compressed data.
  package func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R {
    body(UnsafeBufferPointer(start: raw.pointee.data, count: byteCount).span)
  }

  /// Presentation time in ticks of the stream; nil when the file has none.
  package var presentation: Int64? {
    get { raw.pointee.pts == hs_no_pts ? nil : raw.pointee.pts }
    nonmutating set { raw.pointee.pts = newValue ?? hs_no_pts }
  }

  /// Decoding time in ticks of the stream; nil when the file has none.
  package var decoding: Int64? {
    get { raw.pointee.dts == hs_no_pts ? nil : raw.pointee.dts }
    nonmutating set { raw.pointee.dts = newValue ?? hs_no_pts }
  }

  /// Length in ticks of the stream; zero when unknown.
  package var duration: Int64 {
    get { raw.pointee.duration }
    nonmutating set { raw.pointee.duration = newValue }
  }

  /// Puts other compressed data in place of its own; times and marks stay.
  package func replaceBytes(_ bytes: [UInt8]) throws(LibavError) {
    let copy = try Packet()
    try check(av_new_packet(copy.raw, Int32(bytes.count)), "change a packet")
    try check(av_packet_copy_props(copy.raw, raw), "change a packet")
    bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress, source.count > 0 else { return }
      UnsafeMutableRawPointer(copy.raw.pointee.data).copyMemory(
        from: start, byteCount: source.count)
    }
    av_packet_unref(raw)
    av_packet_move_ref(raw, copy.raw)
  }

  /// Says that decoders are to leave out the last samples of a sound packet, which only fill it up.
  ///
  /// Source of the layout: `AV_PKT_DATA_SKIP_SAMPLES` in FFmpeg's packet.h.
  package func leaveOut(lastSamples count: Int) throws(LibavError) {
    guard av_packet_get_side_data(raw, AV_PKT_DATA_SKIP_SAMPLES, nil) == nil else { return }
    let data = try allocated(
      av_packet_new_side_data(raw, AV_PKT_DATA_SKIP_SAMPLES, 10), "mark a packet")
    for place in 0..<10 { data[place] = 0 }
    let number = UInt32(clamping: count)
    for place in 0..<4 { data[4 + place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
  }

  /// Another handle on the same bytes, with times of its own.
  package func duplicate() throws(LibavError) -> Packet {
    let copy = try Packet()
    try check(av_packet_ref(copy.raw, raw), "keep a packet")
    return copy
  }

  /// Moves all times from one base to another and then by an offset in the new one.
  ///
  /// Sums wrap around: a hostile file may claim any time, and a muxer refuses nonsense.
  package func rescale(from: Rational, to: Rational, adding offset: Int64 = 0) {
    av_packet_rescale_ts(raw, from.raw, to.raw)
    if let presentation { self.presentation = presentation &+ offset }
    if let decoding { self.decoding = decoding &+ offset }
  }
}
