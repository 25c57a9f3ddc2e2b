import Libav
import Outputs
public import Raster

/// Makes pictures ready for the endpoint: upright, opaque, of the wanted shape and size.
///
/// A picture that is already right keeps every pixel, so the last picture of a clip can begin the
/// next. What the endpoint demands of the source (formats, bytes, smallest side) is not checked
/// here.
public enum Preparer {
  /// Prepares a picture file.
  ///
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func prepare(
    _ path: String, options: PrepareOptions = PrepareOptions()
  ) async throws -> PreparedPicture {
    try await Workshop.shared.run { cancellation in
      try requireSuitable(options, for: path)
      return try prepare(StillFile.read(path, cancellation), options, cancellation)
    }
  }

  /// Prepares a picture that was loaded before.
  ///
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func prepare(
    _ still: LoadedStill, options: PrepareOptions = PrepareOptions()
  ) async throws -> PreparedPicture {
    try await Workshop.shared.run { cancellation in
      try prepare(still, options, cancellation)
    }
  }

  /// Prepares a picture that never was a file, such as a clip's last one.
  ///
  /// - Parameters:
  ///   - bitmap: the upright picture.
  ///   - name: what errors call it.
  ///   - options: what to make of it.
  /// - Returns: the same file for the same picture, always.
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func prepare(
    _ bitmap: Bitmap, named name: String, options: PrepareOptions = PrepareOptions()
  ) async throws -> PreparedPicture {
    try await Workshop.shared.run { cancellation in
      try prepare(
        bitmap, storedSize: bitmap.size, orientation: .up, name: name, options, cancellation)
    }
  }

  private static func prepare(
    _ still: LoadedStill, _ options: PrepareOptions, _ cancellation: Cancellation
  ) throws -> PreparedPicture {
    try prepare(
      still.bitmap, storedSize: still.facts.storedSize, orientation: still.facts.orientation,
      name: still.path, options, cancellation)
  }

  private static func prepare(
    _ upright: Bitmap, storedSize: PixelSize, orientation: Orientation, name: String,
    _ options: PrepareOptions, _ cancellation: Cancellation
  ) throws -> PreparedPicture {
    try requireSuitable(options, for: name)
    guard !upright.size.isEmpty else {
      throw StillError(.damaged, name, "the picture has no pixels; \(Advice.give)")
    }
    let fit = Fit.cover(upright.size, aspect: options.aspect, shortSide: options.shortSide)
    let isOpaque = upright.isOpaque
    let flat = isOpaque ? upright : upright.flattened(onto: options.background)
    try cancellation.check()
    do {
      // The filter's overshoot must not leave the picture a little transparent again.
      let fitted = try Resampler.resize(flat, crop: fit.crop, to: fit.output)
        .flattened(onto: options.background)
      let png = try PNG.encode(fitted)
      return PreparedPicture(
        png: png, bitmap: fitted, digest: FileDigest.sha256(of: png),
        preparation: Preparation(
          storedSize: storedSize, orientation: orientation,
          background: isOpaque ? nil : options.background, crop: fit.crop, size: fit.output))
    } catch let error as LibavError where error.code != .cancelled {
      throw StillError(.failed, name, "the picture cannot be scaled to \(fit.output) (\(error))")
    } catch let error as RasterError {
      throw StillError(.failed, name, error.message)
    }
  }

  private static func requireSuitable(
    _ options: PrepareOptions, for name: String
  ) throws(StillError) {
    guard (2...4096).contains(options.shortSide) else {
      throw StillError(
        .failed, name, "a short side of \(options.shortSide) pixels is not made; 512 is usual")
    }
    guard let aspect = options.aspect, !Fit.hailuoAspects.contains(aspect) else { return }
    let (tallest, widest) = (Fit.hailuoAspects.lowerBound, Fit.hailuoAspects.upperBound)
    throw StillError(
      .unsuitableAspect, name,
      "no clip is made at \(aspect); choose a ratio from \(tallest) (tall) to \(widest) (wide)")
  }
}
