/// Holds sources against the table of allowed imports; knows nothing of files.
struct ImportRules {
  struct Source {
    let target: String
    /// For messages: the path below the package.
    let path: String
    let text: String
  }

  let table: ImportTable

  /// Every breach in the sources, one sentence each.
  func breaches(in sources: [Source]) -> [String] {
    sources.flatMap { source in
      guard let row = table.rows[source.target] else {
        return ["\(source.path): the target \(source.target) has no row in the table"]
      }
      return ImportStatement.all(in: source.text).compactMap { statement in
        breach(of: statement, from: row).map { "\(source.path):\(statement.line): \($0)" }
      }
    }
  }

  /// Targets without a row and rows without a target.
  func breaches(ofTargets targets: Set<String>) -> [String] {
    let known = Set(table.rows.keys)
    return targets.subtracting(known).sorted().map { "the target \($0) has no row in the table" }
      + known.subtracting(targets).sorted().map { "the row \($0) is of no target" }
  }

  /// Rows that would let a target look up.
  func breachesOfTable() -> [String] {
    table.rows.sorted { $0.key < $1.key }.flatMap { name, row in
      row.allowed.sorted().compactMap { module in
        guard let other = table.rows[module] else { return nil }
        if other.storey > row.storey { return "\(name) may import \(module), a storey above it" }
        return module == name ? "\(name) may import itself" : nil
      }
    }
  }

  private func breach(of statement: ImportStatement, from row: ImportTable.Row) -> String? {
    let module = statement.module
    if table.system.contains(module) { return nil }
    if let imported = table.rows[module], imported.storey > row.storey {
      return "imports \(module), which stands a storey above"
    }
    guard row.allowed.contains(module) else { return "imports \(module), which the table forbids" }
    if table.rows[module]?.storey == .c, statement.access != "internal" {
      return "imports the C module \(module) without 'internal import'"
    }
    return nil
  }
}
