import Footage

/// What differs between clips, as a table with a column a clip.
enum JoinText {
  /// More columns than this do not fit; then a fact's values are counted.
  private static let mostColumns = 6

  static func table(_ comparison: JoinComparison) -> String {
    let count = comparison.paths.count
    let answer =
      comparison.isCopyPossible
      ? "yes: \(count) clips can be joined without encoding a frame\n"
      : "no: joining \(count) clips takes encoding, since they differ\n"
    guard !comparison.rows.isEmpty else { return answer }
    var table = Table(indent: "  ")
    if count <= mostColumns {
      table.add(["", ""] + comparison.paths.map(fileName))
      for row in comparison.rows {
        table.add([row.isObstacle ? "obstacle" : "no matter", row.fact] + row.values)
      }
    } else {
      for row in comparison.rows {
        table.add([row.isObstacle ? "obstacle" : "no matter", row.fact, odd(row, comparison.paths)])
      }
    }
    return answer + table.text
  }

  /// "1280x720 (first and 9 more); 640x360: a.mp4, b.mp4".
  private static func odd(_ row: JoinComparison.Row, _ paths: [String]) -> String {
    var order: [String] = []
    var holders: [String: [String]] = [:]
    for (value, path) in zip(row.values, paths) {
      if holders[value] == nil { order.append(value) }
      holders[value, default: []].append(fileName(path))
    }
    return order.enumerated().map { number, value in
      let names = holders[value] ?? []
      if number == 0 {
        return "\(value) (first" + (names.count > 1 ? " and \(names.count - 1) more)" : ")")
      }
      return "\(value): " + names.prefix(4).joined(separator: ", ") + (names.count > 4 ? "…" : "")
    }.joined(separator: "; ")
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
