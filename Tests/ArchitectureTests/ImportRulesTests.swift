import Testing

/// The rules on made-up sources: each breach is found, and nothing else is.
struct ImportRulesTests {
  static let table = """
    # Contributing

    ## Allowed imports

    Some words, and `code` that is no row.

    | storey | target | may import |
    |---|---|---|
    | C | `CThing` | |
    | 1 edges | `Edge` | `CThing` |
    | 2 domain | `Domain` | `Edge` `Crypto` |
    | 4 face | `face` | `Domain` |
    | system | every target | `Foundation` `Synchronization` |

    ## Commits

    | 3 work | `Elsewhere` | `Edge` |
    """

  func breaches(_ target: String, _ text: String) throws -> [String] {
    try ImportRules(table: ImportTable(markdown: Self.table))
      .breaches(in: [.init(target: target, path: "File.swift", text: text)])
  }

  @Test(arguments: [
    ("Edge", "internal import CThing\nimport Foundation"),
    ("Domain", "public import Edge\n@preconcurrency import Crypto"),
    ("Domain", "import struct Foundation.URL"),
    ("Domain", "/* import face */ import Edge // import face"),
    ("Domain", "/*\nimport face\n/* inner */ import face\n*/\nimport Edge"),
    ("Domain", "let help = \"\"\"\n  import face\n  \"\"\""),
    ("Domain", "let quote = \"/*\"\nimport Edge"),
    ("face", "import Domain"),
  ])
  func `what the table allows passes`(target: String, text: String) throws {
    #expect(try breaches(target, text) == [])
  }

  @Test(arguments: [
    (
      "Edge", "import CThing", "File.swift:1: imports the C module CThing without 'internal import'"
    ),
    (
      "Edge", "\npublic import CThing",
      "File.swift:2: imports the C module CThing without 'internal import'"
    ),
    ("Edge", "import Domain", "File.swift:1: imports Domain, which stands a storey above"),
    ("Domain", "internal import CThing", "File.swift:1: imports CThing, which the table forbids"),
    ("Domain", "@testable import face", "File.swift:1: imports face, which stands a storey above"),
    (
      "Domain", "#if canImport(GRDB)\n  package import GRDB\n#endif",
      "File.swift:2: imports GRDB, which the table forbids"
    ),
    ("Edge", "import Crypto", "File.swift:1: imports Crypto, which the table forbids"),
    (
      "face", "import Foundation; import struct Edge.Thing",
      "File.swift:1: imports Edge, which the table forbids"
    ),
    (
      "Domain", "let a = 1 /* x */\nimport Elsewhere",
      "File.swift:2: imports Elsewhere, which the table forbids"
    ),
    (
      "Domain", "import FoundationNetworking",
      "File.swift:1: imports FoundationNetworking, which the table forbids"
    ),
    ("Other", "", "File.swift: the target Other has no row in the table"),
  ])
  func `what it forbids is named with its line`(
    target: String, text: String, breach: String
  ) throws {
    #expect(try breaches(target, text) == [breach])
  }

  @Test func `targets and rows are held against each other`() throws {
    let rules = try ImportRules(table: ImportTable(markdown: Self.table))
    #expect(
      rules.breaches(ofTargets: ["CThing", "Edge", "Domain", "Extra"]) == [
        "the target Extra has no row in the table", "the row face is of no target",
      ])
  }

  @Test func `a row that looks up is found`() throws {
    let upward = Self.table.replacing("| `CThing` |\n| 2", with: "| `CThing` `Domain` |\n| 2")
    let rules = try ImportRules(table: ImportTable(markdown: upward))
    #expect(rules.breachesOfTable() == ["Edge may import Domain, a storey above it"])
  }

  @Test(arguments: [
    "", "## Allowed imports\n\nnothing\n",
    "## Allowed imports\n| storey | target | may import |\n|---|---|---|\n| 9 | `A` | |\n",
    "## Allowed imports\n| storey | target | may import |\n|---|---|---|\n| 1 | A | |\n",
    "## Allowed imports\n| storey | target | may import |\n|---|---|---|\n| 1 | `A` | |\n| 1 | `A` | |\n",
    "## Allowed imports\n| storey | target | may import |\n|---|---|---|\n| 1 | `A` | |\n",
  ])
  func `a table that cannot be read is no table`(markdown: String) {
    #expect(throws: ImportTable.Malformed.self) { try ImportTable(markdown: markdown) }
  }
}
