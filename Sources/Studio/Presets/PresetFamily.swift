/// Presets that extend each other, before they are made whole.
struct PresetFamily {
  /// One preset's file.
  struct Member {
    let name: String
    let draft: PresetDraft
    let source: PresetLibrary.Source
    let text: String
  }

  private var builtIn: [String: Member] = [:]
  private var users: [String: Member] = [:]

  /// One member a name; the user's come before ours.
  var members: [Member] { Array(builtIn.merging(users) { $1 }.values) }

  /// Adds one of the program's.
  mutating func add(builtIn bytes: [UInt8], file: String) throws(StudioError) {
    let member = try Self.member(bytes, file, .builtIn)
    builtIn[member.name] = member
  }

  /// Adds one of the user's.
  ///
  /// - Parameter knowsBases: whether all that it may extend are here, so that one that is not there is told
  ///   of beside its other problems.
  @discardableResult
  mutating func add(
    user file: PresetFolder.File, _ bytes: [UInt8], knowsBases: Bool = false
  ) throws(StudioError) -> Member {
    let member = try Self.member(
      bytes, file.path, .file(path: file.path),
      bases: knowsBases ? members.map(\.name).sorted() : nil)
    try PresetFolder.check(member.name, of: file)
    users[member.name] = member
    return member
  }

  private static func member(
    _ bytes: [UInt8], _ path: String, _ source: PresetLibrary.Source, bases: [String]? = nil
  ) throws(StudioError) -> Member {
    let draft = try PresetDraft.parse(bytes, file: path, bases: bases)
    guard let name = draft.name else { throw StudioError(.preset, path, "is not a preset") }
    return Member(
      name: name, draft: draft, source: source, text: String(decoding: bytes, as: UTF8.self))
  }

  /// What a preset and all that it extends say together.
  ///
  /// A preset of ours extends only ours, so that a file of the user's changes nothing but the preset
  /// of its name; one of the user's that has and extends a name of ours extends ours.
  ///
  /// - Throws: ``StudioError`` `.preset`: one of them is not there, or they extend each other in a
  ///   circle.
  func whole(_ member: Member) throws(StudioError) -> PresetDraft {
    var line = [member]
    var current = member
    while let base = current.draft.base {
      let isOurs = current.source == .builtIn || base.name == current.name
      guard let next = isOurs ? builtIn[base.name] : users[base.name] ?? builtIn[base.name] else {
        let names = members.map(\.name).filter { $0 != member.name }.sorted()
        throw StudioError(
          .preset, current.draft.file,
          problems: [PresetDraft.missing(base, among: names)])
      }
      // One of the user's is not the one of ours that has its name, whatever the file is called.
      guard !line.contains(where: { $0.name == next.name && $0.source == next.source }) else {
        throw StudioError(
          .preset, current.draft.file,
          problems: [
            SourceProblem(base.location, "the presets extend each other in a circle")
          ])
      }
      line.append(next)
      current = next
    }
    // From the root upwards, so that what one of them leaves out stays out for those above.
    return line.dropLast().reversed().reduce(current.draft) { $1.draft.applied(over: $0) }
  }
}
