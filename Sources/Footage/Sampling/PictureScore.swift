import Foundation
import Libav
import Raster

/// How well one picture stands for its clip; pure.
struct PictureScore: Equatable {
  /// How many shades of grey are there, 0 for one to 1 for all alike often.
  let entropy: Double
  /// 1 for pictures neither dark nor washed out, down to 0 for black and white ones.
  let exposure: Double
  /// 0 for blurred, up to 1 for sharp; half is where people begin to call it sharp.
  let sharpness: Double
  /// 0 for grey pictures, up to 1 for colourful ones.
  let colour: Double

  /// - Parameters:
  ///   - grey: the picture at a size of a few hundred pixels.
  ///   - colours: the picture at the size of a stamp.
  init(_ grey: GreyPlane, colours: Bitmap) {
    entropy = PictureScore.entropy(of: grey)
    let mean = grey.samples.reduce(0) { $0 + Double($1) } / Double(max(1, grey.samples.count))
    // Full marks from 50 to 200 of 255; falls to nothing at 12 and 245.
    exposure = max(0, min(1, (mean - 12) / 38, (245 - mean) / 45))
    let energy = PictureScore.laplacianEnergy(of: grey)
    sharpness = energy / (energy + 100)
    colour = PictureScore.variety(of: colours)
  }

  /// - Parameter place: where in the clip the picture is, 0 to 1; both ends are less typical.
  func total(at place: Double) -> Double {
    let ends = 0.85 + 0.15 * min(1, 8 * min(place, 1 - place))
    return (0.02 + entropy * exposure) * (0.05 + sharpness) * (0.7 + 0.3 * colour) * ends
  }

  static func entropy(of grey: GreyPlane) -> Double {
    guard !grey.samples.isEmpty else { return 0 }
    var counts = [Int](repeating: 0, count: 64)
    for sample in grey.samples { counts[Int(sample >> 2)] += 1 }
    let total = Double(grey.samples.count)
    return counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let part = Double(count) / total
      return sum - part * log2(part) / 6
    }
  }

  /// The variance of the Laplacian, which blur lowers and noise raises.
  static func laplacianEnergy(of grey: GreyPlane) -> Double {
    let (width, height) = (grey.size.width, grey.size.height)
    guard width > 2, height > 2 else { return 0 }
    let samples = grey.samples
    var (sum, squares) = (0, 0)
    for y in 1..<height - 1 {
      let row = y &* width
      for x in 1..<width - 1 {
        let at = row &+ x
        let value =
          4 &* Int(samples[at]) &- Int(samples[at &- 1]) &- Int(samples[at &+ 1])
          &- Int(samples[at &- width]) &- Int(samples[at &+ width])
        sum &+= value
        squares &+= value &* value
      }
    }
    let count = Double((width - 2) * (height - 2))
    let mean = Double(sum) / count
    return Double(squares) / count - mean * mean
  }

  /// The spread of the two colour axes, red to green and yellow to blue, after Hasler and Suesstrunk
  /// ("Measuring colourfulness in natural images", 2003), whose "highly colourful" is 82.
  private static func variety(of bitmap: Bitmap) -> Double {
    let count = Double(max(1, bitmap.size.pixelCount))
    var (redGreen, yellowBlue, redGreenSquares, yellowBlueSquares) = (0.0, 0.0, 0.0, 0.0)
    for pixel in stride(from: 0, to: bitmap.pixels.count, by: 4) {
      let (red, green) = (Double(bitmap.pixels[pixel]), Double(bitmap.pixels[pixel + 1]))
      let first = red - green
      let second = (red + green) / 2 - Double(bitmap.pixels[pixel + 2])
      redGreen += first
      yellowBlue += second
      redGreenSquares += first * first
      yellowBlueSquares += second * second
    }
    let spread =
      (redGreenSquares + yellowBlueSquares) / count
      - (redGreen * redGreen + yellowBlue * yellowBlue) / (count * count)
    let mean = (redGreen * redGreen + yellowBlue * yellowBlue).squareRoot() / count
    return min(1, (max(0, spread).squareRoot() + 0.3 * mean) / 82)
  }
}
