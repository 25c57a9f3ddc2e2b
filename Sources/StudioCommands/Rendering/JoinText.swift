import Footage

/// Whether clips can be joined without encoding: what becomes of each, and what differs.
enum JoinText {
  /// With more clips than this a fact's values are listed once, each with its clips.
  private static let mostColumns = 8

  static func table(_ comparison: JoinComparison) -> String {
    answer(comparison) + parts(comparison) + differences(comparison)
  }

  private static func answer(_ comparison: JoinComparison) -> String {
    let count = Terms.count(comparison.parts.count, "clip")
    guard !comparison.isCopyPossible else {
      return "yes: \(count) can be joined without encoding a frame\(headers(comparison))\n"
    }
    let encoded = comparison.parts.reduce(0) { $0 + $1.encodedFrames }
    let all = comparison.parts.reduce(encoded) { $0 + $1.copiedFrames }
    return "no: joining \(count) takes encoding \(encoded) of \(Terms.count(all, "frame"))\n"
  }

  private static func headers(_ comparison: JoinComparison) -> String {
    switch comparison.headers {
    case .same: ""
    case .merged: "; their codec headers differ and fit into one"
    case .inBand: "; their codec headers clash, so each must stand in the stream"
    }
  }

  private static func parts(_ comparison: JoinComparison) -> String {
    var table = Table(indent: "  ")
    for (number, part) in comparison.parts.enumerated() {
      let fate =
        part.encodedFrames == 0
        ? "copied"
        : part.copiedFrames == 0 ? "encoded" : "\(part.encodedFrames) frames encoded"
      table.add("\(number + 1)", part.path, fate, reasons(part))
    }
    return table.text
  }

  /// A line's worth of reasons; the table below and the JSON have all.
  private static func reasons(_ part: JoinComparison.Part) -> String {
    let text = part.reasons.joined(separator: ", ")
    return text.count > 100 ? text.prefix(99) + "…" : text
  }

  private static func differences(_ comparison: JoinComparison) -> String {
    guard !comparison.rows.isEmpty else { return "they differ in nothing\n" }
    var table = Table(indent: "  ")
    if comparison.parts.count <= mostColumns {
      table.add([""] + comparison.parts.indices.map { "\($0 + 1)" })
      for row in comparison.rows { table.add([row.fact] + row.values) }
    } else {
      for row in comparison.rows { table.add(row.fact, holders(of: row)) }
    }
    return "they differ in\n" + table.text
  }

  /// "1280x720: 1-9, 12; 640x360: 10, 11".
  private static func holders(of row: JoinComparison.Row) -> String {
    var order: [String] = []
    var places: [String: [Int]] = [:]
    for (place, value) in row.values.enumerated() {
      if places[value] == nil { order.append(value) }
      places[value, default: []].append(place + 1)
    }
    return order.map { "\($0): \(spans(places[$0] ?? []))" }.joined(separator: "; ")
  }

  /// Ascending numbers, runs of them in short.
  static func spans(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { run in
      switch run.count {
      case 1: "\(run.lowerBound)"
      case 2: "\(run.lowerBound), \(run.upperBound)"
      default: "\(run.lowerBound)-\(run.upperBound)"
      }
    }.joined(separator: ", ")
  }
}
