import Dispatch

/// Draws a part of a sampled picture at another size, as an sRGB bitmap that stands upright.
///
/// One pass of Lanczos-3 in each direction over premultiplied light in 32-bit floating point;
/// numbers become bytes once, at the end. Rows are shared out over the cores, and what each row
/// is made of does not depend on how many there are.
package struct PictureRenderer: Sendable {
  /// What lies behind clear pixels.
  package enum Ground: Sendable {
    /// Nothing: alpha is kept.
    case none
    case color(Color)
    /// A picture of the result's size.
    case picture(Bitmap)
  }

  package let picture: SampledPicture
  package let conversion: ColourConversion
  package let orientation: Orientation
  package let isLinear: Bool

  package init(
    _ picture: SampledPicture, _ conversion: ColourConversion, orientation: Orientation = .up,
    isLinear: Bool = true
  ) {
    self.picture = picture
    self.conversion = conversion
    self.orientation = orientation
    self.isLinear = isLinear
  }

  /// The size of the upright picture, as the decoder shrank it.
  package var size: PixelSize { orientation.upright(picture.size) }

  /// Draws a part of the upright picture.
  ///
  /// - Parameters:
  ///   - crop: in pixels of the upright picture as the file has it, not shrunk; nil for all of it.
  ///   - target: the size of the result; the size of the crop changes no pixel's place.
  ///   - ground: what shows where the picture is clear.
  ///   - isCancelled: asked once a row.
  /// - Throws: ``RasterError`` `.profile`; `.cancelled`.
  package func draw(
    _ crop: PixelRect? = nil, at target: PixelSize, on ground: Ground = .none,
    isCancelled: @Sendable () -> Bool = { false }
  ) throws(RasterError) -> Bitmap {
    // The small result is turned, not the large source.
    let stored = orientation.upright(target)
    let span = storedSpan(of: crop)
    let horizontal = FilterWeights(of: span.x, limit: picture.size.width, to: stored.width)
    let vertical = FilterWeights(of: span.y, limit: picture.size.height, to: stored.height)
    let ground = turned(ground)
    var pixels = [UInt8](repeating: 0, count: stored.pixelCount * 4)
    let workers = max(1, min(Self.workerCount, stored.height / 32))
    let problem = FirstProblem()
    pixels.withUnsafeMutableBytes { bytes in
      let output = OutputRows(bytes.bindMemory(to: UInt32.self))
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        let rows =
          (stored.height * worker / workers)..<(stored.height * (worker + 1) / workers)
        do throws(RasterError) {
          var strip = Strip(self, horizontal, vertical, columns: stored.width)
          try strip.draw(rows, on: ground, into: output, isCancelled)
        } catch {
          problem.note(error)
        }
      }
    }
    if let error = problem.error { throw error }
    return Bitmap(size: stored, pixels: pixels).oriented(orientation)
  }

  private static let workerCount = ActiveProcessors.count

  private func turned(_ ground: Ground) -> Ground {
    guard case .picture(let bitmap) = ground else { return ground }
    return .picture(bitmap.oriented(orientation.inverse))
  }

  /// A part of the upright picture as spans of the stored, perhaps shrunk one.
  private func storedSpan(
    of crop: PixelRect?
  ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let (width, height) = (Double(picture.size.width), Double(picture.size.height))
    guard let crop else { return (0...width, 0...height) }
    let shrink = Double(picture.shrink)
    let upright = (
      x0: Double(crop.x) / shrink, x1: Double(crop.maxX) / shrink, y0: Double(crop.y) / shrink,
      y1: Double(crop.maxY) / shrink
    )
    // Where a corner of the upright picture is stored, for all eight ways to lie.
    func place(_ x: Double, _ y: Double) -> (Double, Double) {
      switch orientation {
      case .up: (x, y)
      case .upMirrored: (width - x, y)
      case .down: (width - x, height - y)
      case .downMirrored: (x, height - y)
      case .leftMirrored: (y, x)
      case .right: (y, height - x)
      case .rightMirrored: (width - y, height - x)
      case .left: (width - y, x)
      }
    }
    let (a, b) = (place(upright.x0, upright.y0), place(upright.x1, upright.y1))
    func span(_ one: Double, _ other: Double, _ limit: Double) -> ClosedRange<Double> {
      max(0, min(one, other))...min(limit, max(one, other))
    }
    return (span(a.0, b.0, width), span(a.1, b.1, height))
  }
}
