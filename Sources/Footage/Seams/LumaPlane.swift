import Raster

/// A small grey picture to measure with: BT.709 luma of the encoded colours, 0 to 255.
struct LumaPlane: Sendable, Equatable {
  let width: Int
  let height: Int
  /// Row by row from the top.
  let samples: [Float]

  init(width: Int, height: Int, samples: [Float]) {
    precondition(samples.count == width * height, "a plane has one sample a pixel")
    self.width = width
    self.height = height
    self.samples = samples
  }

  init(_ bitmap: Bitmap) {
    var samples: [Float] = []
    samples.reserveCapacity(bitmap.size.pixelCount)
    bitmap.withPixels { pixels in
      for index in 0..<bitmap.size.pixelCount {
        let red = Float(pixels[4 * index])
        let green = Float(pixels[4 * index + 1])
        let blue = Float(pixels[4 * index + 2])
        // Source: ITU-R BT.709-6, item 3.2.
        samples.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
      }
    }
    self.init(width: bitmap.width, height: bitmap.height, samples: samples)
  }

  /// Half as wide and high, each sample the mean of four; an odd last row or column is left out.
  func halved() -> LumaPlane {
    let (wide, high) = (width / 2, height / 2)
    var small: [Float] = []
    small.reserveCapacity(wide * high)
    for y in 0..<high {
      for x in 0..<wide {
        let place = 2 * y * width + 2 * x
        small.append(
          (samples[place] + samples[place + 1] + samples[place + width]
            + samples[place + width + 1]) / 4)
      }
    }
    return LumaPlane(width: wide, height: high, samples: small)
  }

  var mean: Double {
    samples.isEmpty ? 0 : samples.reduce(0) { $0 + Double($1) } / Double(samples.count)
  }

  /// The standard deviation: contrast.
  var sigma: Double {
    guard !samples.isEmpty else { return 0 }
    let mean = mean
    let sum = samples.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (sum / Double(samples.count)).squareRoot()
  }

  /// The mean square of the Laplacian: how much fine detail there is.
  var sharpness: Double {
    guard width > 2, height > 2 else { return 0 }
    var sum = 0.0
    for y in 1..<(height - 1) {
      for x in 1..<(width - 1) {
        let place = y * width + x
        let value =
          4 * samples[place] - samples[place - 1] - samples[place + 1] - samples[place - width]
          - samples[place + width]
        sum += Double(value) * Double(value)
      }
    }
    return sum / Double((width - 2) * (height - 2))
  }

  /// The samples without their mean and brought to length 1; all zero for a flat picture.
  ///
  /// What is left does not change with brightness and contrast, so a drift of colours does not pass
  /// for motion.
  var pattern: [Float] {
    let mean = Float(mean)
    let centred = samples.map { $0 - mean }
    let length = centred.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    // Less than a quarter of a level of contrast is an encoder's rounding.
    guard length > 0.25 * Double(samples.count).squareRoot() else {
      return [Float](repeating: 0, count: samples.count)
    }
    return centred.map { $0 / Float(length) }
  }
}
