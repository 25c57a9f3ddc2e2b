internal import CFFmpeg
import Raster

/// Pictures in a graphics card's memory, out of which VA-API's encoders take theirs.
struct GraphicsMemory: ~Copyable {
  private let frames: UnsafeMutablePointer<AVBufferRef>

  private init(adopting frames: UnsafeMutablePointer<AVBufferRef>) { self.frames = frames }

  deinit {
    var closing: UnsafeMutablePointer<AVBufferRef>? = frames
    av_buffer_unref(&closing)
  }

  /// The formats of pictures that are brought there: of 8 and of 10 bits, with chroma interleaved.
  static let formats = [AV_PIX_FMT_NV12, AV_PIX_FMT_P010LE]

  /// Whether an encoder takes pictures out of there, and no others.
  static func isNeeded(by codec: UnsafePointer<AVCodec>) -> Bool {
    guard let formats = codec.pointee.pix_fmts else { return false }
    return formats[0] == AV_PIX_FMT_VAAPI && formats[1] == AV_PIX_FMT_NONE
  }

  /// Opens the computer's first device.
  ///
  /// - Throws: ``LibavError`` when there is none, or when it does not take such pictures.
  static func open(
    _ size: PixelSize, _ format: AVPixelFormat, _ label: String
  ) throws(LibavError) -> GraphicsMemory {
    var device: UnsafeMutablePointer<AVBufferRef>?
    defer { av_buffer_unref(&device) }
    try check(av_hwdevice_ctx_create(&device, AV_HWDEVICE_TYPE_VAAPI, nil, nil, 0), label)
    let memory = GraphicsMemory(
      adopting: try allocated(
        device.flatMap { av_hwframe_ctx_alloc($0) }, "pictures in graphics memory"))
    UnsafeMutableRawPointer(memory.frames.pointee.data)
      .withMemoryRebound(to: AVHWFramesContext.self, capacity: 1) {
        $0.pointee.format = AV_PIX_FMT_VAAPI
        $0.pointee.sw_format = format
        $0.pointee.width = Int32(size.width)
        $0.pointee.height = Int32(size.height)
      }
    try check(av_hwframe_ctx_init(memory.frames), label)
    return memory
  }

  /// Tells an encoder, before it is opened, where its pictures are; it keeps them alive.
  func serve(_ encoder: UnsafeMutablePointer<AVCodecContext>) throws(LibavError) {
    encoder.pointee.pix_fmt = AV_PIX_FMT_VAAPI
    encoder.pointee.hw_frames_ctx = try allocated(av_buffer_ref(frames), "a reference")
  }

  /// A copy of a picture there, with its time and all else that it bears.
  func upload(_ frame: borrowing Frame, _ label: String) throws(LibavError) -> Frame {
    let copy = try Frame()
    try check(av_hwframe_get_buffer(frames, copy.raw, 0), label)
    try check(av_hwframe_transfer_data(copy.raw, frame.raw, 0), label)
    try check(av_frame_copy_props(copy.raw, frame.raw), label)
    return copy
  }
}
