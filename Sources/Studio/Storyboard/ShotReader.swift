internal import Footage
internal import Yams

/// Reads the shots of a storyboard one after another.
struct ShotReader {
  struct Defaults {
    let durationSeconds: Int
    let promptOptimizer: Bool
    /// For shots that start from a picture.
    let seam: YAMLFields.Field<Seam>?
    let anchor: Footage.Anchor.Choice
  }

  static let keys = [
    "name", "picture", "chain", "anchor", "seam", "end_picture", "prompt", "duration",
    "prompt_optimizer",
  ]

  let document: YAMLDocument
  let defaults: Defaults
  let count: Int
  private var index = 0
  /// Every name with its place, in order; those that a shot got by default have the shot's place.
  private var names: [(name: String, given: Bool, location: SourceLocation)] = []

  init(document: YAMLDocument, defaults: Defaults, count: Int) {
    self.document = document
    self.defaults = defaults
    self.count = count
  }

  static func duration(_ fields: YAMLFields, _ problems: inout ProblemList) -> Int? {
    let known = Storyboard.durations.map(String.init).joined(separator: " or ")
    return fields.number("duration", "\(known) (seconds)", &problems) {
      Storyboard.durations.contains($0)
    }?.value
  }

  static func seam(
    _ fields: YAMLFields, _ problems: inout ProblemList
  ) -> YAMLFields.Field<Seam>? {
    guard let text = fields.text("seam", &problems) else { return nil }
    if let seam = Seam(text.value) { return .init(value: seam, location: text.location) }
    let names = ["cut", "dedupe", "dip"] + Seam.transitions
    let name = text.value.prefix { $0 != ":" }
    let meant =
      names.contains(String(name))
      ? nil
      : Spelling.nearest(to: String(name), among: names).map { "; did you mean '\($0)'?" }
    problems.add(
      text.location,
      "'seam' must be cut, dedupe, dedupe:lossless, a transition like fade:0.5, or dip:black, not "
        + "\(text.value.quoted)\(meant ?? "")")
    return nil
  }

  static func anchor(
    _ fields: YAMLFields, _ problems: inout ProblemList
  ) -> YAMLFields.Field<Footage.Anchor.Choice>? {
    fields.choice("anchor", as: Footage.Anchor.Choice.self, &problems)
  }

  /// The next shot, or `nil` when it lacks what makes a shot; every problem is reported.
  mutating func shot(_ node: Node, _ problems: inout ProblemList) -> Shot? {
    defer { index += 1 }
    guard
      let fields = YAMLFields(node, of: document, what: "a shot", keys: Self.keys, &problems)
    else { return nil }
    let name = name(fields, &problems)
    let source = source(fields, &problems)
    let endPicture = endPicture(fields, &problems)
    fields.require("prompt", &problems)
    let prompt = fields.text("prompt", &problems)
    let duration = Self.duration(fields, &problems) ?? defaults.durationSeconds
    let optimizer = fields.flag("prompt_optimizer", &problems)?.value ?? defaults.promptOptimizer
    let given = Self.seam(fields, &problems)
    if let given, index == 0 {
      problems.add(
        given.location,
        "'seam' is what happens between a shot and the one before; the first has none")
    }
    let anchor = Self.anchor(fields, &problems)
    if let anchor, !fields.has("chain") {
      problems.add(anchor.location, "'anchor' is for shots with 'chain: previous'")
    }
    guard let source, let prompt else { return nil }
    // A chain is meant to be seamless: what is said for all shots is about those that start anew.
    let isChained = source.value == .previousShot
    let shared = defaults.seam?.value.looksForRepeats == true || !isChained ? defaults.seam : nil
    let seam = index == 0 ? nil : given ?? shared
    return Shot(
      index: index, name: name, source: source.value, prompt: prompt.value,
      durationSeconds: duration, promptOptimizer: optimizer,
      seam: seam?.value ?? (isChained && index > 0 ? .dedupe : .cut),
      anchor: anchor?.value ?? defaults.anchor, endPicturePath: endPicture?.value,
      location: fields.location, sourceLocation: source.location, promptLocation: prompt.location,
      seamLocation: seam?.location, endPictureLocation: endPicture?.location)
  }

  private func endPicture(
    _ fields: YAMLFields, _ problems: inout ProblemList
  ) -> YAMLFields.Field<String>? {
    guard let picture = fields.text("end_picture", &problems) else { return nil }
    guard !picture.value.isEmpty, !picture.value.utf8.contains(0) else {
      problems.add(picture.location, "'end_picture' must be the path of a file")
      return nil
    }
    let path = document.file.parentPath.appending(path: picture.value)
    return .init(value: path, location: picture.location)
  }

  private mutating func name(_ fields: YAMLFields, _ problems: inout ProblemList) -> String {
    let usual = "shot-\(index + 1)"
    let given = fields.text("name", &problems)
    if let given, !Self.isName(given.value) {
      problems.add(
        given.location,
        "'name' must be 1 to 60 letters a-z, digits, '-' or '_', not \(given.value.quoted)")
      return usual
    }
    names.append((given?.value ?? usual, given != nil, given?.location ?? fields.location))
    return given?.value ?? usual
  }

  private static func isName(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
      }
  }

  private func source(
    _ fields: YAMLFields, _ problems: inout ProblemList
  ) -> YAMLFields.Field<Shot.Source>? {
    let picture = fields.text("picture", &problems)
    let chain = fields.text("chain", &problems)
    switch (fields.has("picture"), fields.has("chain")) {
    case (true, true):
      problems.add(fields.location, "a shot takes 'picture' or 'chain', not both")
      return nil
    case (false, false):
      problems.add(
        fields.location,
        index == 0
          ? "a shot needs 'picture: FILE'"
          : "a shot needs 'picture: FILE', or 'chain: previous' to go on from the shot before")
      return nil
    default: break
    }
    if let picture {
      guard !picture.value.isEmpty, !picture.value.utf8.contains(0) else {
        problems.add(picture.location, "'picture' must be the path of a file")
        return nil
      }
      let path = document.file.parentPath.appending(path: picture.value)
      return .init(value: .picture(path: path), location: picture.location)
    }
    guard let chain else { return nil }
    if chain.value != "previous" {
      problems.add(
        chain.location, "'chain' must be previous, not \(chain.value.quoted)")
    } else if index == 0 {
      problems.add(
        chain.location,
        "a chain starts from the shot before, and this is the first; give it a 'picture'")
    }
    return .init(value: .previousShot, location: chain.location)
  }

  /// Reports names that two shots share; folders on many computers do not tell case apart.
  func checkNames(_ problems: inout ProblemList) {
    // A name that was given stands before one that comes by default, whichever shot is first.
    var taken: [String: SourceLocation] = [:]
    for entry in names.filter(\.given) + names.filter({ !$0.given }) {
      let key = entry.name.lowercased()
      if let first = taken[key] {
        let whose = entry.given ? "the name" : "a shot without a name here is called"
        let verb = entry.given ? "is taken by" : "but that is the name of"
        problems.add(
          entry.location,
          "\(whose) \(entry.name.quoted) \(verb) the shot on line \(first.line); give it another")
      } else {
        taken[key] = entry.location
      }
    }
  }
}
