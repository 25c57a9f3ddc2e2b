import Libav
public import Outputs

/// What clips say of their origin, by a label or by tags that are known to be one.
public enum ClipOrigin {
  /// The label of a video file; nil when it says nothing of the kind, as camera clips do.
  ///
  /// - Throws: ``FootageError`` `.missing`, `.damaged`; `CancellationError`.
  public static func label(of path: String) async throws -> OriginLabel? {
    try await work(on: path) { cancellation in
      try about(path) {
        let demuxer = try Demuxer.open(path, cancellation, analyzing: false)
        let tags = Dictionary(
          demuxer.metadata.map { ($0.key.lowercased(), $0.value) },
          uniquingKeysWith: { first, _ in first })
        return try label(of: path, tags: tags)
      }
    }
  }

  static func label(of clip: Clip) throws(OutputError) -> OriginLabel? {
    try label(of: clip.path, tags: clip.tags)
  }

  /// - Parameter tags: names in lower case.
  private static func label(
    of path: String, tags: [String: String]
  ) throws(OutputError) -> OriginLabel? {
    if let own = try OriginLabel.read(file: path) { return own }
    return known(in: tags)
  }

  /// The label that tags amount to.
  static func known(in tags: [String: String]) -> OriginLabel? {
    if SimulationMark.isIn(tags) { return OriginLabel(.simulated, title: tags["title"]) }
    // GB 45438-2025: services in China state it so; "1" says that a model made the content.
    let statement = (tags["aigc"] ?? "").lowercased().filter { !$0.isWhitespace }
    if statement.contains("\"label\":\"1\"") {
      return OriginLabel(.generated, title: tags["title"])
    }
    return nil
  }
}

extension OriginLabel {
  /// The label of a file that is made of something labelled so.
  ///
  /// - Parameters:
  ///   - keepsMetadata: whether anything beyond how it came to be is told.
  ///   - keepsPrompt: whether the words it was made of are.
  func kept(metadata keepsMetadata: Bool, prompt keepsPrompt: Bool) -> OriginLabel {
    var label = keepsMetadata ? self : bare
    if !keepsPrompt {
      if label.title == label.prompt { label.title = nil }
      label.prompt = nil
    }
    return label
  }

  /// Puts the label into a finished MP4 or MOV file, and reads it back.
  ///
  /// - Throws: `OutputError`; ``FootageError`` `.unproven`.
  func label(movie path: String, as destination: String) throws {
    try append(toMovie: path)
    guard try OriginLabel.read(file: path) == self else {
      throw FootageError(
        .unproven, path: destination,
        "\(destination): the label of its origin cannot be read back; the result was not kept.")
    }
  }

  /// What is said where a kind of file has no place for a label.
  static func missing(in kind: String) -> String {
    "\(kind) files have no place for the label of its origin; MP4 and MOV have."
  }
}
