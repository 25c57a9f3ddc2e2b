import Raster

/// Sixel: six rows at a time, a colour after the other, 216 colours with an ordered pattern between.
enum SixelPicture {
  /// Steps of red, green and blue.
  private static let steps = 6
  private static let pattern: [[Int]] = [
    [0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5],
  ]

  static func text(_ bitmap: Bitmap) -> String {
    var text = "\u{1B}Pq\"1;1;\(bitmap.width);\(bitmap.height)"
    for colour in 0..<steps * steps * steps {
      let parts = [colour / 36, colour / 6 % 6, colour % 6].map { $0 * 100 / (steps - 1) }
      text += "#\(colour);2;\(parts[0]);\(parts[1]);\(parts[2])"
    }
    for top in stride(from: 0, to: bitmap.height, by: 6) {
      text += band(bitmap, top: top)
    }
    return text + "\u{1B}\\\n"
  }

  private static func band(_ bitmap: Bitmap, top: Int) -> String {
    var rows: [Int: [UInt8]] = [:]
    for y in top..<min(top + 6, bitmap.height) {
      for x in 0..<bitmap.width {
        let colour = index(of: bitmap[x, y], x, y)
        rows[colour, default: [UInt8](repeating: 0, count: bitmap.width)][x] |= 1 << UInt8(y - top)
      }
    }
    return rows.sorted { $0.key < $1.key }.map { colour, bits in
      "#\(colour)\(runs(bits))"
    }.joined(separator: "$") + "-"
  }

  private static func index(of color: Color, _ x: Int, _ y: Int) -> Int {
    let threshold = (2 * pattern[y & 3][x & 3] + 1) * 255 / (32 * (steps - 1)) - 25
    func step(_ value: UInt8) -> Int {
      max(0, min(steps - 1, ((Int(value) + threshold) * (steps - 1) + 127) / 255))
    }
    return step(color.red) * 36 + step(color.green) * 6 + step(color.blue)
  }

  /// Characters from 63 on, runs of more than three as "!count".
  private static func runs(_ bits: [UInt8]) -> String {
    var text = ""
    var start = 0
    while start < bits.count {
      var end = start + 1
      while end < bits.count, bits[end] == bits[start] { end += 1 }
      let character = String(UnicodeScalar(63 + bits[start]))
      text +=
        end - start > 3
        ? "!\(end - start)\(character)" : String(repeating: character, count: end - start)
      start = end
    }
    return text
  }
}
