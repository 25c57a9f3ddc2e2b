import ArgumentParser

/// What a file's name says it is: the letters after its last dot, in lower case.
struct FileEnding: Hashable, CustomStringConvertible {
  let description: String

  init(of name: String) {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    description = file.lastIndex(of: ".").map { file[file.index(after: $0)...].lowercased() } ?? ""
  }

  /// Refuses a name that would lie about what is in the file.
  static func require(
    _ ending: FileEnding, of output: String, option: String = "--output"
  ) throws {
    guard FileEnding(of: output) != ending else { return }
    throw ValidationError(
      "\(option) is \(output); what is written is of the kind .\(ending), so end the name in that.")
  }
}
