internal import CFFmpeg
package import Raster

/// Resizes pictures.
package enum Resampler {
  /// A part of a picture at another size; the same size copies pixels untouched.
  ///
  /// Colours are interpolated as they are stored; where alpha varies, flatten first, so that
  /// colours of invisible pixels do not bleed.
  package static func resize(
    _ bitmap: Bitmap, crop: PixelRect, to target: PixelSize
  ) throws(LibavError) -> Bitmap {
    let part = bitmap.cropped(to: crop)
    guard part.size != target else { return part }
    let frame = try Frame.rgba(part)
    return try frame.bitmap(scaledTo: target)
  }
}
