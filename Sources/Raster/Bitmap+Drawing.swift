extension Bitmap {
  /// Fills a rectangle, letting the picture shine through where the colour is not opaque.
  ///
  /// What lies outside the picture is left out.
  public mutating func fill(_ rect: PixelRect, with color: Color) {
    let part = rect.intersection(PixelRect(size))
    guard !part.isEmpty, color.alpha > 0 else { return }
    let word = color.word
    let width = size.width
    withMutableWords { words in
      for y in part.y..<part.maxY {
        let row = UnsafeMutableBufferPointer(
          rebasing: words[(y * width + part.x)..<(y * width + part.maxX)])
        if color.alpha == 255 {
          row.update(repeating: word)
        } else {
          for x in 0..<row.count { row[x] = word.blended(over: row[x], coverage: 255) }
        }
      }
    }
  }

  /// Fills the whole picture.
  public mutating func fill(with color: Color) {
    fill(PixelRect(size), with: color)
  }

  /// Fills a rectangle with rounded, smooth corners.
  ///
  /// The radius is limited to half the shorter side.
  public mutating func fill(_ rect: PixelRect, cornerRadius: Double, with color: Color) {
    guard !rect.isEmpty else { return }
    let radius = min(max(0, cornerRadius), Double(rect.size.shortSide) / 2)
    let corner = min(Int(radius.rounded(.up)), (rect.height + 1) / 2)
    guard corner > 0 else { return fill(rect, with: color) }
    fill(
      PixelRect(
        x: rect.x, y: rect.y + corner, width: rect.width, height: rect.height - 2 * corner),
      with: color)
    var coverage = Coverage(
      area: rect.intersection(PixelRect(size)))
    // Only the rows with corners are measured; each half covers its own so that none is drawn
    // twice.
    for y in Array(0..<corner) + Array(max(corner, rect.height - corner)..<rect.height) {
      for x in 0..<rect.width {
        let across = max(radius - (Double(x) + 0.5), Double(x) + 0.5 - Double(rect.width) + radius)
        let down = max(radius - (Double(y) + 0.5), Double(y) + 0.5 - Double(rect.height) + radius)
        let isCorner = across > 0 && down > 0
        let distance = isCorner ? (across * across + down * down).squareRoot() : 0
        coverage.add(radius - distance + 0.5, x: rect.x + x, y: rect.y + y)
      }
    }
    paint(coverage, with: color)
  }

  /// Lays another picture over this one.
  ///
  /// What lies outside this picture is left out.
  ///
  /// - Parameters:
  ///   - other: the picture that is laid on top.
  ///   - origin: where its upper left corner comes to lie; may be negative.
  public mutating func draw(_ other: Bitmap, at origin: PixelPoint) {
    let part = PixelRect(origin: origin, size: other.size).intersection(PixelRect(size))
    guard !part.isEmpty else { return }
    let isOpaque = other.isOpaque
    let width = size.width
    withMutableWords { words in
      other.withWords { source in
        for y in part.y..<part.maxY {
          let from = (y - origin.y) * other.size.width + part.x - origin.x
          let line = UnsafeBufferPointer(rebasing: source[from..<(from + part.width)])
          let row = UnsafeMutableBufferPointer(
            rebasing: words[(y * width + part.x)..<(y * width + part.maxX)])
          if isOpaque {
            _ = row.update(fromContentsOf: line)
          } else {
            for x in 0..<row.count { row[x] = line[x].blended(over: row[x], coverage: 255) }
          }
        }
      }
    }
  }

  /// Lends whole pixels for writing.
  mutating func withMutableWords<R>(_ body: (UnsafeMutableBufferPointer<UInt32>) -> R) -> R {
    pixels.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: UInt32.self) { body($0) }
    }
  }
}
