import Testing

/// The package as it is, against the table in CONTRIBUTING.md.
struct PackageImportsTests {
  let tree = PackageTree()
  let rules: ImportRules

  init() throws {
    rules = ImportRules(table: try ImportTable(markdown: try tree.text(of: "CONTRIBUTING.md")))
  }

  @Test func `every import is allowed`() throws {
    let sources = try tree.sources()
    #expect(sources.count > 20, "hardly any source was found")
    #expect(rules.breaches(in: sources) == [])
  }

  @Test func `every target has a row, and every row a target`() throws {
    #expect(rules.breaches(ofTargets: Set(try tree.targets().keys)) == [])
  }

  @Test func `no row lets a target look up`() {
    #expect(rules.breachesOfTable() == [])
  }

  @Test func `the face stands on everything and nothing stands on it`() {
    #expect(rules.table.rows["hailuo-studio"]?.allowed == ["StudioCommands"])
    #expect(rules.table.rows.filter { $0.value.allowed.contains("StudioCommands") }.count == 1)
  }
}
