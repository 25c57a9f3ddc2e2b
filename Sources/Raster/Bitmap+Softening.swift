extension Bitmap {
  /// The picture through three box filters, which is nearly a Gaussian one; edges are drawn out.
  package func softened(radius: Int) -> Bitmap {
    var result = self
    for _ in 0..<3 {
      result = result.boxed(radius, isAcross: true).boxed(radius, isAcross: false)
    }
    return result
  }

  private func boxed(_ radius: Int, isAcross: Bool) -> Bitmap {
    guard radius > 0, !size.isEmpty else { return self }
    var result = self
    let (count, lines) = isAcross ? (width, height) : (height, width)
    let (step, line) = isAcross ? (4, width * 4) : (width * 4, 4)
    for number in 0..<lines {
      for channel in 0..<4 {
        let start = number * line + channel
        func value(_ place: Int) -> Int {
          Int(pixels[start + min(max(place, 0), count - 1) * step])
        }
        var sum = (-radius...radius).reduce(0) { $0 + value($1) }
        for place in 0..<count {
          result.pixels[start + place * step] = UInt8((sum + radius) / (2 * radius + 1))
          sum += value(place + radius + 1) - value(place - radius)
        }
      }
    }
    return result
  }

  /// The picture with every colour brought nearer to black.
  package func dimmed(to part: Double) -> Bitmap {
    var result = self
    for index in result.pixels.indices where index % 4 != 3 {
      result.pixels[index] = UInt8(Double(result.pixels[index]) * min(max(part, 0), 1))
    }
    return result
  }

  /// The picture with its edges raised: what a blur takes away is added once more.
  package func sharpened(by amount: Double) -> Bitmap {
    let soft = boxed(1, isAcross: true).boxed(1, isAcross: false)
    var result = self
    for index in result.pixels.indices where index % 4 != 3 {
      let (value, mean) = (Double(pixels[index]), Double(soft.pixels[index]))
      result.pixels[index] = UInt8(min(max((value + amount * (value - mean)).rounded(), 0), 255))
    }
    return result
  }

  /// The mean of all colours, each as much as it is opaque; white if all is clear.
  package var meanColour: Color {
    var sums = [0, 0, 0, 0]
    for index in stride(from: 0, to: pixels.count, by: 4) {
      let alpha = Int(pixels[index + 3])
      for channel in 0..<3 { sums[channel] += Int(pixels[index + channel]) * alpha }
      sums[3] += alpha
    }
    guard sums[3] > 0 else { return .white }
    return Color(
      red: UInt8(sums[0] / sums[3]), green: UInt8(sums[1] / sums[3]),
      blue: UInt8(sums[2] / sums[3]))
  }

  /// A larger picture with this one at a place in it and its edges drawn out to all sides.
  package func extended(to canvas: PixelSize, at origin: PixelPoint) -> Bitmap {
    withWords { source in
      Bitmap(size: canvas) { target in
        for y in 0..<canvas.height {
          let row = min(max(y - origin.y, 0), height - 1) * width
          for x in 0..<canvas.width {
            target[y * canvas.width + x] = source[row + min(max(x - origin.x, 0), width - 1)]
          }
        }
      }
    }
  }
}
