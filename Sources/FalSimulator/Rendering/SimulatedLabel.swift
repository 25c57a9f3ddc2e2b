import Raster

/// The small plate in the corner of every simulated clip.
enum SimulatedLabel {
  /// Sized for the clip; even sides, so that it lies well on subsampled colours.
  static func bitmap(for clip: PixelSize) -> Bitmap {
    let height = max(12, clip.shortSide / 30)
    let text = "simulated"
    let width = TextMetrics.width(of: text, height: height)
    let size = PixelSize(
      width: (width + height * 2) & ~1, height: (height * 2) & ~1)
    var plate = Bitmap(size: size, filledWith: .clear)
    plate.fill(
      PixelRect(size), cornerRadius: Double(height) * 0.45,
      with: Color(red: 10, green: 12, blue: 16, alpha: 190))
    plate.draw(
      text: text,
      at: PixelPoint(x: (size.width - width) / 2, y: (size.height - height) / 2),
      height: height, color: Color(grey: 240))
    return plate
  }
}
