internal import CFFmpeg
package import Raster

/// Reads pictures that libavcodec knows from memory.
package enum PictureDecoder {
  /// A decoded picture, and what the decoder found out about its colours.
  package struct Result: Sendable {
    package let picture: SampledPicture
    /// A colour profile that only the decoder could find.
    package let profile: [UInt8]?
  }

  /// The picture as it is stored: not turned, not converted.
  ///
  /// - Parameters:
  ///   - bytes: the whole file; the first picture of several is read.
  ///   - format: what kind of file it is.
  ///   - mostPixels: more are refused before memory is taken for them.
  ///   - cancellation: looked at before the decoder starts.
  /// - Throws: ``LibavError`` `.damaged` for a file that is cut short or broken; `.unsupported`.
  package static func decode(
    _ bytes: [UInt8], as format: PictureFormat, mostPixels: Int = 1 << 28,
    _ cancellation: Cancellation
  ) throws(LibavError) -> Result {
    Log.isCaptured
    Log.forget()
    try cancellation.check()
    guard !bytes.isEmpty else { throw tooShort }
    let decoder = try StillDecoder.open(format, mostPixels: mostPixels)
    guard let frame = try decoder.firstFrame(of: bytes) else { throw tooShort }
    guard !frame.isConcealed else {
      throw LibavError(.damaged, label, reason: "parts of the picture are missing")
    }
    return Result(picture: try frame.samples(), profile: frame.profile)
  }

  static let label = "decode a picture"

  private static var tooShort: LibavError {
    LibavError(.damaged, label, reason: "the file ends too early")
  }
}

/// A decoder that is given one packet.
private struct StillDecoder: ~Copyable {
  private let context: UnsafeMutablePointer<AVCodecContext>

  private init(adopting context: UnsafeMutablePointer<AVCodecContext>) { self.context = context }

  static func open(
    _ format: PictureFormat, mostPixels: Int
  ) throws(LibavError) -> StillDecoder {
    guard let codec = avcodec_find_decoder(format.codec) else {
      throw LibavError(
        .unsupported, PictureDecoder.label, reason: "this FFmpeg was built without its decoder")
    }
    let decoder = StillDecoder(
      adopting: try allocated(avcodec_alloc_context3(codec), "a decoder"))
    let context = decoder.context
    context.pointee.thread_count = 1
    context.pointee.err_recognition = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM
    context.pointee.max_pixels = Int64(mostPixels)
    try check(avcodec_open2(context, codec, nil), PictureDecoder.label)
    return decoder
  }

  deinit {
    var closing: UnsafeMutablePointer<AVCodecContext>? = context
    avcodec_free_context(&closing)
  }

  func firstFrame(of bytes: [UInt8]) throws(LibavError) -> Frame? {
    guard bytes.count < Int(Int32.max) - 64 else {
      throw LibavError(.unsupported, PictureDecoder.label, reason: "the file is too long")
    }
    let packet = try Packet()
    try check(av_new_packet(packet.raw, Int32(bytes.count)), "hold a picture")
    bytes.withUnsafeBytes { source in
      guard let from = source.baseAddress else { return }
      UnsafeMutableRawPointer(packet.raw.pointee.data)?
        .copyMemory(from: from, byteCount: bytes.count)
    }
    packet.raw.pointee.flags |= AV_PKT_FLAG_KEY
    try check(avcodec_send_packet(context, packet.raw), PictureDecoder.label)
    if let frame = try take() { return frame }
    let status = avcodec_send_packet(context, nil)
    if status != hs_eof { try check(status, PictureDecoder.label) }
    return try take()
  }

  private func take() throws(LibavError) -> Frame? {
    let frame = try Frame()
    let status = avcodec_receive_frame(context, frame.raw)
    if isMoreNeeded(status) { return nil }
    try check(status, PictureDecoder.label)
    return frame
  }
}
