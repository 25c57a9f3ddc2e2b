internal import CFFmpeg
package import Raster

/// One uncompressed picture, or a run of sound samples.
///
/// Threads may pass it on: a handle has one owner, and the samples, which several may share, are
/// never changed while they do.
package struct Frame: ~Copyable, Sendable {
  nonisolated(unsafe) let raw: UnsafeMutablePointer<AVFrame>

  package init() throws(LibavError) { raw = try allocated(av_frame_alloc(), "a frame") }

  deinit {
    var closing: UnsafeMutablePointer<AVFrame>? = raw
    av_frame_free(&closing)
  }

  /// An empty picture of a size and pixel format, with memory of its own.
  package static func picture(
    _ size: PixelSize, format: PixelFormat
  ) throws(LibavError) -> Frame {
    let frame = try Frame()
    frame.raw.pointee.width = Int32(size.width)
    frame.raw.pointee.height = Int32(size.height)
    frame.raw.pointee.format = format.raw.rawValue
    frame.raw.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    try check(av_frame_get_buffer(frame.raw, 0), "allocate a picture of \(size)")
    return frame
  }

  package var size: PixelSize {
    PixelSize(width: Int(raw.pointee.width), height: Int(raw.pointee.height))
  }

  package var format: PixelFormat { PixelFormat(raw: AVPixelFormat(raw.pointee.format)) }
  package var isKey: Bool { hs_frame_is_key(raw) != 0 }
  package var sampleCount: Int { Int(raw.pointee.nb_samples) }
  package var sampleRate: Int { Int(raw.pointee.sample_rate) }

  /// Whether the decoder had to guess parts of the picture.
  package var isConcealed: Bool { raw.pointee.decode_error_flags != 0 }

  /// Presentation time in ticks of whoever made the frame; falls back to the decoder's best guess.
  package var presentation: Int64? {
    get {
      let known = raw.pointee.pts
      if known != hs_no_pts { return known }
      let guess = raw.pointee.best_effort_timestamp
      return guess == hs_no_pts ? nil : guess
    }
    nonmutating set { raw.pointee.pts = newValue ?? hs_no_pts }
  }

  package var duration: Int64 {
    get { hs_frame_duration(raw) }
    nonmutating set { hs_frame_set_duration(raw, newValue) }
  }

  package var colour: ColourTags {
    get {
      ColourTags(
        range: raw.pointee.color_range, primaries: raw.pointee.color_primaries,
        transfer: raw.pointee.color_trc, matrix: raw.pointee.colorspace)
    }
    nonmutating set {
      raw.pointee.color_range = newValue.rawRange
      raw.pointee.color_primaries = newValue.rawPrimaries
      raw.pointee.color_trc = newValue.rawTransfer
      raw.pointee.colorspace = newValue.rawMatrix
    }
  }

  /// What a filter noted about the frame, such as "lavfi.ssim.All"; nil when it did not.
  package func note(_ name: String) -> String? {
    guard let entry = av_dict_get(raw.pointee.metadata, name, nil, 0) else { return nil }
    return entry.pointee.value.map { String(cString: $0) }
  }

  /// Says what shape a pixel has; encoders and filters believe the frame.
  package func setSampleAspect(_ aspect: Rational) {
    raw.pointee.sample_aspect_ratio = aspect.raw
  }

  /// Lets the encoder choose the picture type; frames from decoders and sources carry their own.
  package func forgetPictureType() { raw.pointee.pict_type = AV_PICTURE_TYPE_NONE }

  /// Says which field of the picture is shown first; nil for a whole picture.
  package func setFields(topFirst: Bool?) {
    hs_frame_set_fields(raw, topFirst == nil ? 0 : 1, topFirst == true ? 1 : 0)
  }

  /// Whether the picture is two fields of different moments.
  package var isInterlaced: Bool { hs_frame_is_interlaced(raw) != 0 }

  /// Asks the encoder for a key frame here.
  package func demandKey() { raw.pointee.pict_type = AV_PICTURE_TYPE_I }

  /// Another handle on the same pixels, with times of its own.
  package func duplicate() throws(LibavError) -> Frame {
    let copy = try Frame()
    try check(av_frame_ref(copy.raw, raw), "keep a frame")
    return copy
  }

  /// A copy of a picture's samples as they were decoded, plane after plane, rows without padding.
  package func samples() throws(LibavError) -> [UInt8] {
    let (width, height) = (raw.pointee.width, raw.pointee.height)
    let label = "copy a picture of \(size)"
    let count = try check(av_image_get_buffer_size(format.raw, width, height, 1), label)
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: raw.pointee.data)
    let strides: [Int32] = Array(tuple: raw.pointee.linesize)
    var status: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(count)) { target, filled in
      status = av_image_copy_to_buffer(
        target.baseAddress, count, planes.map { UnsafePointer($0) }, strides, format.raw, width,
        height, 1)
      filled = status < 0 ? 0 : Int(count)
    }
    try check(status, label)
    return bytes
  }

  /// Lends the sound samples of one channel, or of all in turn where the format interleaves them.
  ///
  /// Only for frames of 32-bit floats; with other formats nothing is lent.
  package func withSamples(_ body: (UnsafeBufferPointer<Float>) -> Void) {
    let format = AVSampleFormat(raw.pointee.format)
    guard format == AV_SAMPLE_FMT_FLT || format == AV_SAMPLE_FMT_FLTP,
      let start = raw.pointee.data.0
    else { return }
    let channels = format == AV_SAMPLE_FMT_FLT ? Int(raw.pointee.ch_layout.nb_channels) : 1
    let count = Int(raw.pointee.nb_samples) * channels
    UnsafeRawPointer(start).withMemoryRebound(to: Float.self, capacity: count) {
      body(UnsafeBufferPointer(start: $0, count: count))
    }
  }

  /// The same without a way to reach beyond them.
  package func withSampleSpan(_ body: (Span<Float>) -> Void) {
    withSamples { body($0.span) }
  }

  /// Gives one plane's bytes with padding: `stride` bytes a row.
  package func withPlane<R>(
    _ index: Int, rows: Int, _ body: (_ bytes: UnsafeRawBufferPointer, _ stride: Int) -> R
  ) -> R? {
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: raw.pointee.data)
    let strides: [Int32] = Array(tuple: raw.pointee.linesize)
    guard index < planes.count, let start = planes[index], strides[index] > 0 else { return nil }
    let stride = Int(strides[index])
    return body(UnsafeRawBufferPointer(start: start, count: stride * rows), stride)
  }
}

extension Array {
  /// The elements of a C array, which Swift sees as a tuple.
  init<Tuple>(tuple: Tuple) {
    self = Swift.withUnsafeBytes(of: tuple) { Array($0.bindMemory(to: Element.self)) }
  }
}
