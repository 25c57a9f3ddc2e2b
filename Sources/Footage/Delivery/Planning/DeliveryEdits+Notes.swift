import Libav

extension DeliveryEdits {
  /// What a person may not expect of these edits in a result of some length.
  ///
  /// - Parameters:
  ///   - duration: of the whole result, in seconds; nil when nothing tells.
  ///   - isHeard: whether it has sound.
  func notes(
    duration: Double?, isHeard: Bool, _ cancellation: Cancellation
  ) throws -> [String] {
    guard let duration else { return [] }
    return fadeNotes(duration: duration)
      + (isHeard ? try musicNotes(duration: duration, cancellation) : [])
      + (try captionNotes(duration: duration))
  }

  /// What becomes of fades that are longer than the film.
  private func fadeNotes(duration: Double) -> [String] {
    [("fade in", fadeIn), ("fade out", fadeOut)].filter { $0.1 > duration }.map { name, length in
      "The \(name) takes \(length.rounded(toPlaces: 2)) s, and the film only "
        + "\(duration.rounded(toPlaces: 2)) s: it does not come to its end."
    }
  }

  /// What becomes of captions in a film that is shown several times.
  private func captionNotes(duration: Double) throws -> [String] {
    guard plays > 1, let captions else { return [] }
    let last = try CaptionFile.read(captions.path).map(\.end).max() ?? 0
    guard Double(last) / 1000 <= duration / Double(plays) else { return [] }
    return [
      "Captions keep to the time of the whole result, so they are shown in the first of its \(plays) "
        + "rounds only; give the file times of the later ones to have them there, too."
    ]
  }

  /// What becomes of music that is shorter than the film.
  private func musicNotes(
    duration: Double, _ cancellation: Cancellation
  ) throws -> [String] {
    guard let music else { return [] }
    let clip = try Prober.probe(music, cancellation)
    guard clip.audio != nil, let length = clip.audio?.duration ?? clip.duration,
      duration - length > 0.1
    else { return [] }
    return [
      "The music ends at \(length.rounded(toPlaces: 2)) s, and the film at "
        + "\(duration.rounded(toPlaces: 2)) s."
    ]
  }
}
