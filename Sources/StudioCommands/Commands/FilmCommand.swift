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

      Examples:
        hailuo-studio film storyboard.yaml --output-dir my-film
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

  @OptionGroup var spending: SpendingOptions

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let concurrency, !(1...ConcurrencyPolicy.ceiling).contains(concurrency) {
      throw ValidationError("--concurrency must be between 1 and \(ConcurrencyPolicy.ceiling).")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let model = Model.hailuo02Fast
    let board = output.board(context)
    defer { board.clear() }
    let story = try Storyboard.read(storyboard) { prompt in
      model.limits.violations(of: prompt).map(\.message)
    }
    if spending.dryRun { return try await foretell(story, model, context) }
    let record: FilmRecord
    do {
      record = try await make(story, context, board)
    } catch is CancellationError {
      throw CommandFailure(.interrupted, "interrupted; the same command goes on where this ended.")
    }
    board.clear()
    try output.answer(
      "film", Answer(folder: outputDir, film: record), text: text(record), context)
  }

  private func foretell(
    _ story: Storyboard, _ model: Model, _ context: CommandContext
  ) async throws {
    let ledger = try Service.ledger(context, maxCost: spending.maxCost)
    let outlook = try await FilmMaker.outlook(
      story, folder: outputDir, model: model,
      presets: try PresetLibrary(environment: context.environment), ledger: ledger,
      isSimulated: simulate)
    try await output.answer(
      "film", outlook, simulated: simulate, project: FilmMaker.project(of: outputDir), ledger,
      context)
  }

  private func make(
    _ story: Storyboard, _ context: CommandContext, _ board: ProgressBoard
  ) async throws -> FilmRecord {
    try await Service.use(simulate: simulate, context) { service in
      let maker = FilmMaker(
        takes: try service.takeMaker(context, maxCost: spending.maxCost),
        presets: try PresetLibrary(environment: context.environment),
        isSimulated: service.isSimulated)
      board.note(introduction(story, maker.takes.model, isSimulated: service.isSimulated))
      let options = FilmMaker.Options(folder: outputDir, width: concurrency, replacing: force)
      return try await Interruption.watching(
        maker.takes, on: service, cancelling: spending.cancelOnInterrupt, context
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
    let price = story.shots.reduce(Price.zero) { sum, shot in
      sum + (ClipDuration(seconds: shot.durationSeconds).flatMap(model.price(of:)) ?? .zero)
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
    case .made(let file): board.finish(file, "\(file)  made")
    }
  }

  private func text(_ record: FilmRecord) -> String {
    var table = Table()
    let frames = record.shots.reduce(0) { $0 + $1.frames }
    if let film = record.film {
      table.add("film", "\(outputDir)/\(film.file)", Terms.count(frames, "frame"))
    }
    for (name, file) in record.deliverables.sorted(by: { $0.key < $1.key }) {
      table.add("deliverable", "\(outputDir)/\(file.file)", name)
    }
    if let sheet = record.sheet { table.add("sheet", "\(outputDir)/\(sheet.file)", "") }
    table.add("shots", "\(outputDir)/shots", Terms.count(record.shots.count, "clip"))
    return table.text
  }
}
