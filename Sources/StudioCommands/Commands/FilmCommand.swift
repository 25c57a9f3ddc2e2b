import ArgumentParser
import Hailuo
import Outputs
import Studio

struct FilmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Make a film of a storyboard: shots, film, contact sheet, deliverable.",
    discussion: """
      Everything is checked before the first clip is asked for. Shots that do not depend on one \
      another are made at the same time. What is there already is kept, so the same command goes \
      on where it ended, and asks only for what was changed. Needs FAL_KEY, or --simulate.

      The storyboard names its model and its size ('model: hailuo-02-standard', 'resolution: \
      768P'); --model and --resolution come before that.

      It also says what happens where shots meet ('seam: fade:0.5', 'seam: dip:black'); the \
      frame that a chained shot repeats is left out. With 'anchor: best' a chain goes on from \
      the best of the last frames, with 'match_colour: first' it keeps its colours. seams.html \
      shows every place where shots meet.

      Examples:
        hailuo-studio film storyboard.yaml --output-dir my-film
        hailuo-studio film storyboard.yaml --dry-run --output-dir my-film
        hailuo-studio film storyboard.yaml --model hailuo-02-standard --output-dir hd
        hailuo-studio film samples/lighthouse.yaml --simulate --output-dir demo
      """)

  @Argument(
    help: "The storyboard, a YAML or JSON file.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var storyboard: String

  @Option(
    help: ArgumentHelp("The folder to make the film in.", valueName: "folder"),
    completion: .directory)
  var outputDir: String

  @OptionGroup var models: ModelOptions

  @Option(
    name: [.long, .customLong("parallel")],
    help: ArgumentHelp(
      "Shots asked for at the same time; learned from how long they queue without it.",
      valueName: "number"))
  var concurrency: Int?

  @Flag(help: "Have the clips drawn on this computer; nothing is sent and nothing costs money.")
  var simulate = false

  @Flag(help: "Replace a film that was not made by this command.")
  var force = false

  @OptionGroup var wishes: WishOptions
  @OptionGroup var spending: SpendingOptions

  @OptionGroup var origins: OriginOptions

  @OptionGroup var exchanges: ExchangeOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let concurrency, !(1...ConcurrencyPolicy.ceiling).contains(concurrency) {
      throw ValidationError("--concurrency must be between 1 and \(ConcurrencyPolicy.ceiling).")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let board = output.board(context, beside: exchanges)
    defer { board.clear() }
    let (story, model) = try read(context)
    if spending.dryRun { return try await foretell(story, model, context) }
    let record: FilmRecord
    do {
      record = try await make(story, model, context, board)
    } catch is CancellationError {
      throw CommandFailure(.interrupted, "interrupted; the same command goes on where this ended.")
    }
    board.clear()
    try output.answer(
      "film", Answer(folder: outputDir, film: record), text: text(record), context)
  }

  /// The storyboard, checked, and the model that is asked.
  private func read(_ context: CommandContext) throws -> (Storyboard, Model) {
    let library = try ModelLibrary(environment: context.environment)
    var model = Model.hailuo02Fast
    // What the command line names is not the storyboard's problem.
    if let name = models.model { model = try library.model(named: name) }
    let story = try Storyboard.read(storyboard) { story in
      if models.model == nil, let name = story.model {
        do {
          model = try library.model(named: name)
        } catch {
          return [SourceProblem(story.modelLocation ?? story.shots[0].location, "\(error)")]
        }
      }
      return story.problems(for: model, at: models.resolution ?? story.resolution)
    }
    return (story, model)
  }

  private func foretell(
    _ story: Storyboard, _ model: Model, _ context: CommandContext
  ) async throws {
    let ledger = try Service.ledger(context, maxCost: spending.maxCost)
    let isSimulated = try await Service.isSimulated(simulate: simulate, context)
    let outlook = try await FilmMaker.outlook(
      story, folder: outputDir, model: model, resolution: models.resolution,
      presets: try PresetLibrary(environment: context.environment), ledger: ledger,
      isSimulated: isSimulated)
    try await output.answer(
      "film", outlook, simulated: isSimulated, project: FilmMaker.project(of: outputDir), ledger,
      context)
  }

  private func make(
    _ story: Storyboard, _ model: Model, _ context: CommandContext, _ board: ProgressBoard
  ) async throws -> FilmRecord {
    try await Service.use(simulate: simulate, verbose: exchanges.verbose, context) { service in
      let maker = FilmMaker(
        takes: try service.takeMaker(
          context, model: model, wishes: wishes, maxCost: spending.maxCost),
        presets: try PresetLibrary(environment: context.environment),
        isSimulated: service.isSimulated)
      board.note(introduction(story, model, isSimulated: service.isSimulated))
      for shot in story.shots {
        for sentence in CameraScript(parsing: shot.prompt).advice(for: model.cameraMoves) {
          board.note("\(shot.name): \(sentence)")
        }
      }
      let options = FilmMaker.Options(
        folder: outputDir, width: concurrency, resolution: models.resolution, replacing: force,
        keepsPrompts: !origins.leavesOutPrompt)
      return try await Interruption.watching(
        maker.takes, on: service, cancelling: spending.cancelOnInterrupt, board, context
      ) {
        try await maker.make(story, options) { show($0, of: story, on: board) }
      }
    }
  }

  struct Answer: Encodable {
    let folder: String
    let film: FilmRecord
  }

  private func introduction(_ story: Storyboard, _ model: Model, isSimulated: Bool) -> String {
    let size = models.resolution ?? story.resolution
    let price = story.shots.reduce(Price.zero) { sum, shot in
      let length = ClipDuration(seconds: shot.durationSeconds)
      return sum + (length.flatMap { model.price(of: $0, at: size) } ?? .zero)
    }
    let cost = isSimulated ? "simulated, costs nothing" : "\(price) if nothing is there yet"
    return "\(story.title ?? storyboard): \(Terms.count(story.shots.count, "shot")), "
      + "\(story.durationSeconds) s, \(cost)"
  }

  private func show(_ event: FilmEvent, of story: Storyboard, on board: ProgressBoard) {
    switch event {
    case .shot(let index, .note(let sentence)):
      board.note("\(story.shots[index].name): \(sentence)")
    case .shot(let index, let event):
      guard let state = TakeText.state(event) else { return }
      board.update(story.shots[index].name, state.activity, state.amount)
    case .shotDone(let index, let take):
      let name = story.shots[index].name
      board.finish(name, "\(name)  \(TakeText.done(take))")
    case .shotFailed(let index, let error):
      let name = story.shots[index].name
      board.finish(name, "\(name)  failed: \(error)")
    case .shotSkipped(let index, let cause):
      let name = story.shots[index].name
      board.finish(name, "\(name)  skipped, since \(story.shots[cause].name) failed")
    case .making(let file, let phase, let completed, let total):
      board.update(
        file, phase,
        ProgressLine.Amount(completed: completed, total: total, unit: .footage))
    case .note(let sentence): board.note(sentence)
    case .made(let file): board.finish(file, "\(file)  made")
    }
  }

  private func text(_ record: FilmRecord) -> String {
    var table = Table()
    if let film = record.film {
      let frames = film.frames.map { Terms.count($0, "frame") }
      table.add("film", "\(outputDir)/\(film.file)", frames ?? "")
    }
    for (name, file) in record.deliverables.sorted(by: { $0.key < $1.key }) {
      table.add("deliverable", "\(outputDir)/\(file.file)", name)
    }
    if let report = record.seamReport {
      table.add("seams", "\(outputDir)/\(report.file)", "")
    }
    if let sheet = record.sheet { table.add("sheet", "\(outputDir)/\(sheet.file)", "") }
    table.add("shots", "\(outputDir)/shots", Terms.count(record.shots.count, "clip"))
    return table.text
  }
}
