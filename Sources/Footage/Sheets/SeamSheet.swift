import Libav
import Raster

/// The last picture of each clip beside the first of the next: what a viewer sees where clips are
/// joined.
public struct SeamSheet: Sendable {
  /// One place where two clips meet.
  public struct Seam: Sendable, Encodable, Hashable {
    /// The clip that ends.
    public let before: String
    /// The clip that begins.
    public let after: String
    /// How much alike the two pictures are, in decibels; nil when they have not the same shape, and
    /// a large number when they are equal.
    public let likeness: Double?
  }

  private let options: ContactSheet.Options

  /// Creates a maker of seam sheets; columns, width, title and theme count.
  public init(_ options: ContactSheet.Options) { self.options = options }

  /// Draws the seams of clips in playing order.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` for fewer than two clips, and those of reading.
  public func make(
    _ subjects: [ContactSheet.Subject]
  ) async throws -> (sheet: SheetResult, seams: [Seam]) {
    guard subjects.count > 1 else {
      throw FootageError(
        .invalidRequest, path: subjects.first?.path ?? "", "A seam needs two clips at least.")
    }
    try options.check()
    let theme = options.theme
    // Pairs stay together: an even number of columns.
    let columns = max(2, options.columns & ~1)
    var ends: [End] = []
    let tileWidth = SheetLayout(
      [.init(tileCount: 1, pictureSize: PixelSize(width: 1, height: 1))], columns: columns,
      width: options.width, gap: theme.gap, margin: theme.margin
    ).sections[0].tiles[0].width
    try await InTurn.perform(subjects) { subject in
      try await work(on: subject.path) { try End(subject, tileWidth: tileWidth, $0) }
    } deliver: { _, result in
      ends.append(try result.get())
    }
    let shape = ends[0].last.bitmap.size
    let layout = SheetLayout(
      [.init(tileCount: 2 * (ends.count - 1), pictureSize: shape)], columns: columns,
      width: options.width, gap: theme.gap, margin: theme.margin, hasHeader: theme.hasHeader)
    var page = SheetPage(layout, theme)
    page.write(
      title: options.title ?? "\(ends.count - 1) seams of \(ends.count) clips",
      subtitle: "the last picture of each clip beside the first of the next", badges: [])
    var tiles: [SheetResult.Tile] = []
    var seams: [Seam] = []
    for number in 0..<ends.count - 1 {
      let (before, after) = (ends[number], ends[number + 1])
      let isSameShape = before.last.bitmap.size == after.first.bitmap.size
      let likeness =
        isSameShape ? min(99, before.last.bitmap.psnr(against: after.first.bitmap)) : nil
      seams.append(Seam(before: before.path, after: after.path, likeness: likeness))
      let said = likeness.map { "\($0.rounded(toPlaces: 1)) dB" } ?? "other shape"
      for (frame, end, text, place) in [
        (before.last, before, "ends: \(before.name)", 0),
        (after.first, after, "begins, \(said): \(after.name)", 1),
      ] {
        let tile = layout.sections[0].tiles[2 * number + place]
        let box = page.place(
          try frame.fitted(into: tile.size), in: tile, caption: text)
        tiles.append(
          SheetResult.Tile(clip: end.path, seconds: frame.seconds, frame: frame.index, box: box))
      }
    }
    return (SheetResult(bitmap: page.bitmap, tiles: tiles, notes: []), seams)
  }

  private struct End: Sendable {
    let path: String
    let name: String
    let first: SampledFrame
    let last: SampledFrame

    init(
      _ subject: ContactSheet.Subject, tileWidth: Int, _ cancellation: Cancellation
    ) throws {
      path = subject.path
      name = subject.label ?? SheetCaption.fileName(subject.path)
      let clip = try IndexedClip.open(subject.path, cancellation)
      let box = PixelSize(width: tileWidth, height: tileWidth * 5 / 4)
      let found = try about(subject.path) {
        try FrameSampler.sample(
          clip, at: [.first, .last], fitting: box, .alone, cancellation, enlarging: true)
      }
      guard let first = found.first, let last = found.last else {
        throw FrameSampler.nothing(in: subject.path)
      }
      (self.first, self.last) = (first, last)
    }
  }
}

extension SampledFrame {
  /// The same picture no larger than a tile.
  fileprivate func fitted(into size: PixelSize) throws(LibavError) -> SampledFrame {
    let target = bitmap.size.fitted(into: size, enlarging: false)
    guard target != bitmap.size else { return self }
    return SampledFrame(
      bitmap: try Resampler.resize(bitmap, crop: PixelRect(bitmap.size), to: target),
      seconds: seconds, index: index, isDamaged: isDamaged, standsInFor: standsInFor)
  }
}
