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

    /// Creates a subject.
    public init(path: String, label: String? = nil) {
      self.path = path
      self.label = label
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
    let options = self.options
    guard let first = subjects.first else {
      throw FootageError(.invalidRequest, path: "", "A contact sheet needs at least one clip.")
    }
    try options.check()
    return try await work(on: first.path) { cancellation in
      var clips: [SheetClip] = []
      for subject in subjects {
        clips.append(try SheetClip(subject, options, of: subjects.count, cancellation))
      }
      let total = clips.reduce(0) { $0 + $1.video.duration }
      let layout = SheetLayout(
        clips.map { SheetLayout.Content(tileCount: $0.picks.count, pictureSize: $0.shown) },
        columns: options.columns, width: options.width)
      try ContactSheet.requireRoom(for: layout.size)
      var page = SheetPage(layout)
      page.write(
        title: options.title ?? SheetCaption.title(clips), subtitle: SheetCaption.subtitle(clips))
      var completed = 0.0
      for (clip, section) in zip(clips, layout.sections) {
        progress?(Progress(phase: "sampling", completed: completed, total: total))
        if let label = section.label { page.write(label: SheetCaption.label(clip), in: label) }
        let frames = try about(clip.path) {
          try FrameSampler.sample(
            clip.path, clip.picks, fitting: section.tiles.first?.size, cancellation)
        }
        for (frame, tile) in zip(frames, section.tiles) { page.place(frame, in: tile) }
        completed += clip.video.duration
      }
      progress?(Progress(phase: "sampling", completed: total, total: total))
      return page.bitmap
    }
  }
}

extension ContactSheet {
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

/// A clip that is to be shown, with the frames chosen.
struct SheetClip {
  let path: String
  let name: String
  let clip: Clip
  let video: VideoFacts
  let picks: [FramePick]

  var shown: PixelSize { video.displaySize }

  init(
    _ subject: ContactSheet.Subject, _ options: ContactSheet.Options, of count: Int,
    _ cancellation: Cancellation
  ) throws {
    let probed = try Prober.probe(subject.path, cancellation)
    guard let video = probed.video else {
      throw FootageError(
        .noVideo, path: subject.path, "\(subject.path): there is no moving picture in it.")
    }
    path = subject.path
    name = subject.label ?? SheetCaption.fileName(subject.path)
    clip = probed
    self.video = video
    let usual = count == 1 ? options.columns * 4 : options.columns
    let wanted = min(max(1, options.picturesPerClip ?? usual), video.frameCount)
    picks = (0..<wanted).map { .frame((2 * $0 + 1) * video.frameCount / (2 * wanted)) }
  }
}
