import Foundation
import Libav
public import Raster

/// A page of pictures that shows clips at a glance.
public struct ContactSheet: Sendable {
  /// One clip on the sheet.
  public struct Subject: Sendable {
    /// The clip's file.
    public let path: String
    /// What to call it; the file's name when nil.
    public let label: String?
    /// What is wrong with it, a word or two each, to be shown beside its name.
    public let badges: [String]

    /// Creates a subject.
    public init(path: String, label: String? = nil, badges: [String] = []) {
      self.path = path
      self.label = label
      self.badges = badges
    }
  }

  /// How the sheet is to look.
  public struct Options: Sendable {
    /// Pictures side by side.
    public var columns: Int
    /// Pictures of each clip; nil for four rows of a single clip and one row of each of several.
    public var picturesPerClip: Int?
    /// Width of the sheet in pixels.
    public var width: Int
    /// The heading; nil for the file's name, or the number of clips.
    public var title: String?
    /// Which frames are shown; the number of even ones is ``picturesPerClip``.
    public var selection: SheetSelection = .even(nil)
    /// Whether the best frame of the stretch around each even one is shown instead of it.
    public var isBest = false
    /// Whether key frames will do that lie near what was asked for; many times as quick on long
    /// films.
    public var isApproximate = false
    /// Colours and sizes.
    public var theme: SheetTheme = .dark
    /// How many sheets are made at the same time; with several, each is content with one thread.
    public var sheetsAtOnce = 1

    /// Creates options; the defaults make a sheet that fits a laptop's screen.
    public init(
      columns: Int = 5, picturesPerClip: Int? = nil, width: Int = 1600, title: String? = nil
    ) {
      self.columns = columns
      self.picturesPerClip = picturesPerClip
      self.width = width
      self.title = title
    }
  }

  /// How the sheet is to look.
  public let options: Options

  /// Creates a maker of sheets.
  public init(_ options: Options = Options()) { self.options = options }

  /// Draws the sheet.
  ///
  /// - Parameter progress: told in clips' seconds.
  /// - Throws: ``FootageError`` naming the clip; `CancellationError`.
  public func draw(
    _ subjects: [Subject], progress: ProgressReport? = nil
  ) async throws -> Bitmap {
    try await make(subjects, progress: progress).bitmap
  }

  /// Draws the sheet and tells what stands where on it.
  ///
  /// Several clips are decoded at the same time; only their tiles are kept.
  /// - Parameter progress: told in clips' seconds.
  /// - Throws: ``FootageError`` naming the clip; `CancellationError`.
  public func make(
    _ subjects: [Subject], progress: ProgressReport? = nil
  ) async throws -> SheetResult {
    let options = self.options
    guard !subjects.isEmpty else {
      throw FootageError(.invalidRequest, path: "", "A contact sheet needs at least one clip.")
    }
    try options.check()
    var clips: [SheetClip] = []
    try await InTurn.perform(subjects) { subject in
      try await work(on: subject.path) { cancellation in
        try SheetClip(subject, options, of: subjects.count, cancellation)
      }
    } deliver: { _, result in
      clips.append(try result.get())
    }
    let theme = options.theme
    let layout = SheetLayout(
      clips.map { SheetLayout.Content(tileCount: $0.count, pictureSize: $0.shown) },
      columns: options.columns, width: options.width, gap: theme.gap, margin: theme.margin,
      hasHeader: theme.hasHeader)
    try ContactSheet.requireRoom(for: layout.size)
    var page = SheetPage(layout, theme)
    page.write(
      title: options.title ?? SheetCaption.title(clips), subtitle: SheetCaption.subtitle(clips),
      badges: clips.count == 1 ? clips[0].badges : [])
    let total = clips.reduce(0) { $0 + $1.indexed.video.duration }
    var completed = 0.0
    var record = SheetRecord()
    let isAlone = subjects.count * options.sheetsAtOnce == 1
    progress?(Progress(phase: "sampling", completed: 0, total: total))
    let shares = zip(clips, layout.sections).flatMap {
      Share.all(of: $0, $1, atOnce: isAlone ? ProcessInfo.processInfo.activeProcessorCount : 1)
    }
    let manner: Decoder.Manner = isAlone && shares.count == 1 ? .whole : .alone
    var frames: [SampledFrame] = []
    try await InTurn.perform(shares) { share in
      try await work(on: share.clip.path) { cancellation in
        try share.clip.frames(
          share.numbers, fitting: share.section.tiles.first?.size, manner, cancellation)
      }
    } deliver: { share, result in
      frames += try result.get()
      guard share.isLast else { return }
      // Where a clip is damaged, one frame may stand in for several; it is shown once.
      var seen: Set<Int> = []
      let shown = frames.filter { seen.insert($0.index).inserted }
      let (clip, section) = (share.clip, share.section)
      if let label = section.label {
        page.write(
          label: clip.name, fact: SheetCaption.length(clip), badges: clip.badges, in: label)
      }
      for (frame, tile) in zip(shown, section.tiles) {
        record.add(frame, of: clip, at: page.place(frame, in: tile))
      }
      record.finish(clip, wanted: clip.count, found: shown)
      frames = []
      completed += clip.indexed.video.duration
      progress?(Progress(phase: "sampling", completed: completed, total: total))
    }
    return SheetResult(bitmap: page.bitmap, tiles: record.tiles, notes: record.notes)
  }

  /// Some of a clip's frames, which one decoder takes out.
  private struct Share: Sendable {
    let clip: SheetClip
    let section: SheetLayout.Section
    let numbers: [Int]
    let isLast: Bool

    static func all(
      of clip: SheetClip, _ section: SheetLayout.Section, atOnce most: Int
    ) -> [Share] {
      let shares = clip.shares(most)
      return shares.enumerated().map {
        Share(clip: clip, section: section, numbers: $1, isLast: $0 == shares.count - 1)
      }
    }
  }

  private static func requireRoom(for size: PixelSize) throws(FootageError) {
    guard size.pixelCount <= PNG.maximumPixelCount else {
      throw FootageError(
        .invalidRequest, path: "",
        "A contact sheet of \(size) pixels is too large; ask for fewer pictures or less width.")
    }
  }
}

extension ContactSheet.Options {
  /// Refuses numbers that make no sheet.
  func check() throws(FootageError) {
    guard (1...50).contains(columns) else {
      throw FootageError(
        .invalidRequest, path: "", "A contact sheet has 1 to 50 columns, not \(columns).")
    }
    guard (200...16_000).contains(width) else {
      throw FootageError(
        .invalidRequest, path: "", "A contact sheet is 200 to 16000 pixels wide, not \(width).")
    }
    guard picturesPerClip.map({ $0 > 0 }) ?? true else {
      throw FootageError(
        .invalidRequest, path: "", "A contact sheet shows at least one picture of each clip.")
    }
  }
}
