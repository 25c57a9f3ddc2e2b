extension Clip {
  /// Tags that stay true of what is made of the file.
  private static let lasting: Set<String> = [
    "title", "artist", "album", "genre", "comment", "description", "synopsis", "copyright", "date",
    "make", "model", "software",
  ]

  /// The file's tags that what is made of it keeps: its title, and where it comes from.
  var lastingTags: [String: String] { tags.filter { Clip.lasting.contains($0.key) } }

  /// The tags of a film made of clips: the first clip's, and the mark when one of them was simulated.
  ///
  /// - Parameter title: in place of the first clip's own; nil keeps that.
  static func filmTags(of clips: [Clip], title: String?) -> [String: String] {
    var tags = clips.first?.lastingTags ?? [:]
    if let title { tags["title"] = title }
    // One simulated shot makes the whole film a simulated one.
    if clips.contains(where: \.isSimulated), !SimulationMark.isIn(tags) {
      let own = tags[SimulationMark.tag].map { " " + $0 } ?? ""
      tags[SimulationMark.tag] = SimulationMark.text + own
    }
    return tags
  }
}
