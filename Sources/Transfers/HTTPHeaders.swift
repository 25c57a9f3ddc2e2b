/// Header fields in their order; names compare without regard to case.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  /// One line of the header.
  public struct Field: Sendable, Hashable {
    /// The name, spelled as given.
    public let name: String
    /// The value, without surrounding blanks.
    public let value: String
  }

  /// All fields; a name may occur several times.
  public private(set) var fields: [Field] = []

  /// Creates an empty header.
  public init() {}

  /// Creates a header from names and values, in the order written.
  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(value, for: name) }
  }

  /// The first value of a name; setting replaces every value of it, nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first { Self.same($0.name, name) }?.value }
    set {
      fields.removeAll { Self.same($0.name, name) }
      if let newValue { append(newValue, for: name) }
    }
  }

  /// Adds a line and keeps those of the same name.
  public mutating func append(_ value: String, for name: String) {
    fields.append(Field(name: name, value: value))
  }

  private static func same(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8, by: { lowercased($0) == lowercased($1) })
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}

extension HTTPHeaders.Field {
  /// Whether the line can be sent as it is: a name of token characters, a value without control
  /// characters (RFC 9110, sections 5.1 and 5.5).
  public var isSendable: Bool {
    let marks = Array("!#$%&'*+-.^_`|~".utf8)
    let nameIsToken =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || marks.contains(byte)
      }
    return nameIsToken && value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
  }
}
