import Libav
import Outputs
public import Raster

/// Makes pictures ready for the endpoint: upright, opaque, in sRGB, of the wanted shape and size.
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
      let source = try StillFile.bytes(of: path, limits: options.limits)
      return try encoded(render(source, options, cancellation))
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
      try encoded(render(bitmap, named: name, options, cancellation))
    }
  }

  /// Cuts, scales and flattens a picture without making a file of it.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - options: what to make of it.
  ///   - previewSide: the longest side of a small original for a preview; nil for none.
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func render(
    _ source: StillBytes, options: PrepareOptions = PrepareOptions(), previewSide: Int? = nil
  ) async throws -> RenderedPicture {
    try await Workshop.shared.run { cancellation in
      try render(source, options, previewSide: previewSide, cancellation)
    }
  }

  /// Cuts, scales and flattens a picture that never was a file.
  ///
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func render(
    _ bitmap: Bitmap, named name: String, options: PrepareOptions = PrepareOptions(),
    previewSide: Int? = nil
  ) async throws -> RenderedPicture {
    try await Workshop.shared.run { cancellation in
      try render(bitmap, named: name, options, previewSide: previewSide, cancellation)
    }
  }

  /// The shape that a picture file has when it stands upright.
  ///
  /// - Throws: ``StillError``, or `CancellationError`.
  public static func aspect(of source: StillBytes) async throws -> AspectRatio {
    try await Workshop.shared.run { _ in try StillFile.examine(source).facts.size.aspect }
  }

  private static func render(
    _ source: StillBytes, _ options: PrepareOptions, previewSide: Int? = nil,
    _ cancellation: Cancellation
  ) throws -> RenderedPicture {
    try requireSuitable(options, for: source.name)
    let still = try StillFile.examine(source, limits: options.limits)
    let plan = try CutPlan(
      of: still.facts.size, options, chromaStep: still.header.chromaStep, for: source.name)
    return try DecodedStill.decoding(still, shrink: plan.shrink, cancellation) { decoded in
      try PictureMaker(decoded, plan, options, cancellation)
        .make(previewSide: previewSide, metadata: HarmlessMetadata.tiff(from: still.header.exif))
    }
  }

  private static func render(
    _ bitmap: Bitmap, named name: String, _ options: PrepareOptions, previewSide: Int? = nil,
    _ cancellation: Cancellation
  ) throws -> RenderedPicture {
    try requireSuitable(options, for: name)
    guard !bitmap.size.isEmpty else {
      throw StillError(.damaged, name, "the picture has no pixels; \(Advice.give)")
    }
    let plan = try CutPlan(of: bitmap.size, options, for: name)
    return try PictureMaker(try DecodedStill.of(bitmap, named: name), plan, options, cancellation)
      .make(previewSide: previewSide, metadata: [])
  }

  /// A file of the result that depends on nothing but its pixels.
  private static func encoded(_ rendered: RenderedPicture) throws -> PreparedPicture {
    do {
      let png = try PNG.encode(rendered.bitmap, compression: StillEncoding.usualCompression)
      return PreparedPicture(
        png: png, bitmap: rendered.bitmap, digest: FileDigest.sha256(of: png),
        preparation: rendered.preparation, warnings: rendered.warnings)
    } catch {
      throw StillError(.failed, rendered.name, error.message)
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
