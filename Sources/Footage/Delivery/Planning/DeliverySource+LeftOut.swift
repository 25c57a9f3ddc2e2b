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
    let count = chapters.count
    if count > 0, !settings.container.isAnimation, !settings.container.holdsChapters {
      notes.append(
        "The source's \(count == 1 ? "chapter was" : "\(count) chapters were") left out.")
    }
    if settings.audio?.loudness != nil, sound == nil,
      settings.audio?.whenMissing == AudioDelivery.Absence.none
    {
      notes.append("The source has no sound whose loudness could be set.")
    }
    return notes + missing(settings)
  }
}
