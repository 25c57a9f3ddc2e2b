/// Words of FFmpeg's filter language.
enum FilterText {
  /// A value, such as a file's name, so that the language takes every character for itself.
  ///
  /// Twice: once for the list of a filter's options, once for the graph.
  /// Source: ffmpeg-filters(1), "Notes on filtergraph escaping".
  static func escaped(_ value: String) -> String {
    escaped(escaped(value, "\\':"), "\\'[],;")
  }

  private static func escaped(_ value: String, _ special: Set<Character>) -> String {
    value.reduce(into: "") { text, character in
      if special.contains(character) { text.append("\\") }
      text.append(character)
    }
  }

  private static func escaped(_ value: String, _ special: String) -> String {
    escaped(value, Set(special))
  }
}
