/// Reads XML a piece at a time: what is no XML ends it, and nothing in it can make it grow.
///
/// Documents that declare types or entities of their own are refused whole.
struct XMLReader {
  enum Piece: Equatable {
    case open(String, attributes: [Attribute])
    case close(String)
    case text(String)
  }

  struct Attribute: Equatable {
    let name: String
    let value: String
  }

  /// The bytes are no XML that is read here.
  struct Malformed: Error {}

  private static let mostAttributes = 200
  private static let longestName = 200

  private let bytes: [UInt8]
  private var place = 0
  /// The end of an element that ends where it begins.
  private var pending: String?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Returns: nil at the end.
  mutating func next() throws(Malformed) -> Piece? {
    if let name = pending.take() { return .close(name) }
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        let start = place
        place = bytes[start...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        return .text(try Self.decoded(bytes[start..<place]))
      }
      if has("<?") {
        try skip(past: "?>")
      } else if has("<!--") {
        try skip(past: "-->")
      } else if has("<![CDATA[") {
        let start = place + 9
        try skip(past: "]]>", from: start)
        return .text(String(decoding: bytes[start..<place - 3], as: UTF8.self))
      } else if has("<!") {
        throw Malformed()
      } else if has("</") {
        place += 2
        let name = try name()
        skipBlanks()
        try take(">")
        return .close(name)
      } else {
        return try element()
      }
    }
    return nil
  }

  private mutating func element() throws(Malformed) -> Piece {
    place += 1
    let name = try name()
    var attributes: [Attribute] = []
    while true {
      skipBlanks()
      if has("/>") {
        place += 2
        pending = name
        return .open(name, attributes: attributes)
      }
      if has(">") {
        place += 1
        return .open(name, attributes: attributes)
      }
      guard attributes.count < Self.mostAttributes else { throw Malformed() }
      let key = try self.name()
      skipBlanks()
      try take("=")
      skipBlanks()
      guard place < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[place])
      else { throw Malformed() }
      let start = place + 1
      guard let end = bytes[start...].firstIndex(of: bytes[place]) else { throw Malformed() }
      attributes.append(Attribute(name: key, value: try Self.decoded(bytes[start..<end])))
      place = end + 1
    }
  }

  private func has(_ text: StaticString) -> Bool {
    let wanted = text.description.utf8
    return bytes.count - place >= wanted.count
      && bytes[place..<place + wanted.count].elementsEqual(wanted)
  }

  private mutating func take(_ text: StaticString) throws(Malformed) {
    guard has(text) else { throw Malformed() }
    place += text.description.utf8.count
  }

  private mutating func skip(past end: StaticString, from start: Int? = nil) throws(Malformed) {
    place = start ?? place
    while place < bytes.count, !has(end) { place += 1 }
    try take(end)
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [9, 10, 13, 32].contains(bytes[place]) { place += 1 }
  }

  private mutating func name() throws(Malformed) -> String {
    let start = place
    while place < bytes.count, !" \t\r\n=/<>\"'&".utf8.contains(bytes[place]) { place += 1 }
    guard place > start, place - start <= Self.longestName else { throw Malformed() }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static let entities = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
  ]

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
    var result = ""
    var rest = bytes
    while let mark = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += String(decoding: rest[..<mark], as: UTF8.self)
      let body = rest[(mark + 1)...].prefix(12)
      guard let end = body.firstIndex(of: UInt8(ascii: ";")) else { throw Malformed() }
      let name = String(decoding: rest[mark + 1..<end], as: UTF8.self)
      if let text = entities[name] {
        result += text
      } else {
        let number =
          name.hasPrefix("#x")
          ? UInt32(name.dropFirst(2), radix: 16)
          : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
        guard let scalar = number.flatMap(Unicode.Scalar.init) else { throw Malformed() }
        result.unicodeScalars.append(scalar)
      }
      rest = rest[(end + 1)...]
    }
    return result + String(decoding: rest, as: UTF8.self)
  }
}
