internal import Footage
public import Hailuo
internal import Outputs
internal import Raster
internal import Stills

/// Makes films: every shot of a storyboard, and what is made of them.
///
/// What is there already is not made again: takes by what was asked for, files by what they were
/// made of. So running it again goes on where it ended.
public struct FilmMaker: Sendable {
  /// Where and how a film is made.
  public struct Options: Sendable {
    /// The output folder; made if it is not there.
    public var folder: String
    /// How many shots are asked for at the same time; learned from how they fare when nil.
    public var width: Int?
    /// The size of the clips, in the place of the storyboard's.
    public var resolution: Resolution?
    /// Whether a film that this program did not make may be replaced.
    public var replacing: Bool
    /// Whether the film's files tell the words that its clips were made of.
    public var keepsPrompts: Bool

    /// Creates options.
    public init(
      folder: String, width: Int? = nil, resolution: Resolution? = nil, replacing: Bool = false,
      keepsPrompts: Bool = true
    ) {
      self.folder = folder
      self.width = width
      self.resolution = resolution
      self.replacing = replacing
      self.keepsPrompts = keepsPrompts
    }
  }

  /// Makes each take.
  public let takes: TakeMaker
  /// The presets that films are delivered by.
  public let presets: PresetLibrary
  /// Whether the simulator makes the clips.
  public let isSimulated: Bool

  /// Creates a maker.
  public init(takes: TakeMaker, presets: PresetLibrary, isSimulated: Bool) {
    self.takes = takes
    self.presets = presets
    self.isSimulated = isSimulated
  }

  /// Makes a film, or what is missing of it.
  ///
  /// Everything that can be checked is checked before anything is paid for.
  /// - Returns: the record, as it lies in the folder.
  /// - Throws: ``StudioError`` `.storyboard` with every problem at its line, `.incomplete` when
  ///   shots failed (the others are kept), and what making takes throws; `CancellationError`.
  public func make(
    _ storyboard: Storyboard, _ options: Options,
    events: @escaping FilmEventHandler = { _ in }
  ) async throws -> FilmRecord {
    let plan = try await FilmPlan(
      storyboard, model: takes.model, resolution: options.resolution, presets: presets)
    let layout = FilmLayout(folder: options.folder, storyboard: storyboard)
    try await checkBudget(plan, layout)
    let before = try prepare(layout, plan, replacing: options.replacing)
    try await Inbox(ledger: takes.ledger.path).sweep(takes.ledger)
    let shelf = TakeShelf(layout, ledger: takes.ledger)
    let crew = ShotCrew(
      takes: takes, shelf: shelf, plan: plan, layout: layout, isSimulated: isSimulated,
      events: events)
    let made = try await crew.makeAll(ConcurrencyPolicy(fixedAt: options.width))
    await shelf.tidy()
    return try await FilmAssembly(
      plan: plan, layout: layout, takes: made, toolVersion: takes.toolVersion,
      keepsPrompts: options.keepsPrompts, events: events
    ).finish(before)
  }

  /// Refuses a film that cannot be made whole within the limits, before its first shot is paid for.
  private func checkBudget(_ plan: FilmPlan, _ layout: FilmLayout) async throws {
    guard takes.ledger.budget != .unlimited else { return }
    let outlook = try await Self.outlook(
      plan, layout, model: takes.model, ledger: takes.ledger, isSimulated: isSimulated)
    let shortfall = try await takes.ledger.shortfall(
      of: outlook.microdollars, project: layout.folder.absolutePath, isSimulated: isSimulated)
    if let shortfall {
      throw StudioError(.overBudget, plan.storyboard.file, "nothing was sent: \(shortfall)")
    }
  }

  /// Makes the folders, and refuses to write over a film that is not ours.
  private func prepare(
    _ layout: FilmLayout, _ plan: FilmPlan, replacing: Bool
  ) throws -> FilmRecord? {
    try OutputFolder.prepare(layout.folder)
    try AtomicOutput.check(layout.record, replacing: true)
    let before = try FilmRecord.find(layout.record)
    if before == nil {
      var files = [layout.film, layout.sheet, layout.seams]
      if let preset = plan.preset { files.append(layout.deliverable(preset: preset)) }
      for file in files { try AtomicOutput.check(file, replacing: replacing) }
    }
    for shot in layout.shots { try OutputFolder.prepare(shot.path) }
    return before
  }
}
