internal import CFFmpeg
import Raster

/// libswscale's converter between two sizes and pixel formats.
struct Scaler: ~Copyable {
  private let context: OpaquePointer
  private let sourceHeight: Int32

  /// - Parameter flags: the kernel; exact rounding and full chroma are always added.
  init(
    from size: PixelSize, _ format: PixelFormat, to target: PixelSize, _ output: PixelFormat,
    flags: Int32
  ) throws(LibavError) {
    let made = sws_getContext(
      Int32(size.width), Int32(size.height), format.raw, Int32(target.width),
      Int32(target.height), output.raw, flags | hs_sws_exact, nil, nil, nil)
    guard let made else {
      throw LibavError(
        .unsupported, "convert \(format) \(size) to \(output) \(target)",
        reason: Log.takeNewest())
    }
    context = made
    sourceHeight = Int32(size.height)
  }

  deinit { sws_freeContext(context) }

  /// Lanczos is sharpest; area averaging is right for strong shrinking, where Lanczos aliases.
  static func kernel(from size: PixelSize, to target: PixelSize) -> Int32 {
    size.width > target.width * 4 || size.height > target.height * 4
      ? hs_sws_area : hs_sws_lanczos
  }

  func setColours(source: Int32, sourceIsFull: Bool, target: Int32, targetIsFull: Bool) {
    // Conversions without luma and chroma do not support this and say so; then nothing is wrong.
    _ = sws_setColorspaceDetails(
      context, sws_getCoefficients(source), sourceIsFull ? 1 : 0, sws_getCoefficients(target),
      targetIsFull ? 1 : 0, 0, 1 << 16, 1 << 16)
  }

  func scale(_ frame: borrowing Frame, into target: borrowing Frame) -> Int32 {
    let source = frame.raw
    let destination = target.raw
    return withPlanes(source) { planes, strides in
      withUnsafeMutablePlanes(destination) { outputs, outputStrides in
        sws_scale(context, planes, strides, 0, sourceHeight, outputs, outputStrides)
      }
    }
  }

  private func withPlanes(
    _ frame: UnsafeMutablePointer<AVFrame>,
    _ body: ([UnsafePointer<UInt8>?], [Int32]) -> Int32
  ) -> Int32 {
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: frame.pointee.data)
    let strides: [Int32] = Array(tuple: frame.pointee.linesize)
    return body(planes.map { UnsafePointer($0) }, strides)
  }

  private func withUnsafeMutablePlanes(
    _ frame: UnsafeMutablePointer<AVFrame>,
    _ body: ([UnsafeMutablePointer<UInt8>?], [Int32]) -> Int32
  ) -> Int32 {
    body(Array(tuple: frame.pointee.data), Array(tuple: frame.pointee.linesize))
  }
}
