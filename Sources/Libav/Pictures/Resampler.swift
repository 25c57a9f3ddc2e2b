internal import CFFmpeg
package import Raster

/// Resizes pictures.
package enum Resampler {
  /// A part of a picture at another size; the same size copies pixels untouched.
  ///
  /// Channels are interpolated one by one, as they are stored; where alpha varies, flatten first,
  /// so that colours of invisible pixels do not bleed.
  package static func resize(
    _ bitmap: Bitmap, crop: PixelRect, to target: PixelSize
  ) throws(LibavError) -> Bitmap {
    let part = bitmap.cropped(to: crop)
    guard part.size != target else { return part }
    // swscale takes RGB through luma and chroma when it scales, which costs a level or two of
    // each colour. Planes that it takes for luma and chroma already are scaled as they are.
    let planes = PixelFormat(raw: AV_PIX_FMT_GBRAP)
    let neutral = PixelFormat(raw: AV_PIX_FMT_YUVA444P)
    let apart = try Frame.picture(part.size, format: planes)
    try convert(try Frame.rgba(part), into: apart, flags: hs_sws_bicubic)
    apart.raw.pointee.format = neutral.raw.rawValue
    let scaled = try Frame.picture(target, format: neutral)
    try convert(apart, into: scaled, flags: Scaler.kernel(from: part.size, to: target))
    scaled.raw.pointee.format = planes.raw.rawValue
    return try scaled.bitmap()
  }

  private static func convert(
    _ frame: borrowing Frame, into target: borrowing Frame, flags: Int32
  ) throws(LibavError) {
    let scaler = try Scaler(
      from: frame.size, frame.format, to: target.size, target.format, flags: flags)
    try check(scaler.scale(frame, into: target), "resize a picture to \(target.size)")
  }
}
