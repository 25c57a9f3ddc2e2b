import ArgumentParser
import FalClient
import Footage
import Studio

extension JobsCommand {
  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume",
      abstract: "Wait for a job, fetch its clip, put it where it was wanted.",
      discussion: """
        Where another file lies in its place by now, the clip is put beside it as NAME.job-ID.mp4. \
        Needs FAL_KEY.

        Example:
          hailuo-studio jobs resume 12
        """)

    @OptionGroup var job: JobArgument
    @OptionGroup var updates: UpdateOptions
    @OptionGroup var exchanges: ExchangeOptions
    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      let job: Int64
      let file: String
      let clip: Clip
    }

    func run() async throws {
      let context = CommandContext.current
      let board = output.board(context, beside: exchanges)
      let take = try await Service.use(simulate: false, verbose: exchanges.verbose, context) {
        service in
        let maker = try service.takeMaker(context, updates: updates)
        return try await Interruption.watching(maker, on: service, board, context) {
          try await maker.resume(job.id) { board.show($0, "job \(job.id)") }
        }
      }
      board.clear()
      try output.answer(
        "jobs resume", Result(job: job.id, file: take.path, clip: take.clip),
        text: "\(take.path)  \(TakeText.done(take))\n", context)
    }
  }

  struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "recover", abstract: "Fetch everything that was paid for and is not on disk.",
      discussion: """
        Tells of each such job what became of it, and says plainly what is lost. Ends with status 80 \
        when it is unknown whether a job was sent, and with status 1 when a clip is lost. Needs \
        FAL_KEY.

        Example:
          hailuo-studio jobs recover
        """)

    @OptionGroup var exchanges: ExchangeOptions
    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      struct Entry: Encodable {
        let job: Int64
        let outcome: String
        let file: String?
        let detail: String?
      }
      let recovered: [Entry]
    }

    func run() async throws {
      let context = CommandContext.current
      let board = output.board(context, beside: exchanges)
      let recovered = try await Service.use(simulate: false, verbose: exchanges.verbose, context) {
        service in
        try await service.takeMaker(context).recover { job, event in
          board.show(event, "job \(job.id)")
        }
      }
      board.clear()
      let entries = recovered.map(entry)
      var table = Table()
      for entry in entries {
        table.add("job \(entry.job)", entry.outcome, entry.file ?? entry.detail ?? "")
      }
      try output.answer(
        "jobs recover", Result(recovered: entries),
        text: entries.isEmpty ? "Everything that was paid for is on disk.\n" : table.text, context)
      try complain(entries)
    }

    private func entry(_ recovery: Recovery) -> Result.Entry {
      let id = recovery.job.id
      func entry(_ outcome: String, file: String? = nil, _ detail: String? = nil) -> Result.Entry {
        Result.Entry(job: id, outcome: outcome, file: file, detail: detail)
      }
      return switch recovery.outcome {
      case .fetched(let take): entry("fetched", file: take.path)
      case .stillRunning: entry("still running", "run this again later")
      case .busy(let process): entry("left alone", "process \(process) is at it")
      case .unknown: entry("unknown", JobText.advice(recovery.job, isHeld: false))
      case .failed(let reason): entry("failed", reason)
      case .lost(let reason): entry("lost", reason)
      case .postponed(let error): entry("not now", "\(error)")
      }
    }

    private func complain(_ entries: [Result.Entry]) throws {
      func count(_ outcome: String) -> Int { entries.filter { $0.outcome == outcome }.count }
      if count("unknown") > 0 {
        throw CommandFailure(
          .outcomeUnknown,
          "\(Terms.count(count("unknown"), "job")) must be settled by a person; see above.")
      }
      if count("lost") > 0 {
        throw CommandFailure(
          .failed, "\(Terms.count(count("lost"), "clip")) that was paid for cannot be had any more."
        )
      }
      if count("not now") > 0 {
        throw CommandFailure(
          .temporary,
          "\(Terms.count(count("not now"), "clip")) could not be fetched now; try again.")
      }
    }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Cancel a job at the service.",
      discussion: """
        A job that waits is taken out of the queue. One that runs may finish all the same, and be \
        billed; its clip is kept then. Needs FAL_KEY.

        Example:
          hailuo-studio jobs cancel 12
        """)

    @OptionGroup var job: JobArgument
    @OptionGroup var exchanges: ExchangeOptions
    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      let job: Int64
      let outcome: String
      let file: String?
    }

    func run() async throws {
      let context = CommandContext.current
      let board = output.board(context, beside: exchanges)
      let outcome = try await Service.use(simulate: false, verbose: exchanges.verbose, context) {
        service in
        try await service.takeMaker(context).cancel(job.id) { board.show($0, "job \(job.id)") }
      }
      board.clear()
      let result = Self.result(of: outcome, job.id)
      try output.answer(
        "jobs cancel", result, text: "\(Self.sentence(outcome, job.id))\n", context)
    }

    static func result(of outcome: JobCancellation, _ id: Int64) -> Result {
      switch outcome {
      case .cancelled: Result(job: id, outcome: "cancelled", file: nil)
      case .requested: Result(job: id, outcome: "requested", file: nil)
      case .finished(let take): Result(job: id, outcome: "finished", file: take.path)
      }
    }

    static func sentence(_ outcome: JobCancellation, _ id: Int64) -> String {
      switch outcome {
      case .cancelled: "job \(id) is cancelled"
      case .requested:
        "the service was asked to cancel job \(id); it may finish all the same, and "
          + "'hailuo-studio jobs recover' fetches it then"
      case .finished(let take): "job \(id) had finished; its clip is \(take.path)"
      }
    }
  }

  struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resolve",
      abstract: "Settle a job that only a person can settle.",
      discussion: """
        Where nobody knows whether a request was sent, look for the request at https://fal.ai/dashboard/requests, by its time and its prompt. If it \
        is there, give its id: the service is asked whether it knows it, and 'jobs resume' fetches \
        its clip. If it is not there, say so, and it may be asked for again.

        A clip that was paid for and is lost, or does not decode, is never paid for again by itself. \
        --give-up says that it is gone for good, so that the same command may ask, and pay, for \
        another.

        Examples:
          hailuo-studio jobs resolve 12 --submitted 0f1e2d3c-4b5a
          hailuo-studio jobs resolve 12 --not-sent
          hailuo-studio jobs resolve 12 --give-up
        """)

    @OptionGroup var job: JobArgument

    @Option(
      help: ArgumentHelp("The service has it, by this request id.", valueName: "request-id"))
    var submitted: String?

    @Flag(help: "The service never got it.")
    var notSent = false

    @Flag(help: "Its clip is lost or no good; another may be paid for.")
    var giveUp = false

    @OptionGroup var exchanges: ExchangeOptions
    @OptionGroup var output: OutputOptions

    struct Result: Encodable { let job: JobDocument }

    func validate() throws {
      guard [submitted != nil, notSent, giveUp].count(where: { $0 }) == 1 else {
        throw ValidationError("Give one of --submitted REQUEST_ID, --not-sent and --give-up.")
      }
      if submitted?.isEmpty == true {
        throw ValidationError("--submitted needs the request's id.")
      }
    }

    func run() async throws {
      let context = CommandContext.current
      let ledger = try Service.ledger(context)
      var resolution = giveUp ? Ledger.Resolution.givenUp : .notSent
      if let submitted {
        let job = try await ledger.job(job.id)
        let ticket = try await Service.use(
          simulate: false, verbose: exchanges.verbose, context
        ) { service in
          try await service.takeMaker(context).ticket(ofKnown: submitted, for: job)
        }
        resolution = .submitted(ticket)
      }
      let job = try await ledger.resolve(job.id, resolution)
      let sentence =
        giveUp
        ? "job \(job.id) is given up; the same command may ask, and pay, for another"
        : submitted == nil
          ? "job \(job.id) was never sent; it may be asked for again"
          : "job \(job.id) is request \(job.requestID ?? ""); "
            + "'hailuo-studio jobs resume \(job.id)' fetches its clip"
      try output.answer(
        "jobs resolve", Result(job: JobDocument(job, isHeld: false)), text: "\(sentence)\n", context
      )
    }
  }
}
