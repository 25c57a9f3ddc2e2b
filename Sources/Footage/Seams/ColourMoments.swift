import Libav
import Raster

/// The mean and the covariance of pictures' colours: red, green and blue as encoded, 0 to 1.
struct ColourMoments: Sendable, Equatable {
  let mean: [Double]
  /// Three rows of three.
  let covariance: [Double]
  /// Some of the colours, to judge by how much a change of them is seen.
  let samples: [[Double]]

  init(mean: [Double], covariance: [Double], samples: [[Double]] = []) {
    (self.mean, self.covariance, self.samples) = (mean, covariance, samples)
  }

  init(_ bitmaps: [Bitmap]) {
    var count = 0.0
    var sums = [0.0, 0, 0]
    var products = [Double](repeating: 0, count: 9)
    var samples: [[Double]] = []
    let total = bitmaps.reduce(0) { $0 + $1.size.pixelCount }
    let pace = max(1, total / 1000)
    var number = 0
    for bitmap in bitmaps {
      bitmap.withPixels { pixels in
        for index in 0..<bitmap.size.pixelCount {
          let red = Double(pixels[4 * index]) / 255
          let green = Double(pixels[4 * index + 1]) / 255
          let blue = Double(pixels[4 * index + 2]) / 255
          sums[0] += red
          sums[1] += green
          sums[2] += blue
          products[0] += red * red
          products[1] += red * green
          products[2] += red * blue
          products[4] += green * green
          products[5] += green * blue
          products[8] += blue * blue
          count += 1
          if number % pace == 0 { samples.append([red, green, blue]) }
          number += 1
        }
      }
    }
    let mean = sums.map { $0 / max(1, count) }
    products[3] = products[1]
    products[6] = products[2]
    products[7] = products[5]
    self.init(
      mean: mean,
      covariance: (0..<9).map { products[$0] / max(1, count) - mean[$0 / 3] * mean[$0 % 3] },
      samples: samples)
  }

  /// The moments of the same pictures under a map of their colours.
  func mapped(by matrix: ColourMatrix) -> ColourMoments {
    let factors = SmallMatrix(matrix.factors)
    return ColourMoments(
      mean: matrix.applied(to: mean),
      covariance: (factors * SmallMatrix(covariance) * factors.transposed).values,
      samples: samples.map { matrix.applied(to: $0) })
  }

  /// The mean ΔE2000 that a map makes on these colours.
  func change(by matrix: ColourMatrix) -> Double {
    guard !samples.isEmpty else { return 0 }
    let sum = samples.reduce(0.0) { sum, colour in
      sum + LabColour(colour).difference(from: LabColour(matrix.applied(to: colour)))
    }
    return sum / Double(samples.count)
  }

  /// The map that gives these pictures the mean and covariance of others with the least change:
  /// optimal transport between normal distributions.
  ///
  /// It finds a gain of each channel, a change of saturation or contrast, and a cast exactly, and
  /// needs no pixel of one picture to lie where it does in the other.
  ///
  /// - Parameter mostChange: mean ΔE2000 that it makes at most; it goes as far as that allows.
  /// Source: Pitié, Kokaram, "The linear Monge-Kantorovitch linear colour mapping", 2007.
  func match(to other: ColourMoments, mostChange: Double) -> ColourMatrix {
    // A little more variance in all directions, so that flat pictures keep their gains near 1.
    let floor = SmallMatrix.identity.scaled(by: 4e-4)
    let mine = SmallMatrix(covariance) + floor
    let theirs = SmallMatrix(other.covariance) + floor
    let root = mine.power { max(0, $0).squareRoot() }
    let inverse = mine.power { 1 / max(1e-9, $0).squareRoot() }
    let middle = (root * theirs * root).power { max(0, $0).squareRoot() }
    let factors = (inverse * middle * inverse).power {
      min(ColourMoments.mostGain, max(1 / ColourMoments.mostGain, $0))
    }
    let moved = factors * mean
    let full = ColourMatrix(
      factors: factors.values, offsets: zip(other.mean, moved).map { $0 - $1 })
    guard change(by: full) > mostChange else { return full }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<12 {
      let share = (low + high) / 2
      if change(by: full.scaled(by: share)) > mostChange { high = share } else { low = share }
    }
    return full.scaled(by: low)
  }

  /// No colour's contrast is changed by more than a third.
  static let mostGain = 4.0 / 3
}

extension LabColour {
  /// - Parameter colour: red, green and blue as encoded, 0 to 1; beyond that it is cut.
  init(_ colour: [Double]) {
    let levels = colour.map { UInt8(max(0, min(255, ($0 * 255).rounded()))) }
    self.init(red: levels[0], green: levels[1], blue: levels[2])
  }
}
