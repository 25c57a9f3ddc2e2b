import Outputs

/// The label of an origin, as people read it.
enum OriginText {
  /// Adds a line for each thing that it says.
  ///
  /// - Parameter tellingSource: whether how it came to be is told; the caller has done so otherwise.
  static func add(_ origin: OriginLabel, to table: inout Table, tellingSource: Bool = true) {
    var lines = tellingSource ? ["\(origin.source.words) (\(origin.source))"] : []
    for (name, text) in [
      ("title", origin.title), ("prompt", origin.prompt), ("by", origin.system),
      ("made", origin.created), ("creator", origin.creator), ("rights", origin.rights),
    ] {
      if let text { lines.append("\(name): \(text.replacing("\n", with: " / "))") }
    }
    for (number, line) in lines.enumerated() {
      table.add(number == 0 && tellingSource ? "origin" : "", line)
    }
  }
}
