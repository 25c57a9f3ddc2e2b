import Libav
import Raster

extension LightConversion {
  /// A picture for a film of high range, in which white is as bright as paper and no brighter.
  ///
  /// - Returns: nil for films of standard range, which store the numbers as they are.
  static func picture(
    _ bitmap: Bitmap, format: PixelFormat, colour: ColourTags
  ) throws(LibavError) -> Frame? {
    guard let light = LightConversion(from: ColourFacts(.bt709), to: ColourFacts(colour)),
      light.kind == .up, isAvailable
    else { return nil }
    let source = try Frame.video(bitmap, format: .yuv420p, colour: .bt709)
    let filters = light.filters(
      matrix: "bt709", isFull: false, to: colour.matrixName ?? "bt2020nc",
      isDeep: (format.bitDepth ?? 8) > 8)
    let matrix = colour.conversionMatrixName(width: bitmap.size.width, height: bitmap.size.height)
    let range = colour.isFullRange ? "pc" : "tv"
    let graph = try FilterGraph.open(
      "[in0]\(filters.joined(separator: ",")),scale=in_color_matrix=\(matrix):in_range=tv"
        + ":out_color_matrix=\(matrix):out_range=\(range),format=\(format)[out]",
      inputs: [
        .video(
          size: bitmap.size, format: .yuv420p, timeBase: .microseconds,
          frameRate: Rational(25, 1), sampleAspect: Rational(1, 1), colour: .bt709)
      ])
    source.presentation = 0
    try graph.push(source)
    try graph.finish()
    guard let made = try graph.take() else {
      throw LibavError(.failed, "make a picture for high dynamic range")
    }
    made.colour = colour
    return made
  }
}
