import Raster

/// How much each place of a small picture draws the eye, from 0 up.
///
/// The idea is that of smartcrop.js (edges, skin, saturation) and of Itti's and Achanta's maps
/// (contrast with the surroundings and with the picture as a whole), at a size where noise and
/// texture are gone. All of it counts where there is something to see: however bright or coloured,
/// a smooth sky is no subject. Pure arithmetic on few pixels: the same on every computer.
struct SaliencyMap {
  let width: Int
  let height: Int
  private(set) var values: [Float]

  /// The longest side of the picture that is judged.
  static let longSide = 144

  init(_ picture: Bitmap) {
    let (width, height) = (picture.width, picture.height)
    self.width = width
    self.height = height
    let lab = Self.opponents(picture)
    let near = lab.map { Self.blurred($0, width, height, radius: 2) }
    let far = lab.map { Self.blurred($0, width, height, radius: max(8, min(width, height) / 4)) }
    let mean = Self.frameMean(near, width, height)
    let skin = Self.skin(picture)
    let detail = Self.gradients(lab, width, height)
    let nearDetail = Self.blurred(detail, width, height, radius: 2)
    values = [Float](repeating: 0, count: width * height)
    for index in values.indices {
      var local: Float = 0
      var global: Float = 0
      for channel in 0..<3 {
        let value = near[channel][index]
        let (step, whole) = (value - far[channel][index], value - mean[channel])
        local += step * step
        global += whole * whole
      }
      let colour =
        local.squareRoot() * 0.9 + global.squareRoot() * 0.7
        + Self.saturation(near, index) * 0.35 + skin[index] * 0.55
      values[index] = colour * min(1, nearDetail[index] / 0.2) + detail[index] * 0.5
    }
    values = Self.blurred(values, width, height, radius: 1)
    keepPeaks()
  }

  /// The sum of all values.
  var mass: Float { values.reduce(0, +) }

  /// Lightness, red against green, yellow against blue; each about 0 to 1.
  private static func opponents(_ picture: Bitmap) -> [[Float]] {
    var planes = [[Float]](
      repeating: [Float](repeating: 0, count: picture.size.pixelCount), count: 3)
    for index in 0..<picture.size.pixelCount {
      let red = Float(picture.pixels[4 * index]) / 255
      let green = Float(picture.pixels[4 * index + 1]) / 255
      let blue = Float(picture.pixels[4 * index + 2]) / 255
      planes[0][index] = 0.3 * red + 0.59 * green + 0.11 * blue
      planes[1][index] = (red - green) * 0.8
      planes[2][index] = ((red + green) / 2 - blue) * 0.7
    }
    return planes
  }

  /// How far a place is from grey.
  private static func saturation(_ planes: [[Float]], _ index: Int) -> Float {
    let (first, second) = (planes[1][index], planes[2][index])
    let chroma = (first * first + second * second).squareRoot()
    let light = planes[0][index]
    return light < 0.08 || light > 0.95 ? 0 : max(0, chroma - 0.15)
  }

  /// How near a colour is to that of skin, in all its shades.
  ///
  /// The direction of the colour is that which smartcrop.js uses: (0.78, 0.57, 0.44).
  private static func skin(_ picture: Bitmap) -> [Float] {
    (0..<picture.size.pixelCount).map { index in
      let red = Float(picture.pixels[4 * index])
      let green = Float(picture.pixels[4 * index + 1])
      let blue = Float(picture.pixels[4 * index + 2])
      let length = (red * red + green * green + blue * blue).squareRoot()
      guard length > 60, red > green, green > blue * 0.8 else { return 0 }
      let (dr, dg, db) = (red / length - 0.78, green / length - 0.57, blue / length - 0.44)
      let likeness = 1 - (dr * dr + dg * dg + db * db).squareRoot()
      return likeness > 0.86 ? (likeness - 0.86) / 0.14 : 0
    }
  }

  /// The mean of the picture's frame, which shows what is behind everything.
  private static func frameMean(_ planes: [[Float]], _ width: Int, _ height: Int) -> [Float] {
    let border = max(1, min(width, height) / 12)
    return planes.map { plane in
      var sum: Float = 0
      var count: Float = 0
      for y in 0..<height {
        for x in 0..<width
        where x < border || y < border || x >= width - border || y >= height - border {
          sum += plane[y * width + x]
          count += 1
        }
      }
      return sum / max(1, count)
    }
  }

  /// How much light and colours change from pixel to pixel.
  private static func gradients(_ planes: [[Float]], _ width: Int, _ height: Int) -> [Float] {
    var sums = [Float](repeating: 0, count: width * height)
    guard width > 2, height > 2 else { return sums }
    for plane in planes {
      for y in 1..<(height - 1) {
        for x in 1..<(width - 1) {
          let index = y * width + x
          let across = plane[index + 1] - plane[index - 1]
          let down = plane[index + width] - plane[index - width]
          sums[index] += across * across + down * down
        }
      }
    }
    return sums.map { $0.squareRoot() }
  }

  /// Subtracts what is everywhere, so that only what stands out counts.
  private mutating func keepPeaks() {
    guard !values.isEmpty else { return }
    let sorted = values.sorted()
    let floor = sorted[sorted.count * 6 / 10]
    let top = max(sorted[sorted.count * 99 / 100] - floor, 1e-4)
    for index in values.indices {
      let value = min(max(0, values[index] - floor) / top, 1.2)
      values[index] = value * value
    }
  }

  /// Two box blurs in each direction.
  private static func blurred(
    _ plane: [Float], _ width: Int, _ height: Int, radius: Int
  ) -> [Float] {
    var current = plane
    for _ in 0..<2 {
      current = box(current, count: width, lines: height, step: 1, line: width, radius)
      current = box(current, count: height, lines: width, step: width, line: 1, radius)
    }
    return current
  }

  private static func box(
    _ plane: [Float], count: Int, lines: Int, step: Int, line: Int, _ radius: Int
  ) -> [Float] {
    var result = plane
    for number in 0..<lines {
      let start = number * line
      func value(_ place: Int) -> Float { plane[start + min(max(place, 0), count - 1) * step] }
      var sum: Float = 0
      for place in -radius...radius { sum += value(place) }
      for place in 0..<count {
        result[start + place * step] = sum / Float(2 * radius + 1)
        sum += value(place + radius + 1) - value(place - radius)
      }
    }
    return result
  }
}
