/// A place in a text file that a person wrote.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  /// The file as the person named it.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int

  /// A place by file, line and column.
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The form compilers use, so that editors can jump to it: `film.yaml:7:5`.
  public var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
  /// The order of reading, within one file.
  public static func < (one: SourceLocation, other: SourceLocation) -> Bool {
    (one.line, one.column) < (other.line, other.column)
  }
}

/// Something wrong at a place in a text file, with what would be right.
public struct SourceProblem: Hashable, Sendable, CustomStringConvertible {
  /// Where.
  public let location: SourceLocation
  /// What is wrong, and what would be right.
  public let message: String

  /// A problem at a place.
  public init(_ location: SourceLocation, _ message: String) {
    self.location = location
    self.message = message
  }

  /// Place and sentence: `film.yaml:7:5: unknown key 'promt' in a shot`.
  public var description: String { "\(location): \(message)" }
}
