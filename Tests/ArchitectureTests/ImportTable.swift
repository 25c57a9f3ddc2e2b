/// The table of allowed imports, as CONTRIBUTING.md writes it down.
struct ImportTable {
  /// Where a target stands; a target imports from its own storey or from those below.
  enum Storey: Int, Comparable {
    case c, edges, domain, work, face

    init?(label: Substring) {
      switch label.first {
      case "C": self = .c
      case "1": self = .edges
      case "2": self = .domain
      case "3": self = .work
      case "4": self = .face
      default: return nil
      }
    }

    static func < (left: Storey, right: Storey) -> Bool { left.rawValue < right.rawValue }
  }

  struct Row {
    let storey: Storey
    let allowed: Set<String>
  }

  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  /// The modules of the system, which every target may import.
  private(set) var system: Set<String> = []
  /// The row of each target.
  private(set) var rows: [String: Row] = [:]

  /// Reads the one table under the heading "Allowed imports".
  init(markdown: String) throws {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    guard let heading = lines.firstIndex(of: "## Allowed imports") else {
      throw Malformed(description: "there is no heading 'Allowed imports'")
    }
    let section = lines[(heading + 1)...].prefix { !$0.hasPrefix("## ") }
    let table = section.filter { $0.hasPrefix("|") }
    guard table.count > 2 else { throw Malformed(description: "the table has no rows") }
    for line in table.dropFirst(2) { try add(line) }
    if system.isEmpty { throw Malformed(description: "no row is for every target") }
  }

  private mutating func add(_ line: Substring) throws {
    let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " } }
    guard cells.count == 5 else { throw Malformed(description: "not three cells: \(line)") }
    let modules = Self.quoted(cells[3])
    if cells[1].hasPrefix("system") {
      system.formUnion(modules)
      return
    }
    guard let storey = Storey(label: cells[1]) else {
      throw Malformed(description: "no such storey: \(line)")
    }
    let names = Self.quoted(cells[2])
    guard let name = names.first, names.count == 1 else {
      throw Malformed(description: "not one target: \(line)")
    }
    guard rows.updateValue(Row(storey: storey, allowed: Set(modules)), forKey: name) == nil else {
      throw Malformed(description: "\(name) has two rows")
    }
  }

  /// What stands between back-ticks.
  private static func quoted(_ cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
