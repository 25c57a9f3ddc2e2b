import ArgumentParser
import FalClient
import Footage
import Hailuo
import Outputs
import Raster
import Stills
import Studio

struct GenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Turn a picture and a sentence into a clip, or into several takes.",
    discussion: """
      The picture is prepared and uploaded, the clip is asked for once, waited for, fetched, \
      decoded and stored; a record of it is written beside it. Asking again for what was asked \
      for before costs nothing: a clip that exists is used, one that is under way is fetched.

      With --takes 3 and -o clip.mp4 the takes are clip.1.mp4, clip.2.mp4 and clip.3.mp4; only \
      those are paid for that do not exist. --new-take asks for one more than there are.

      Where clip.mp4 is another \
      take already, the new one is clip.2.mp4, named after its number. With --force a take that has \
      to make room is kept in the folder 'earlier' beside it.

      Other models take other wishes: --model hailuo-02-standard takes --resolution 512P or 768P, \
      and --end-image for the last frame. What a model would refuse is refused before it is paid \
      for.

      Ctrl-C stops waiting and keeps the job. Needs FAL_KEY, or --simulate.

      Examples:
        hailuo-studio generate --image sea.jpg --prompt "[Push in] Mist" -o a.mp4
        hailuo-studio generate --image sea.jpg --prompt "Mist" --takes 3 -o a.mp4
        hailuo-studio generate --image sea.jpg --prompt "Mist" --simulate -o a.mp4
        hailuo-studio generate --image sea.jpg --prompt "Mist" --dry-run -o a.mp4
      """)

  @Option(
    help: ArgumentHelp("The picture the clip starts from.", valueName: "file"),
    completion: .file(extensions: ["jpg", "jpeg", "png", "webp"]))
  var image: String

  @Option(
    help: ArgumentHelp(
      "The picture the clip ends with, where the model takes one.", valueName: "file"),
    completion: .file(extensions: ["jpg", "jpeg", "png", "webp"]))
  var endImage: String?

  @OptionGroup var take: TakeOptions
  @OptionGroup var models: ModelOptions

  @Option(help: "The shape to cut the pictures to; without it, the first keeps its own.")
  var aspect: AspectRatio?

  @Option(help: ArgumentHelp("Make so many takes, numbered from 1.", valueName: "number"))
  var takes: Int?

  @Flag(help: "Make one more take than there are.")
  var newTake = false

  @Option(
    help: ArgumentHelp(
      "Takes asked for at the same time; learned from how long they queue without it.",
      valueName: "number"))
  var concurrency: Int?

  @Flag(help: "Have the clip drawn on this computer; nothing is sent and nothing costs money.")
  var simulate = false

  @OptionGroup var wishes: WishOptions
  @OptionGroup var spending: SpendingOptions
  @OptionGroup var result: ResultFileOptions
  @OptionGroup var exchanges: ExchangeOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Entry: Encodable {
      let file: String
      let record: String
      let take: Int
      let origin: Take.Origin
      let simulated: Bool
      let requestId: String
      let clip: Clip
    }
    let takes: [Entry]
  }

  func validate() throws {
    guard ContainerFormat(path: result.output) == .mp4 else {
      throw ValidationError("--output is \(result.output); clips are MP4 files, so end it in .mp4.")
    }
    if let takes, !(1...99).contains(takes) {
      throw ValidationError("--takes is \(takes); it must be between 1 and 99.")
    }
    if takes != nil, newTake {
      throw ValidationError("Give either --takes or --new-take, not both.")
    }
    if let concurrency, !(1...ConcurrencyPolicy.ceiling).contains(concurrency) {
      throw ValidationError("--concurrency must be between 1 and \(ConcurrencyPolicy.ceiling).")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    if !newTake { for path in paths { try check(path) } }
    let request = try await prepared(context)
    if spending.dryRun { return try await foretell(request, context) }
    let board = output.board(context, beside: exchanges)
    defer { board.clear() }
    for sentence in CameraScript(parsing: take.prompt).advice(for: request.model.cameraMoves) {
      board.note(sentence)
    }
    let made = try await Service.use(simulate: simulate, verbose: exchanges.verbose, context) {
      service in
      let maker = try service.takeMaker(
        context, model: request.model, wishes: wishes, maxCost: spending.maxCost)
      let orders = try await orders(request, maker.ledger, isSimulated: service.isSimulated)
      try await checkBudget(orders, request, maker.ledger, isSimulated: service.isSimulated)
      return try await Interruption.watching(
        maker, on: service, cancelling: spending.cancelOnInterrupt, board, context
      ) {
        try await make(orders, with: maker, board)
      }
    }
    board.clear()
    try answer(made, context)
  }

  /// What is asked for, with its pictures made ready.
  private struct Request: Sendable {
    let model: Model
    /// The size asked for; nil for the model's standard one.
    let resolution: Resolution?
    let picture: PreparedPicture
    let endPicture: PreparedPicture?
  }

  /// Checks everything that can be checked, and makes the pictures ready.
  private func prepared(_ context: CommandContext) async throws -> Request {
    let model = try Model.chosen(models.model, context)
    try take.check(for: model, resolution: models.resolution, endImage: endImage)
    try await model.check(picture: image)
    if let endImage { try await model.check(picture: endImage) }
    let resolution = models.resolution
    var options = PrepareOptions(
      aspect: aspect, shortSide: model.nominalShortSide(at: resolution))
    let picture = try await Preparer.prepare(image, options: options)
    var endPicture: PreparedPicture?
    if let endImage {
      // A clip has one shape, so the last picture is cut to that of the first.
      options.aspect = AspectRatio(width: picture.size.width, height: picture.size.height)
      endPicture = try await Preparer.prepare(endImage, options: options)
    }
    return Request(
      model: model, resolution: resolution == model.standardResolution ? nil : resolution,
      picture: picture, endPicture: endPicture)
  }

  /// Where the clips go, in the order of their numbers.
  private var paths: [String] {
    guard let takes else { return [result.output] }
    return (1...takes).map { Self.ending(result.output, with: "\($0).mp4") }
  }

  /// Refuses a place that is taken, before anything else is done; a take of ours that lies there
  /// may be the one that is wanted.
  private func check(_ path: String) throws {
    let record = Self.ending(path, with: "json")
    if WholeFile.exists(record), (try? TakeSidecar.read(record)) != nil { return }
    try AtomicOutput.check(path, replacing: result.force)
    try AtomicOutput.check(record, replacing: result.force)
  }

  /// The wishes, in the order of their numbers.
  private func orders(
    _ request: Request, _ ledger: Ledger, isSimulated: Bool
  ) async throws -> [TakeOrder] {
    var identity = TakeIdentity(
      endpoint: request.model.endpoint.id, prompt: take.prompt, durationSeconds: take.duration,
      promptOptimizer: !take.noPromptOptimizer, pictureSHA256: request.picture.digest,
      resolution: request.resolution, endPictureSHA256: request.endPicture?.digest,
      simulated: isSimulated)
    func order(_ path: String) -> TakeOrder {
      TakeOrder(
        identity: identity, picture: request.picture, picturePath: image,
        endPicture: request.endPicture, endPicturePath: endImage, clipPath: path,
        sidecarPath: Self.ending(path, with: "json"), replacing: result.force)
    }
    if newTake {
      let (number, path) = try await ledger.newTake(for: identity) { take in
        [result.output, Self.ending(result.output, with: "\(take).mp4")]
      }
      identity.take = number
      let isFree = result.force || !WholeFile.exists(result.output)
      let place = isFree ? result.output : Self.ending(result.output, with: "\(number).mp4")
      let order = order(path ?? place)
      try check(order.clipPath)
      return [order]
    }
    return paths.enumerated().map { index, path in
      identity.take = index + 1
      return order(path)
    }
  }

  /// How one take ended.
  ///
  /// Made whole after the wait: optimised, Swift 6.3.1 loses the first part of a tuple that a task
  /// returns when its second part is awaited.
  private struct Outcome: Sendable {
    let index: Int
    let result: Swift.Result<Take, any Error>
  }

  /// Makes the takes, some at a time. Those that run when one fails are waited for; its failure is
  /// told at the end.
  private func make(
    _ orders: [TakeOrder], with maker: TakeMaker, _ board: ProgressBoard
  ) async throws -> [Take] {
    var made: [Int: Take] = [:]
    var failure: (any Error)?
    var policy = ConcurrencyPolicy(fixedAt: concurrency)
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      var next = 0
      while true {
        while failure == nil, next < orders.count, next - made.count < policy.width {
          let (index, order) = (next, orders[next])
          group.addTask { await outcome(index, order, maker, board) }
          next += 1
        }
        guard let outcome = try await group.next() else { break }
        switch outcome.result {
        case .success(let take):
          // Only a request of this run tells how busy the service is now.
          if take.origin == .made {
            let timings = take.sidecar.timings
            policy.saw(
              queueSeconds: timings.queueSeconds, runSeconds: timings.runSeconds,
              wasFull: next - made.count >= policy.width)
          }
          made[outcome.index] = take
          if orders.count > 1 {
            board.finish(take.path, "\(take.path)  \(TakeText.done(take))")
          }
        case .failure(let error): failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
    return orders.indices.compactMap { made[$0] }
  }

  private func outcome(
    _ index: Int, _ order: TakeOrder, _ maker: TakeMaker, _ board: ProgressBoard
  ) async -> Outcome {
    let result: Swift.Result<Take, any Error>
    do {
      result = .success(try await maker.make(order) { board.show($0, order.clipPath) })
    } catch {
      result = .failure(error)
    }
    return Outcome(index: index, result: result)
  }

  private func answer(_ made: [Take], _ context: CommandContext) throws {
    let entries = made.map { take in
      Result.Entry(
        file: take.path, record: Self.ending(take.path, with: "json"), take: take.sidecar.take,
        origin: take.origin, simulated: take.sidecar.simulated,
        requestId: take.sidecar.requestID, clip: take.clip)
    }
    let text = made.map { "\($0.path)  \(TakeText.done($0))\n" }.joined()
    // Without --takes there is one result, and it is the document itself.
    if takes == nil, let entry = entries.first {
      try output.answer("generate", entry, text: text, context)
    } else {
      try output.answer("generate", Result(takes: entries), text: text, context)
    }
  }

  private func foretell(_ request: Request, _ context: CommandContext) async throws {
    let ledger = try Service.ledger(context, maxCost: spending.maxCost)
    let isSimulated = try await Service.isSimulated(simulate: simulate, context)
    let orders = try await orders(request, ledger, isSimulated: isSimulated)
    let outlook = try await outlook(orders, request, ledger)
    try await output.answer(
      "generate", outlook, simulated: isSimulated, project: orders[0].project, ledger, context)
  }

  private func outlook(
    _ orders: [TakeOrder], _ request: Request, _ ledger: Ledger
  ) async throws -> Outlook {
    let length = ClipDuration(seconds: take.duration)
    let price = length.flatMap { request.model.price(of: $0, at: request.resolution) } ?? .zero
    var outlook = Outlook()
    for order in orders {
      outlook.add(
        order.clipPath,
        try await ledger.outlook(for: order.identity.key, at: order.clipPath),
        microdollars: price.microdollars)
    }
    return outlook
  }

  /// Refuses takes that cannot all be made within the limits, before the first is paid for.
  private func checkBudget(
    _ orders: [TakeOrder], _ request: Request, _ ledger: Ledger, isSimulated: Bool
  ) async throws {
    guard let project = orders.first?.project, ledger.budget != .unlimited else { return }
    let shortfall = try await ledger.shortfall(
      of: try await outlook(orders, request, ledger).microdollars, project: project,
      isSimulated: isSimulated)
    if let shortfall {
      throw CommandFailure(.overBudget, "\(result.output): nothing was sent: \(shortfall)")
    }
  }

  /// `clip.mp4` with another ending: `clip.json`, `clip.2.mp4`.
  private static func ending(_ path: String, with ending: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return "\(path).\(ending)"
    }
    return "\(path.dropLast(name[dot...].count)).\(ending)"
  }
}
