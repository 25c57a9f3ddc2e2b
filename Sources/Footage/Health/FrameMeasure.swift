import Libav
import Raster

/// What is measured of one frame; everything is judged from these numbers.
///
/// Brightness runs from 0 for black to 255 for white.
struct FrameMeasure: Sendable, Equatable {
  /// Seconds after the first frame.
  var seconds: Double
  /// Mean brightness.
  var mean: Double
  /// Standard deviation of the brightness.
  var deviation: Double
  /// Part of the picture at 4 or darker, which holds no detail.
  var crushed: Double
  /// Part of the picture at 251 or brighter.
  var blown: Double
  /// Mean difference to the frame before, pixel by pixel; 0 for the first.
  var change: Double
  /// The same to the frame before that one.
  var changeOverTwo: Double
  /// Distance of the histograms of this frame and the one before, 0 to 1.
  var histogramDistance: Double
  /// How much of the fine detail a blur would take away, 0 to 1; nil where it was not measured.
  var sharpness: Double?
}

/// Measures frame after frame, keeping two small planes.
struct FrameMeter {
  /// Long side of the plane most is measured on.
  private static let side = 160
  /// Sharpness needs the full size and changes slowly: every so many frames.
  private static let sharpnessInterval = 6

  private let size: PixelSize
  private var before: GreyPlane?
  private var beforeThat: GreyPlane?
  private var histogramBefore: [Int] = []
  private var count = 0

  init(_ stored: PixelSize) {
    size = stored.fitted(
      into: PixelSize(width: FrameMeter.side, height: FrameMeter.side), enlarging: false)
  }

  mutating func measure(
    _ frame: borrowing Frame, at seconds: Double
  ) throws(LibavError) -> FrameMeasure {
    let plane = try frame.grey(scaledTo: size)
    let sharpness =
      count % FrameMeter.sharpnessInterval == 0
      ? Sharpness.measure(try frame.grey(scaledTo: frame.size)) : nil
    count += 1
    return measure(plane, at: seconds, sharpness: sharpness)
  }

  mutating func measure(
    _ plane: GreyPlane, at seconds: Double, sharpness: Double?
  ) -> FrameMeasure {
    var histogram = [Int](repeating: 0, count: 256)
    for sample in plane.samples { histogram[Int(sample)] += 1 }
    let total = Double(max(1, plane.samples.count))
    var (sum, squares) = (0.0, 0.0)
    for (value, number) in histogram.enumerated() {
      sum += Double(value * number)
      squares += Double(value * value * number)
    }
    let mean = sum / total
    var distance = 0.0
    if !histogramBefore.isEmpty {
      // Sixteen steps of grey: fine ones would take a slow fade for a change of scene.
      let (mine, theirs) = (FrameMeter.coarse(histogram), FrameMeter.coarse(histogramBefore))
      distance = zip(mine, theirs).reduce(0) { $0 + Double(abs($1.0 - $1.1)) } / (2 * total)
    }
    let measure = FrameMeasure(
      seconds: seconds, mean: mean,
      deviation: max(0, squares / total - mean * mean).squareRoot(),
      crushed: Double(histogram[0...4].reduce(0, +)) / total,
      blown: Double(histogram[251...255].reduce(0, +)) / total,
      change: FrameMeter.difference(plane, before),
      changeOverTwo: FrameMeter.difference(plane, beforeThat), histogramDistance: distance,
      sharpness: sharpness)
    beforeThat = before
    before = plane
    histogramBefore = histogram
    return measure
  }

  private static func coarse(_ histogram: [Int]) -> [Int] {
    stride(from: 0, to: 256, by: 16).map { histogram[$0..<$0 + 16].reduce(0, +) }
  }

  private static func difference(_ plane: GreyPlane, _ other: GreyPlane?) -> Double {
    guard let other, other.samples.count == plane.samples.count, !plane.samples.isEmpty else {
      return 0
    }
    var sum = 0
    for index in plane.samples.indices {
      sum &+= abs(Int(plane.samples[index]) &- Int(other.samples[index]))
    }
    return Double(sum) / Double(plane.samples.count)
  }
}

/// How sharp a picture is, without knowing the scene: what is sharp has edges, and loses much of them
/// to a blur.
///
/// After Crete et al., "The blur effect" (2007): neighbouring pixels differ in a sharp picture and
/// much less in its blurred copy; in a blurred picture the copy is hardly another.
enum Sharpness {
  private static let reach = 4
  private static let rowStep = 4
  /// Smaller steps between neighbours are those of rounding and coding, not of the scene.
  private static let leastStep = 3
  /// Mean step a pixel, as a part of the picture's contrast, from which on there are edges enough.
  private static let edges = 0.018

  /// - Returns: 0 for blurred to 1 for sharp; nil for a picture without contrast, which is flat rather
  ///   than blurred.
  static func measure(_ plane: GreyPlane) -> Double? {
    let (width, height) = (plane.size.width, plane.size.height)
    guard width > 4 * reach, height > 0 else { return nil }
    let samples = plane.samples
    var (differences, lost, pixels, sum, squares) = (0, 0, 0, 0, 0)
    let span = 2 * reach + 1
    for y in stride(from: 0, to: height, by: rowStep) {
      let row = y &* width
      var window = 0
      for x in 0..<span { window &+= Int(samples[row &+ x]) }
      var before = window
      for x in (reach + 1)..<(width - reach) {
        window &+= Int(samples[row &+ x &+ reach]) &- Int(samples[row &+ x &- reach &- 1])
        let value = Int(samples[row &+ x])
        sum &+= value
        squares &+= value &* value
        let step = abs(value &- Int(samples[row &+ x &- 1]))
        if step >= leastStep {
          differences &+= step &* span
          lost &+= max(0, step &* span &- abs(window &- before))
        }
        before = window
      }
      pixels += width - span
    }
    let mean = Double(sum) / Double(pixels)
    let contrast = max(0, Double(squares) / Double(pixels) - mean * mean).squareRoot()
    guard contrast > 8 else { return nil }
    guard differences > 0 else { return 0 }
    let amount = Double(differences) / Double(span * pixels) / contrast
    return Double(lost) / Double(differences) * min(1, amount / edges)
  }
}
