import Raster

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What can be said of one picture in numbers.
struct PictureLook: Sendable {
  let bitmap: Bitmap
  let luma: LumaPlane
  /// Mean of red, green and blue, 0 to 255.
  let means: [Double]
  /// Standard deviation of red, green and blue.
  let sigmas: [Double]

  init(_ bitmap: Bitmap) {
    self.bitmap = bitmap
    luma = LumaPlane(bitmap)
    var sums = [0.0, 0, 0]
    var squares = sums
    bitmap.withPixels { pixels in
      for index in 0..<bitmap.size.pixelCount {
        for channel in 0..<3 {
          let value = Double(pixels[4 * index + channel])
          sums[channel] += value
          squares[channel] += value * value
        }
      }
    }
    let count = Double(max(1, bitmap.size.pixelCount))
    means = sums.map { $0 / count }
    sigmas = zip(sums, squares).map { sum, square in
      max(0, square / count - (sum / count) * (sum / count)).squareRoot()
    }
  }

  /// Whether nothing but darkness is to be seen.
  ///
  /// Limits: a mean of 16 of 255 is where video's black lies in full range, and a picture with a
  /// contrast beyond 12 shows something.
  var isBlack: Bool { luma.mean < 16 && luma.sigma < 12 }
}

/// How alike two pictures of one size are.
struct PictureDifference: Sendable, Codable, Hashable {
  /// Structural similarity of the luma: 1 for equal pictures.
  let ssim: Double
  /// Peak signal-to-noise ratio of the luma in dB; 100 for equal pictures.
  let psnr: Double
  /// Mean ΔE2000 over the pixels.
  let deltaE: Double
  /// Change of the mean luma, in levels of 255.
  let lumaStep: Double

  init(from old: PictureLook, to new: PictureLook) {
    ssim = PictureDifference.similarity(old.luma, new.luma)
    psnr = PictureDifference.decibels(old.luma, new.luma)
    deltaE = PictureDifference.colourDifference(old.bitmap, new.bitmap)
    lumaStep = new.luma.mean - old.luma.mean
  }

  static func decibels(_ left: LumaPlane, _ right: LumaPlane) -> Double {
    guard left.samples.count == right.samples.count, !left.samples.isEmpty else { return 0 }
    let sum = zip(left.samples, right.samples).reduce(0.0) { sum, pair in
      sum + Double((pair.0 - pair.1) * (pair.0 - pair.1))
    }
    let error = sum / Double(left.samples.count)
    return error == 0 ? 100 : min(100, 10 * log10(255 * 255 / error))
  }

  /// Over windows of 8 by 8, every 4 pixels.
  ///
  /// Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment", 2004; its constants.
  static func similarity(_ left: LumaPlane, _ right: LumaPlane) -> Double {
    guard left.width == right.width, left.height == right.height else { return 0 }
    let side = min(8, left.width, left.height)
    guard side > 0 else { return 1 }
    let (c1, c2) = (0.01 * 255 * 0.01 * 255, 0.03 * 255 * 0.03 * 255)
    let count = Double(side * side)
    var total = 0.0
    var windows = 0
    for top in stride(from: 0, through: left.height - side, by: 4) {
      for start in stride(from: 0, through: left.width - side, by: 4) {
        var (sum, otherSum, square, otherSquare, product) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for y in top..<(top + side) {
          for x in start..<(start + side) {
            let mine = Double(left.samples[y * left.width + x])
            let theirs = Double(right.samples[y * left.width + x])
            sum += mine
            otherSum += theirs
            square += mine * mine
            otherSquare += theirs * theirs
            product += mine * theirs
          }
        }
        let (mean, otherMean) = (sum / count, otherSum / count)
        let variance = square / count - mean * mean
        let otherVariance = otherSquare / count - otherMean * otherMean
        let covariance = product / count - mean * otherMean
        total +=
          (2 * mean * otherMean + c1) * (2 * covariance + c2)
          / ((mean * mean + otherMean * otherMean + c1) * (variance + otherVariance + c2))
        windows += 1
      }
    }
    return total / Double(windows)
  }

  /// Every other pixel of every other row, which changes the mean by nothing that is seen.
  static func colourDifference(_ left: Bitmap, _ right: Bitmap) -> Double {
    guard left.size == right.size, !left.size.isEmpty else { return 0 }
    var sum = 0.0
    var count = 0
    left.withPixels { mine in
      right.withPixels { theirs in
        for y in stride(from: 0, to: left.height, by: 2) {
          for x in stride(from: 0, to: left.width, by: 2) {
            let place = 4 * (y * left.width + x)
            count += 1
            if mine[place] == theirs[place], mine[place + 1] == theirs[place + 1],
              mine[place + 2] == theirs[place + 2]
            {
              continue
            }
            let colour = LabColour(
              red: mine[place], green: mine[place + 1], blue: mine[place + 2])
            let other = LabColour(
              red: theirs[place], green: theirs[place + 1], blue: theirs[place + 2])
            sum += colour.difference(from: other)
          }
        }
      }
    }
    return sum / Double(count)
  }
}
