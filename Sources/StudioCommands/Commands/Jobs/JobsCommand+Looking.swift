import ArgumentParser
import FalClient
import Studio

extension JobsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the jobs, oldest first.",
      discussion: """
        Examples:
          hailuo-studio jobs list --state ambiguous
          hailuo-studio jobs list --costs --json
        """)

    @Option(help: "Only jobs in this state; may be given several times.")
    var state: [JobState] = []

    @Flag(help: "Show what each was expected to cost and what was billed, with the sums.")
    var costs = false

    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      struct Costs: Encodable {
        let estimatedUsd: String
        let billedUsd: String
        let notKnownUsd: String
      }
      let jobs: [JobDocument]
      let costs: Costs?
    }

    func run() async throws {
      let context = CommandContext.current
      let ledger = try Service.ledger(context)
      let jobs = try await ledger.jobs(in: state.isEmpty ? Set(JobState.allCases) : Set(state))
      let sums = Sums(jobs)
      func usd(_ sum: Int) -> String { TakePrice(microdollars: sum).estimatedUSD }
      let result = Result(
        jobs: jobs.map { JobDocument($0, isHeld: ledger.isHeld($0)) },
        costs: costs
          ? Result.Costs(
            estimatedUsd: usd(sums.estimated), billedUsd: usd(sums.billed),
            notKnownUsd: usd(sums.notKnown)) : nil)
      try output.answer("jobs list", result, text: text(jobs, sums, ledger), context)
    }

    /// What real jobs cost; simulated ones cost nothing.
    private struct Sums {
      var estimated = 0
      var billed = 0
      /// Estimates of jobs that may be billed and for which the service has not said so.
      var notKnown = 0

      init(_ jobs: [Job]) {
        for job in jobs where !job.isSimulated && job.state.mayCost {
          estimated += job.order.priceMicrodollars
          if let sum = job.billedMicrodollars {
            billed += sum
          } else {
            notKnown += job.order.priceMicrodollars
          }
        }
      }
    }

    private func text(_ jobs: [Job], _ sums: Sums, _ ledger: Ledger) -> String {
      guard !jobs.isEmpty else { return "There are no \(state.isEmpty ? "" : "such ")jobs.\n" }
      var table = Table()
      if costs {
        table.add("JOB", "STATE", "EXPECTED", "BILLED", "WHEN", "CLIP")
      } else {
        table.add("JOB", "STATE", "WHEN", "LENGTH", "CLIP", "PROMPT")
      }
      for job in jobs {
        let state = JobText.state(job, isHeld: ledger.isHeld(job))
        let when = JobText.time(job.createdAt)
        let clip = job.clip?.path ?? job.order.outputPath
        if costs {
          table.add(
            "\(job.id)", state, JobText.estimate(job), JobText.billed(job), when, clip)
        } else {
          table.add(
            "\(job.id)", state, when, "\(job.order.identity.durationSeconds) s", clip,
            JobText.short(job.order.identity.prompt))
        }
      }
      guard costs else { return table.text }
      return table.text
        + "Expected \(JobText.price(sums.estimated)), billed \(JobText.price(sums.billed)); for "
        + "\(JobText.price(sums.notKnown)) the service has not said what it billed.\n"
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show everything that is known about a job.",
      discussion: "Example:\n  hailuo-studio jobs show 12")

    @OptionGroup var job: JobArgument
    @OptionGroup var output: OutputOptions

    struct Result: Encodable {
      let job: JobDocument
      let advice: String?
    }

    func run() async throws {
      let context = CommandContext.current
      let ledger = try Service.ledger(context)
      let job = try await ledger.job(job.id)
      let isHeld = ledger.isHeld(job)
      let advice = JobText.advice(job, isHeld: isHeld)
      try output.answer(
        "jobs show", Result(job: JobDocument(job, isHeld: isHeld), advice: advice),
        text: text(job, isHeld, advice), context)
    }

    private func text(_ job: Job, _ isHeld: Bool, _ advice: String?) -> String {
      var table = Table()
      let identity = job.order.identity
      table.add("job", "\(job.id)")
      table.add("state", JobText.state(job, isHeld: isHeld))
      if let error = job.error { table.add("because", error) }
      if isHeld { table.add("process", "\(job.owner.pid)") }
      table.add("prompt", identity.prompt)
      table.add("length", "\(identity.durationSeconds) s")
      table.add("take", "\(identity.take)")
      table.add("model", identity.endpoint)
      if let request = job.requestID { table.add("request", request) }
      table.add("clip", job.clip?.path ?? "\(job.order.outputPath) (not there yet)")
      if let clip = job.clip { table.add("sha256", clip.sha256) }
      table.add("expected", JobText.estimate(job))
      table.add("billed", JobText.billed(job))
      table.add("asked", JobText.time(job.createdAt))
      for (name, date) in [
        ("sent", job.submittedAt), ("started", job.startedAt), ("finished", job.completedAt),
      ] {
        if let date { table.add(name, JobText.time(date)) }
      }
      table.add("changed", JobText.time(job.updatedAt))
      if let project = job.order.project { table.add("project", project) }
      return table.text + (advice.map { "\($0)\n" } ?? "")
    }
  }

  struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "watch", abstract: "Show how jobs stand until they have ended.",
      discussion: """
        Without a number all jobs are shown that have not ended. Watching fetches nothing and takes \
        nothing over. Needs FAL_KEY.

        Examples:
          hailuo-studio jobs watch
          hailuo-studio jobs watch 12
        """)

    @Argument(help: "The job's number; all that have not ended without it.")
    var id: Int64?

    @OptionGroup var output: OutputOptions

    struct Result: Encodable { let jobs: [JobDocument] }

    func run() async throws {
      let context = CommandContext.current
      let board = output.board(context)
      let jobs = try await Service.use(simulate: false, context) { service in
        let maker = try service.takeMaker(context)
        var open = try await chosen(maker.ledger)
        let ids = open.map(\.id)
        while !open.isEmpty {
          var rest: [Job] = []
          for job in open where try await shows(job, maker, board) { rest.append(job) }
          open = rest
          if !open.isEmpty { try await Task.sleep(for: maker.schedule.shortPause) }
        }
        var ended: [JobDocument] = []
        for id in ids {
          let job = try await maker.ledger.job(id)
          ended.append(JobDocument(job, isHeld: maker.ledger.isHeld(job)))
        }
        return ended
      }
      board.clear()
      try output.answer(
        "jobs watch", Result(jobs: jobs), text: jobs.isEmpty ? "No job is under way.\n" : "",
        context)
    }

    private func chosen(_ ledger: Ledger) async throws -> [Job] {
      if let id { return [try await ledger.job(id)] }
      return try await ledger.jobs().filter { $0.state.isInFlight && $0.state != .ambiguous }
    }

    /// Shows a job; whether there is more to see.
    private func shows(
      _ job: Job, _ maker: TakeMaker, _ board: ProgressBoard
    ) async throws -> Bool {
      let job = try await maker.ledger.job(job.id)
      let isHeld = maker.ledger.isHeld(job)
      let subject = "job \(job.id)"
      let state = JobText.state(job, isHeld: isHeld)
      let isUnderWay =
        [.submitted, .running].contains(job.state) || (isHeld && job.state.isInFlight)
      guard isUnderWay else {
        let advice = JobText.advice(job, isHeld: isHeld).map { "; \($0)" } ?? ""
        board.finish(subject, "\(subject)  \(state)\(advice)")
        return false
      }
      guard !isHeld, job.requestID != nil else {
        board.update(subject, "\(state) (process \(job.owner.pid))")
        return true
      }
      switch try await maker.client.status(of: try maker.ticket(of: job)) {
      case .inQueue(let position):
        board.update(subject, position.map { "in the queue, \($0) ahead" } ?? "in the queue")
      case .inProgress: board.update(subject, "running")
      case .completed:
        board.finish(
          subject, "\(subject)  ready; 'hailuo-studio jobs resume \(job.id)' fetches its clip")
        return false
      case .unknown(let word): board.update(subject, word)
      }
      return true
    }
  }
}
