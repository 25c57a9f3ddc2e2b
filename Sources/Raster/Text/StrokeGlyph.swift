/// One letter as the path of a pen with a round tip.
///
/// The unit is a fourteenth of a capital's height; the baseline is at zero and y grows upwards.
struct StrokeGlyph: Sendable {
  /// A straight piece of the path; a dot begins and ends at one place.
  struct Piece: Sendable {
    let start, end: (x: Double, y: Double)
    let isDot: Bool
  }

  /// The path, curves cut into short pieces.
  let pieces: [Piece]
  /// From this letter's origin to the next one's.
  let advance: Double

  /// Reads a path written as commands and numbers.
  ///
  /// `M x y` lifts the pen, `L x y` draws a line, `C x1 y1 x2 y2 x y` a cubic curve, `D x y` a dot
  /// and `A cx cy rx ry from to` part of an ellipse (degrees, counter-clockwise), joined to what is
  /// there.
  ///
  /// - Parameters:
  ///   - path: the commands.
  ///   - left: free space left of x = 0.
  ///   - advance: the whole width with free space on both sides.
  init(path: String, left: Double, advance: Double) {
    var reader = PathReader()
    var numbers: [Double] = []
    var command: Character?
    for word in path.split(separator: " ") {
      if let first = word.first, first.isLetter {
        command.map { reader.apply($0, numbers) }
        numbers = Double(word.dropFirst()).map { [$0] } ?? []
        command = first
      } else {
        Double(word).map { numbers.append($0) }
      }
    }
    command.map { reader.apply($0, numbers) }
    pieces = reader.pieces.map {
      Piece(
        start: ($0.start.x + left, $0.start.y), end: ($0.end.x + left, $0.end.y), isDot: $0.isDot)
    }
    self.advance = advance
  }
}

/// Follows the commands of a path with a pen.
private struct PathReader {
  private(set) var pieces: [StrokeGlyph.Piece] = []
  private var pen: (x: Double, y: Double)?

  mutating func apply(_ command: Character, _ n: [Double]) {
    switch (command, n.count) {
    case ("M", 2): pen = (n[0], n[1])
    case ("L", 2): line(to: (n[0], n[1]))
    case ("D", 2):
      pieces.append(.init(start: (n[0], n[1]), end: (n[0], n[1]), isDot: true))
      pen = nil
    case ("A", 6): arc(center: (n[0], n[1]), radii: (n[2], n[3]), from: n[4], to: n[5])
    case ("C", 6): curve((n[0], n[1]), (n[2], n[3]), to: (n[4], n[5]))
    default: preconditionFailure("a glyph's path has a broken command \(command) \(n)")
    }
  }

  private mutating func line(to point: (x: Double, y: Double)) {
    if let pen { pieces.append(.init(start: pen, end: point, isDot: false)) }
    pen = point
  }

  private mutating func arc(
    center: (x: Double, y: Double), radii: (x: Double, y: Double), from: Double, to: Double
  ) {
    let steps = max(2, Int((abs(to - from) / 12).rounded(.up)))
    for step in 0...steps {
      let angle = from + (to - from) * Double(step) / Double(steps)
      let unit = Trigonometry.unitVector(degrees: angle)
      line(to: (center.x + radii.x * unit.x, center.y + radii.y * unit.y))
    }
  }

  private mutating func curve(
    _ first: (x: Double, y: Double), _ second: (x: Double, y: Double),
    to end: (x: Double, y: Double)
  ) {
    guard let start = pen else { return line(to: end) }
    for step in 1...10 {
      let t = Double(step) / 10
      let (a, b) = ((1 - t) * (1 - t) * (1 - t), 3 * (1 - t) * (1 - t) * t)
      let (c, d) = (3 * (1 - t) * t * t, t * t * t)
      line(
        to: (
          a * start.x + b * first.x + c * second.x + d * end.x,
          a * start.y + b * first.y + c * second.y + d * end.y
        ))
    }
  }
}
