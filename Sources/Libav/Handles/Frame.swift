internal import CFFmpeg
package import Raster

/// One uncompressed picture, or a run of sound samples.
package struct Frame: ~Copyable {
  let raw: UnsafeMutablePointer<AVFrame>

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

  /// Lets the encoder choose the picture type; frames from decoders and sources carry their own.
  package func forgetPictureType() { raw.pointee.pict_type = AV_PICTURE_TYPE_NONE }

  /// Another handle on the same pixels, with times of its own.
  package func duplicate() throws(LibavError) -> Frame {
    let copy = try Frame()
    try check(av_frame_ref(copy.raw, raw), "keep a frame")
    return copy
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
