internal import Footage

extension PresetDraft {
  /// The kind of coding that it names; nil when it names none.
  var codec: VideoDelivery.Codec? { video("video.codec")?.codec }

  /// The encoder that it names; nil when it names none.
  var encoder: String? { video("video.encoder")?.encoder }

  /// A picture's settings after one key's change; nil when it says nothing of the key.
  private func video(_ path: String) -> VideoDelivery? {
    guard let entry = entries[path] else { return nil }
    var settings = DeliverySettings()
    entry.change(&settings)
    return settings.video
  }

  /// Words that the codec's encoder does not have: their keys, and what is wrong with them.
  ///
  /// - Parameter knowsFormats: whether the FFmpeg at hand is asked for pixel formats as well.
  func wordProblems(
    _ settings: DeliverySettings, knowsFormats: Bool
  ) -> [(path: String, sentence: String)] {
    guard let video = settings.video else { return [] }
    let codec = video.codec.rawValue
    var problems: [(path: String, sentence: String)] = []
    if let profile = video.profile, !video.knowsProfile {
      problems.append(
        (
          "video.profile",
          "'profile' of \(codec) must be \(video.profileExpectation), not \(profile.quoted)"
            + hint(profile, video.profiles)
        ))
    }
    if let speed = video.speed, !video.knowsSpeed {
      problems.append(
        (
          "video.speed",
          "'speed' of \(codec) must be \(video.speedExpectation), not \(speed.quoted)"
            + hint(speed, video.speeds)
        ))
    }
    if knowsFormats, let sentence = formatProblem(video) {
      problems.append(("video.pixel_format", sentence))
    }
    return problems
  }

  /// What is wrong with a pixel format that FFmpeg does not know, or the encoder does not take.
  private func formatProblem(_ video: VideoDelivery) -> String? {
    let name = video.pixelFormat
    // The source decides then.
    guard name != "source" else { return nil }
    let isKnown = VideoDelivery.isPixelFormat(name)
    let taken = video.takenPixelFormats
    guard !isKnown || taken?.contains(name) == false else { return nil }
    var sentence = "there is no pixel format \(name.quoted)"
    if isKnown {
      sentence = "\(video.encoder ?? video.codec.rawValue) takes no pictures in \(name)"
    }
    if let taken { sentence += "; it takes \(taken.joined(separator: ", "))" }
    return sentence + hint(name, taken)
  }

  private func hint(_ word: String, _ words: [String]?) -> String {
    // A number is no slip of the pen for another one.
    guard Int(word) == nil else { return "" }
    return Spelling.nearest(to: word, among: words ?? []).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// Refuses the draft for every problem, each with its place.
  ///
  /// - Parameter problems: keys, and what is wrong with their values.
  func refuse(_ problems: [(path: String, sentence: String)]) throws(StudioError) {
    guard let first = problems.first else { return }
    var placed = ProblemList()
    for (path, sentence) in problems {
      if let place = place(of: path) { placed.add(place, sentence) }
    }
    // A wish of the command line has no lines.
    if let place = place(of: first.path), !place.file.hasPrefix("--set ") {
      throw StudioError(.preset, file, problems: placed.sorted)
    }
    throw StudioError(.preset, place(of: first.path)?.file ?? file, first.sentence)
  }

  /// Where this file says what a key is to be, or else what made the value of a base a wrong one.
  private func place(of path: String) -> SourceLocation? {
    let section = String(path.prefix { $0 != "." })
    var keys = [path]
    if section == "video" { keys += ["video.encoder", "video.codec"] }
    if section == "streaming" { keys += ["streaming.segment_seconds"] }
    keys += [section, "container"]
    let places = keys.compactMap { entries[$0]?.location }
    return places.first { $0.file == file } ?? places.first
  }
}
