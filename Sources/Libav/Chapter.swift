internal import CFFmpeg

/// A part of a film that players can go to.
package struct Chapter: Sendable, Hashable {
  /// Seconds on the file's clock.
  package var start: Double
  package var end: Double
  /// What it is called; nil where it has no name.
  package var title: String?

  package init(start: Double, end: Double, title: String?) {
    self.start = start
    self.end = end
    self.title = title
  }
}

extension Chapter {
  /// Ends where it starts when the file does not say where it ends.
  init(_ chapter: AVChapter) {
    let ticks = Rational(chapter.time_base)
    start = Timestamp(chapter.start, ticks).seconds
    end = chapter.end == hs_no_pts ? start : max(start, Timestamp(chapter.end, ticks).seconds)
    let name = MetadataTags.all(chapter.metadata)["title"]
    title = name == "" ? nil : name
  }
}
