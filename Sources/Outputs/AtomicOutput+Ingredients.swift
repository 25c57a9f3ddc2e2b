/// The rule that a result never replaces what it is made of: a photograph cannot be taken again.
extension AtomicOutput {
  /// Checks that a file could be written here, and that it is none of those it is made of.
  ///
  /// Links and second names of one file are seen through. Ask before long or paid work.
  /// - Throws: ``OutputError`` `.ingredient`, `.exists`, `.unwritable`.
  public static func check(
    _ destination: String, replacing: Bool, madeOf inputs: [String]
  ) throws(OutputError) {
    // First, since replacing it is not what would be right.
    try check(destination, isNoneOf: inputs)
    try check(destination, replacing: replacing)
  }

  /// Checks that a result is none of the files that it is made of, under no name of theirs, and no
  /// folder that one of them lies in.
  ///
  /// - Throws: ``OutputError`` `.ingredient`.
  public static func check(
    _ destination: String, isNoneOf inputs: [String]
  ) throws(OutputError) {
    if let input = inputs.first(where: { WholeFile.isSame($0, destination) }) {
      throw OutputError(
        .ingredient, path: destination,
        "\(destination): the result would replace \(input), which it is made of; name another file."
      )
    }
    guard PathKind(destination) == .folder else { return }
    if let input = inputs.first(where: { lies($0, in: destination) }) {
      throw OutputError(
        .ingredient, path: destination,
        "\(destination): the result would replace this folder, and \(input), which it is made of,"
          + " with it; name another folder.")
    }
  }

  /// Whether a file lies in a folder or in one of its own; links are followed first.
  private static func lies(_ file: String, in folder: String) -> Bool {
    var place = split(resolved(file)).folder
    while place.hasPrefix("/") {
      if WholeFile.isSame(place, folder) { return true }
      if place == "/" { return false }
      place = split(place).folder
    }
    return false
  }

  /// Whether two names lead to one and the same place, whether or not anything is there yet.
  public static func isSamePlace(_ name: String, _ other: String) -> Bool {
    if name == other || WholeFile.isSame(name, other) { return true }
    let (one, two) = (split(resolved(name)), split(resolved(other)))
    return one.name == two.name && WholeFile.isSame(one.folder, two.folder)
  }
}
