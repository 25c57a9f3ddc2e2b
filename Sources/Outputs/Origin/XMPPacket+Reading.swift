extension XMPPacket {
  /// The label in a packet; nil when there is none in it, or it cannot be read.
  ///
  /// Properties are read as elements and as attributes, of several languages the default one.
  static func label(in bytes: [UInt8]) -> OriginLabel? {
    guard bytes.count <= mostBytes else { return nil }
    var search = PropertySearch()
    var reader = XMLReader(bytes)
    do {
      while let piece = try reader.next() { try search.take(piece) }
    } catch {
      return nil
    }
    guard let source = search.found[.source].flatMap(DigitalSource.init) else { return nil }
    return OriginLabel(
      source, title: search.found[.title], prompt: search.found[.prompt],
      system: search.found[.system], created: search.found[.created],
      creator: search.found[.creator], rights: search.found[.rights])
  }
}

/// What a packet may say that is of interest.
private enum Property {
  case source, title, prompt, system, created, creator, rights

  init?(_ name: QualifiedName) {
    switch (name.space, name.local) {
    case (XMPPacket.Space.iptc, "DigitalSourceType"): self = .source
    case (XMPPacket.Space.iptc, "AIPromptInformation"): self = .prompt
    case (XMPPacket.Space.iptc, "AISystemUsed"): self = .system
    case (XMPPacket.Space.dublinCore, "title"): self = .title
    case (XMPPacket.Space.basic, "CreateDate"): self = .created
    case (XMPPacket.Space.dublinCore, "creator"): self = .creator
    case (XMPPacket.Space.dublinCore, "rights"): self = .rights
    default: return nil
    }
  }
}

private struct QualifiedName: Equatable {
  let space: String
  let local: String

  static func rdf(_ local: String) -> QualifiedName {
    QualifiedName(space: XMPPacket.Space.rdf, local: local)
  }
}

/// Walks through the elements of a packet, and keeps the values of its properties.
private struct PropertySearch {
  private struct Element {
    let tag: String
    let name: QualifiedName?
    let spaces: [String: String]
  }

  private static let deepest = 60

  private(set) var found: [Property: String] = [:]
  private var open: [Element] = []
  private var current: (property: Property, depth: Int)?
  private var direct = ""
  private var items: [(isDefault: Bool, text: String)] = []

  mutating func take(_ piece: XMLReader.Piece) throws(XMLReader.Malformed) {
    switch piece {
    case .open(let tag, let attributes): try begin(tag, attributes)
    case .close(let tag): try end(tag)
    case .text(let text):
      guard current != nil else { return }
      if items.isEmpty { direct += text } else { items[items.count - 1].text += text }
    }
  }

  private mutating func begin(
    _ tag: String, _ attributes: [XMLReader.Attribute]
  ) throws(XMLReader.Malformed) {
    guard open.count < Self.deepest else { throw XMLReader.Malformed() }
    var spaces = open.last?.spaces ?? [:]
    for attribute in attributes where attribute.name.hasPrefix("xmlns:") {
      spaces[String(attribute.name.dropFirst(6))] = attribute.value
      guard spaces.count <= 100 else { throw XMLReader.Malformed() }
    }
    let name = Self.qualified(tag, spaces)
    let isTop = open.last?.name == .rdf("RDF")
    let isProperty =
      open.count >= 2 && open.last?.name == .rdf("Description")
      && open[open.count - 2].name == .rdf("RDF")
    open.append(Element(tag: tag, name: name, spaces: spaces))
    if isTop, name == .rdf("Description") {
      for attribute in attributes {
        keep(Self.qualified(attribute.name, spaces).flatMap(Property.init), attribute.value)
      }
    } else if isProperty, let property = name.flatMap(Property.init) {
      (current, direct, items) = ((property, open.count), "", [])
      let resource = attributes.first {
        Self.qualified($0.name, spaces) == .rdf("resource")
      }
      if let resource { keep(property, resource.value) }
    } else if current != nil, name == .rdf("li") {
      let isDefault = attributes.contains { $0.name == "xml:lang" && $0.value == "x-default" }
      items.append((isDefault, ""))
    }
  }

  private mutating func end(_ tag: String) throws(XMLReader.Malformed) {
    guard open.last?.tag == tag else { throw XMLReader.Malformed() }
    if let (property, depth) = current, depth == open.count {
      // Makers may be several; texts of several languages say one thing.
      let makers = items.map(\.text).joined(separator: ", ")
      let text = (items.first(where: \.isDefault) ?? items.first)?.text ?? direct
      keep(property, property == .creator && !items.isEmpty ? makers : text)
      current = nil
    }
    open.removeLast()
  }

  private mutating func keep(_ property: Property?, _ value: String) {
    let blanks: (Character) -> Bool = { $0.isWhitespace }
    let inner = value.drop(while: blanks).reversed().drop(while: blanks).reversed()
    guard let property, !inner.isEmpty, found[property] == nil else { return }
    found[property] = String(inner)
  }

  private static func qualified(_ tag: String, _ spaces: [String: String]) -> QualifiedName? {
    guard let colon = tag.firstIndex(of: ":"), let space = spaces[String(tag[..<colon])] else {
      return nil
    }
    return QualifiedName(space: space, local: String(tag[tag.index(after: colon)...]))
  }
}
