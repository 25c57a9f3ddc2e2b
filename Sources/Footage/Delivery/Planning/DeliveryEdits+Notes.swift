import Libav

extension DeliveryEdits {
  /// What a person may not expect of captions in a film that is shown several times.
  ///
  /// - Parameter duration: of the whole result, in seconds.
  func captionNotes(duration: Double) throws -> [String] {
    guard plays > 1, let captions else { return [] }
    let last = try CaptionFile.read(captions.path).map(\.end).max() ?? 0
    guard Double(last) / 1000 <= duration / Double(plays) else { return [] }
    return [
      "Captions keep to the time of the whole result, so they are shown in the first of its \(plays) "
        + "rounds only; give the file times of the later ones to have them there, too."
    ]
  }

  /// What becomes of music that is shorter than the film.
  ///
  /// - Parameter duration: of the whole result, in seconds; nil when nothing tells.
  func musicNotes(duration: Double?, _ cancellation: Cancellation) throws -> [String] {
    guard let music, let duration else { return [] }
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
