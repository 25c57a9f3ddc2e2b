/// How much of each pixel of an area a shape covers, 0 to 255; shapes are joined, never added up.
struct Coverage {
  /// The pixels that are measured, in the picture's coordinates.
  let area: PixelRect
  fileprivate(set) var values: [UInt8]

  /// Starts with nothing covered.
  init(area: PixelRect) {
    self.area = area
    values = [UInt8](repeating: 0, count: area.isEmpty ? 0 : area.width * area.height)
  }

  /// Covers one pixel to a degree from 0 to 1 (limited to that), unless it is covered more already.
  mutating func add(_ degree: Double, x: Int, y: Int) {
    guard x >= area.x, x < area.maxX, y >= area.y, y < area.maxY, degree > 0 else { return }
    let value = UInt8(min(degree, 1) * 255 + 0.5)
    let index = (y - area.y) * area.width + x - area.x
    if value > values[index] { values[index] = value }
  }
}

extension Bitmap {
  /// Lays a colour over the picture as far as each pixel is covered.
  ///
  /// The covered area must lie inside the picture.
  mutating func paint(_ coverage: Coverage, with color: Color) {
    let area = coverage.area
    guard !area.isEmpty else { return }
    let word = color.word
    let width = size.width
    withMutableWords { words in
      coverage.values.withUnsafeBufferPointer { values in
        for y in 0..<area.height {
          let row = (area.y + y) * width + area.x
          for x in 0..<area.width {
            let value = values[y * area.width + x]
            guard value > 0 else { continue }
            words[row + x] = word.blended(over: words[row + x], coverage: UInt32(value))
          }
        }
      }
    }
  }
}
