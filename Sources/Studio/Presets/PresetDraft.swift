internal import Footage
internal import Yams

/// What one preset file, or one `--set`, says: keys with their values, not yet a whole preset.
///
/// Drafts are laid over each other (``applied(over:)``), then made into settings.
struct PresetDraft: Sendable {
  /// A value and where it stands.
  struct Entry: Sendable {
    let change: PresetKey.Change
    let location: SourceLocation
  }

  /// The file, for messages.
  let file: String
  private(set) var name: String?
  private(set) var summary: String?
  /// The preset whose keys hold where this one says nothing.
  private(set) var base: (name: String, location: SourceLocation)?
  private(set) var entries: [String: Entry] = [:]

  /// Keys of which a preset has one at most: a value of one takes the place of the others.
  static let rateKeys = [
    "video.crf", "video.kilobits_per_second", "video.ssim", "video.lossless",
  ]

  /// Reads a file.
  ///
  /// - Parameter bases: what it may extend; nil where that is not known yet.
  /// - Throws: ``StudioError`` `.preset` with every problem, in the order of their lines.
  static func parse(
    _ bytes: [UInt8], file: String, bases: [String]? = nil
  ) throws(StudioError) -> PresetDraft {
    let document = try YAMLDocument.parse(bytes, file: file, code: .preset)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    let draft = PresetDraft(document, &problems)
    if let bases, let base = draft.base, !bases.contains(base.name) {
      problems.add(contentsOf: [missing(base, among: bases)])
    }
    try problems.check(.preset, file)
    return draft
  }

  /// Reads one wish of the kind "video.crf=20".
  ///
  /// - Throws: ``StudioError`` `.preset` with the sentence.
  static func parse(wish: String) throws(StudioError) -> PresetDraft {
    let subject = "--set \(wish)"
    guard let equals = wish.firstIndex(of: "="), equals != wish.startIndex else {
      throw StudioError(.preset, subject, "must have the form KEY=VALUE, such as video.crf=20")
    }
    let path = String(wish[..<equals])
    guard let key = PresetKey.named(path) else {
      let paths = PresetKey.all.map(\.path)
      let hint =
        Spelling.nearest(to: path, among: paths).map { "did you mean '\($0)'?" }
        ?? paths.first { $0.hasSuffix(".\(path)") }.map { "did you mean '\($0)'?" }
        ?? "'hailuo-studio presets keys' lists them"
      throw StudioError(.preset, subject, "there is no key \(path.quoted); \(hint)")
    }
    let value = wish[wish.index(after: equals)...]
    guard !value.isEmpty else {
      throw StudioError(.preset, subject, "'\(path)' must be \(key.expectation), not nothing")
    }
    // A colour, and not what YAML takes for a comment.
    let text = value.hasPrefix("#") ? "'\(value)'" : String(value)
    let document = try YAMLDocument.parse(Array(text.utf8), file: subject, code: .preset)
    guard let change = key.read(document.root) else {
      throw StudioError(
        .preset, subject, "'\(path)' must be \(key.expectation), not \(document.root.shown)")
    }
    var draft = PresetDraft(file: subject)
    draft.entries[path] = Entry(change: change, location: document.location(of: document.root))
    return draft
  }

  /// What is said of a preset that is to be extended and is not there.
  static func missing(
    _ base: (name: String, location: SourceLocation), among names: [String]
  ) -> SourceProblem {
    SourceProblem(
      base.location,
      "there is no preset \(base.name.quoted) to extend; "
        + Spelling.hint(for: base.name, among: names))
  }

  private init(file: String) { self.file = file }

  private init(_ document: YAMLDocument, _ problems: inout ProblemList) {
    file = document.file
    var sections: [String] = []
    for key in PresetKey.all {
      let section = key.section ?? key.path
      if !sections.contains(section) { sections.append(section) }
    }
    guard
      let fields = YAMLFields(
        document.root, of: document, what: "a preset",
        keys: ["name", "summary", "extends"] + sections,
        &problems)
    else { return }
    for key in ["name", "summary"] { fields.require(key, &problems) }
    if let found = fields.text("name", &problems) {
      name = found.value
      if !DeliveryPreset.isName(found.value) {
        problems.add(
          found.location,
          "'name' must be 1 to 40 small letters, digits or '-', and not 'none', "
            + "not \(found.value.quoted)")
      }
    }
    summary = fields.text("summary", &problems)?.value
    base = fields.text("extends", &problems).map { ($0.value, $0.location) }
    for section in sections {
      guard let node = fields.node(section) else { continue }
      read(section, node, document, &problems)
    }
    checkRates(&problems)
  }

  private mutating func read(
    _ section: String, _ node: Node, _ document: YAMLDocument, _ problems: inout ProblemList
  ) {
    let inner = PresetKey.all.filter { $0.section == section }
    guard case .mapping = node, !inner.isEmpty else {
      if let key = PresetKey.named(section) {
        add(key, node, document, &problems)
      } else {
        problems.add(
          document.location(of: node), "'\(section)' must be a mapping, not \(node.kind)")
      }
      return
    }
    guard
      let fields = YAMLFields(
        node, of: document, what: "'\(section)'", keys: inner.map(\.word), &problems)
    else { return }
    for key in inner {
      guard let value = fields.node(key.word) else { continue }
      add(key, value, document, &problems)
    }
  }

  private mutating func add(
    _ key: PresetKey, _ node: Node, _ document: YAMLDocument, _ problems: inout ProblemList
  ) {
    let place = document.location(of: node)
    if let change = key.read(node) {
      entries[key.path] = Entry(change: change, location: place)
      return
    }
    let meant = node.filledScalar.flatMap { Spelling.nearest(to: $0.string, among: key.words) }
    let found = key.expectation.hasPrefix(node.shown) ? "what it is" : node.shown
    problems.add(
      place,
      "'\(key.word)' must be \(key.expectation), not \(found)"
        + (meant.map { "; did you mean '\($0)'?" } ?? ""))
  }

  private func checkRates(_ problems: inout ProblemList) {
    let found = Self.rateKeys.compactMap { path in entries[path].map { (path, $0.location) } }
      .sorted { $0.1 < $1.1 }
    guard found.count > 1, let first = found.first else { return }
    for other in found.dropFirst() {
      problems.add(
        other.1,
        "there is '\(first.0.dropFirst("video.".count))' already, on line \(first.1.line); bits are "
          + "spent in one way")
    }
  }

  /// This draft where it says something, the other elsewhere.
  func applied(over other: PresetDraft) -> PresetDraft {
    var merged = self
    merged.name = name ?? other.name
    merged.summary = summary ?? other.summary
    merged.base = base ?? other.base
    var below = other.entries
    if let codec, let before = other.codec, codec != before {
      // Words of one codec's encoder mean nothing to another's.
      for path in ["video.profile", "video.speed", "video.options"] { below[path] = nil }
    }
    if let encoder, encoder != other.encoder {
      for path in ["video.speed", "video.options"] { below[path] = nil }
    }
    for path in entries.keys {
      let section = PresetKey.named(path)?.section
      // A section that was "none" is one again, and the other way about.
      if let section { below[section] = nil }
      for inner in PresetKey.all where inner.section == path { below[inner.path] = nil }
      if Self.rateKeys.contains(path) {
        for key in Self.rateKeys { below[key] = nil }
        if path != "video.kilobits_per_second" { below["video.passes"] = nil }
        // What is lost by a profile's limits is lost.
        if path == "video.lossless" { below["video.profile"] = nil }
      }
    }
    merged.entries = below.merging(entries) { $1 }
    return merged
  }

  /// The settings that the keys make.
  ///
  /// - Parameter knowsFormats: whether the FFmpeg at hand is asked for pixel formats.
  /// - Throws: ``StudioError`` `.preset`: a key that must be there is not, or two contradict, or an
  ///   encoder does not know a word.
  func settings(knowsFormats: Bool) throws(StudioError) -> DeliverySettings {
    var needed = ["container"]
    if entries["video"] == nil { needed += ["video.codec", "video.pixel_format"] }
    if entries["audio"] == nil { needed.append("audio.codec") }
    let missing = needed.filter { entries[$0] == nil }
    guard missing.isEmpty else {
      throw StudioError(
        .preset, file,
        "needs \(missing.map { "'\($0)'" }.joined(separator: ", ")), here or in a preset that it "
          + "extends")
    }
    var settings = DeliverySettings(
      video: VideoDelivery(
        profile: nil, rateControl: .fixed, speed: nil, keyFrameSeconds: nil),
      streaming: entries.keys.contains { $0.hasPrefix("streaming.") }
        ? StreamingDelivery(rungs: []) : nil)
    for key in PresetKey.all { entries[key.path]?.change(&settings) }
    var problems = wordProblems(settings, knowsFormats: knowsFormats)
    if entries["video.passes"] != nil, entries["video.kilobits_per_second"] == nil {
      problems.append(
        ("video.passes", "'passes' is for 'kilobits_per_second', which is not there"))
    }
    for contradiction in settings.contradictions
    where !problems.contains(where: { $0.path == contradiction.key }) {
      problems.append((contradiction.key, contradiction.reason))
    }
    try refuse(problems)
    return settings
  }
}
