/// What a file says of its own origin, for people and machines: how it was made, of which words.
public struct OriginLabel: Sendable, Hashable, Encodable {
  /// How it came to be.
  public var source: DigitalSource
  /// What it is called.
  public var title: String? { didSet { title = OriginLabel.cleaned(title, limit: 1000) } }
  /// The words it was made of.
  public var prompt: String? { didSet { prompt = OriginLabel.cleaned(prompt, limit: 8000) } }
  /// The model that made it.
  public var system: String? { didSet { system = OriginLabel.cleaned(system, limit: 1000) } }
  /// When it was made, in the form of ISO 8601: "2026-11-26T09:48:05Z".
  public var created: String? { didSet { created = OriginLabel.time(created) } }

  /// Who made it.
  public var creator: String? { didSet { creator = OriginLabel.cleaned(creator, limit: 1000) } }
  /// Who may do what with it.
  public var rights: String? { didSet { rights = OriginLabel.cleaned(rights, limit: 1000) } }

  /// Creates a label.
  ///
  /// Texts lose what XML cannot hold, and all beyond 8000 bytes of a prompt and 1000 of the others; a
  /// time that is none is left out.
  public init(
    _ source: DigitalSource, title: String? = nil, prompt: String? = nil, system: String? = nil,
    created: String? = nil, creator: String? = nil, rights: String? = nil
  ) {
    self.source = source
    self.title = OriginLabel.cleaned(title, limit: 1000)
    self.prompt = OriginLabel.cleaned(prompt, limit: 8000)
    self.system = OriginLabel.cleaned(system, limit: 1000)
    self.created = OriginLabel.time(created)
    self.creator = OriginLabel.cleaned(creator, limit: 1000)
    self.rights = OriginLabel.cleaned(rights, limit: 1000)
  }

  /// The same without anything but how it came to be.
  public var bare: OriginLabel { OriginLabel(source) }

  /// The same with what it lacks taken from another label of the same thing.
  public func filled(from other: OriginLabel?) -> OriginLabel {
    OriginLabel(
      source, title: title ?? other?.title, prompt: prompt ?? other?.prompt,
      system: system ?? other?.system, created: created ?? other?.created,
      creator: creator ?? other?.creator, rights: rights ?? other?.rights)
  }

  /// The label of what is put together of parts, each with a label or none; nil when nothing is known.
  ///
  /// With a generated part beside others, the whole is a composite with generated parts. Parts without
  /// a label keep a whole without generated ones from having any.
  public static func joined(_ parts: [OriginLabel?]) -> OriginLabel? {
    let labels = parts.compactMap { $0 }
    guard let first = labels.first else { return nil }
    let isWhole = labels.count == parts.count
    let source: DigitalSource
    if isWhole, labels.allSatisfy({ $0.source == first.source }) {
      source = first.source
    } else if labels.contains(where: \.source.hasGeneratedParts) {
      source = .compositeWithGenerated
    } else if isWhole {
      source = .composite
    } else {
      return nil
    }
    func all(_ texts: [String], _ separator: String) -> String? {
      var seen: Set<String> = []
      let own = texts.filter { seen.insert($0).inserted }
      return own.isEmpty ? nil : own.joined(separator: separator)
    }
    return OriginLabel(
      source, title: first.title, prompt: all(labels.compactMap(\.prompt), "\n"),
      system: all(labels.compactMap(\.system), ", "),
      // The whole is there since its last part is.
      created: labels.compactMap(\.created).max(),
      creator: all(labels.compactMap(\.creator), ", "),
      rights: all(labels.compactMap(\.rights), "\n"))
  }

  private static func cleaned(_ text: String?, limit: Int) -> String? {
    guard let text else { return nil }
    var result = String.UnicodeScalarView()
    var byteCount = 0
    for scalar in text.unicodeScalars {
      let kept: Unicode.Scalar
      switch scalar.value {
      case 9, 10, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: kept = scalar
      default: kept = " "
      }
      byteCount += UTF8.width(kept)
      if byteCount > limit { break }
      result.append(kept)
    }
    let blank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let inner = result.drop(while: blank).reversed().drop(while: blank).reversed()
    return inner.isEmpty ? nil : String(String.UnicodeScalarView(inner))
  }

  private static func time(_ text: String?) -> String? {
    guard let text, (4...40).contains(text.utf8.count),
      text.utf8.prefix(4).allSatisfy({ (0x30...0x39).contains($0) }),
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "-:T.+Z".utf8.contains($0) })
    else { return nil }
    return text
  }
}
