internal import Footage
internal import Hailuo
internal import Yams

extension Storyboard {
  /// Reads a storyboard file, YAML or JSON.
  ///
  /// - Parameter check: finds further problems in what could be made out, the model's for example.
  /// - Throws: ``StudioError`` `.missing`, `.unreadable`, or `.storyboard` with every problem.
  public static func read(
    _ path: String, check: (Storyboard) -> [SourceProblem] = { _ in [] }
  ) throws(StudioError) -> Storyboard {
    try parse(try TextFile.bytes(of: path, code: .storyboard), file: path, check: check)
  }

  /// Parses a storyboard.
  ///
  /// The file's path is for messages, and because the pictures' paths start from its folder.
  ///
  /// - Parameter check: finds further problems in what could be made out, the model's for example.
  /// - Throws: ``StudioError`` `.storyboard` with every problem, in the order of their lines.
  public static func parse(
    _ bytes: [UInt8], file: String, check: (Storyboard) -> [SourceProblem] = { _ in [] }
  ) throws(StudioError) -> Storyboard {
    let document = try YAMLDocument.parse(bytes, file: file, code: .storyboard)
    var problems = ProblemList()
    problems.add(contentsOf: document.problems)
    let storyboard = Storyboard(document, &problems)
    if let storyboard { problems.add(contentsOf: check(storyboard)) }
    try problems.check(.storyboard, file)
    guard let storyboard else {
      throw StudioError(.storyboard, file, "is not a storyboard")
    }
    return storyboard
  }

  private static let keys = [
    "title", "aspect", "model", "resolution", "duration", "prompt_optimizer", "preset", "seam",
    "anchor", "match_colour", "shots",
  ]

  /// As much of a storyboard as can be made out; `nil` when there are no shots to speak of.
  private init?(_ document: YAMLDocument, _ problems: inout ProblemList) {
    guard
      let fields = YAMLFields(
        document.root, of: document, what: "a storyboard", keys: Self.keys, &problems)
    else { return nil }
    file = document.file
    title = fields.text("title", &problems)?.value
    let aspect = fields.text("aspect", &problems)
    if let aspect, !Self.isAspect(aspect.value) {
      problems.add(
        aspect.location, "'aspect' must be two numbers like 16:9, not \(aspect.value.quoted)")
    }
    self.aspect = aspect?.value ?? "16:9"
    aspectLocation = aspect?.location
    let model = fields.text("model", &problems)
    self.model = model?.value
    modelLocation = model?.location
    let resolution = fields.choice("resolution", as: Resolution.self, &problems)
    self.resolution = resolution?.value
    resolutionLocation = resolution?.location
    let preset = fields.text("preset", &problems)
    if let preset, preset.value != "none", !DeliveryPreset.isName(preset.value) {
      problems.add(
        preset.location, "'preset' must be a preset's name or none, not \(preset.value.quoted)")
    }
    self.preset = preset?.value == "none" ? nil : preset?.value ?? Self.usualPreset
    presetLocation = preset?.location
    let defaults = ShotReader.Defaults(
      durationSeconds: ShotReader.duration(fields, &problems) ?? 6,
      promptOptimizer: fields.flag("prompt_optimizer", &problems)?.value ?? true,
      seam: ShotReader.seam(fields, &problems),
      anchor: ShotReader.anchor(fields, &problems)?.value ?? .last)
    let match = fields.choice("match_colour", as: ColourMatch.self, &problems)
    colourMatch = match?.value ?? .off
    saysHowToJoin = defaults.seam != nil || match != nil
    guard let nodes = Self.shotNodes(fields, &problems) else { return nil }
    var reader = ShotReader(document: document, defaults: defaults, count: nodes.count)
    shots = nodes.compactMap { reader.shot($0, &problems) }
    reader.checkNames(&problems)
    problems.add(contentsOf: seamProblems)
  }

  private static func shotNodes(_ fields: YAMLFields, _ problems: inout ProblemList) -> [Node]? {
    guard let node = fields.node("shots") else {
      problems.add(fields.location, "a storyboard needs 'shots', a list with at least one shot")
      return nil
    }
    let place = fields.document.location(of: node)
    guard case .sequence(let sequence) = node else {
      problems.add(place, "'shots' must be a list with at least one shot, not \(node.kind)")
      return nil
    }
    if sequence.isEmpty { problems.add(place, "'shots' is empty; a film needs at least one shot") }
    if sequence.count > mostShots {
      problems.add(
        place, "\(sequence.count) shots are too many; a storyboard takes up to \(mostShots)")
      return nil
    }
    return Array(sequence)
  }

  /// Two positive numbers with a colon between; how extreme they may be is the picture's business.
  private static func isAspect(_ text: String) -> Bool {
    let sides = text.split(separator: ":", omittingEmptySubsequences: false)
    return sides.count == 2
      && sides.allSatisfy { side in
        side.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
          && (1...100_000).contains(Int(side) ?? 0)
      }
  }
}
