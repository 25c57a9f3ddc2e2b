import Libav

/// What the edit lists of an MP4 file do, in words.
enum EditExplanation {
  static func sentences(_ reading: ClipReading) -> [String] {
    guard let timescale = reading.movieTimescale else { return [] }
    return zip(reading.streams, reading.edits).flatMap { stream, edits in
      sentences(stream, edits, movieTimescale: timescale, reading)
    }
  }

  private static func sentences(
    _ stream: StreamFacts, _ edits: [MovieTables.Edit], movieTimescale: Int, _ reading: ClipReading
  ) -> [String] {
    let name = stream.kind == .audio ? "the sound" : stream.kind == .video ? "the picture" : "data"
    let subject = "stream \(stream.index) (\(name))"
    var found: [String] = []
    var rest = edits[...]
    if let first = rest.first, first.start == -1 {
      let wait = Double(first.duration) / Double(movieTimescale)
      found.append("\(subject) starts after a wait of \(wait.rounded(toPlaces: 3)) s")
      rest.removeFirst()
    }
    guard let edit = rest.first else { return found }
    if rest.count > 1 { found.append("\(subject) is shown in \(rest.count) separate stretches") }
    if !edit.isNormalSpeed { found.append("\(subject) is not shown at its own speed") }
    guard edit.start > 0 else { return found }
    let skipped = Timestamp(Int64(edit.start), stream.timeBase).seconds.rounded(toPlaces: 3)
    let hidden =
      reading.picture.map { picture in
        picture.stream.index == stream.index
          ? picture.index.entries.count - picture.index.frameCount : 0
      } ?? 0
    if stream.kind == .audio {
      found.append("\(subject) skips its first \(skipped) s, an encoder's priming")
    } else if hidden > 0 {
      found.append("\(subject) skips its first \(skipped) s: \(hidden) frames are hidden")
    } else {
      found.append(
        "\(subject) skips \(skipped) s of time in which nothing is shown: the delay of its B-frames"
      )
    }
    return found
  }
}
