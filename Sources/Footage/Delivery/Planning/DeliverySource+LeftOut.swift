extension DeliverySource {
  /// What of the source is not in a result with these settings though it could have been, a sentence
  /// each.
  func leftOut(_ settings: DeliverySettings) -> [String] {
    var notes: [String] = []
    if settings.video != nil, clip.streamCounts.video > 1 {
      notes.append("The source has \(clip.streamCounts.video) pictures; the first was taken.")
    }
    if settings.audio != nil, !settings.container.isAnimation, clip.streamCounts.audio > 1 {
      notes.append(
        "The source has \(clip.streamCounts.audio) sound tracks; the usual one was taken.")
    }
    if settings.video != nil, !settings.container.isAnimation, textCount > 0 {
      notes.append(
        textCount == 1
          ? "The source's subtitles were left out; --captions puts in those of a file."
          : "The source's \(textCount) tracks of subtitles were left out; --captions puts in those "
            + "of a file.")
    }
    if chapterCount > 0, !settings.container.isAnimation {
      notes.append(
        "The source's \(chapterCount == 1 ? "chapter was" : "\(chapterCount) chapters were") left out."
      )
    }
    notes += beyondThePicture(settings)
    if settings.video != nil { notes += Self.holes(unevenTimes) }
    if settings.audio?.loudness != nil, sound == nil,
      settings.audio?.whenMissing == AudioDelivery.Absence.none
    {
      notes.append("The source has no sound whose loudness could be set.")
    }
    return notes
  }

  /// Places where a film of an even rate lacks pictures; a film of uneven rate has its reasons.
  static func holes(_ times: [Double]) -> [String] {
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    let usual = steps.sorted().dropFirst(steps.count / 2).first ?? 0
    let odd = steps.indices.filter { abs(steps[$0] - usual) > usual / 2 }
    guard usual > 0, steps.count > 10, odd.count <= 3 else { return [] }
    return odd.filter { steps[$0] > 3 * usual }.map {
      "The source lacks pictures for \((steps[$0] - usual).rounded(toPlaces: 2)) s at "
        + "\((times[$0] + usual).rounded(toPlaces: 2)) s; it may be damaged."
    }
  }

  /// What comes, or should come, after the last picture, where it is more than people overlook.
  private func beyondThePicture(_ settings: DeliverySettings) -> [String] {
    guard settings.video != nil, !settings.container.isAnimation, let video = clip.video else {
      return []
    }
    let end = video.start + video.duration
    let least = 0.5
    if settings.audio != nil, let soundEnd, soundEnd - end > least {
      return [
        "The source's sound goes on for \((soundEnd - end).rounded(toPlaces: 2)) s after its last "
          + "picture; that was left out."
      ]
    }
    // Containers tell how long the longest of their streams is.
    let known = max(end, soundEnd ?? end)
    if textCount == 0, let claimed = clip.duration, claimed + min(0, start) - known > least {
      return [
        "The source claims to last \(claimed.rounded(toPlaces: 2)) s, and ends after "
          + "\(known.rounded(toPlaces: 2)) s; it may be damaged."
      ]
    }
    return []
  }
}
