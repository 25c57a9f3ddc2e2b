import ArgumentParser
import FalClient
import Studio

extension JobsCommand {
  struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "watch", abstract: "Show how jobs stand until they have ended.",
      discussion: """
        Without a number all jobs are shown that have not ended. Watching fetches nothing and takes \
        nothing over. Needs FAL_KEY.

        Examples:
          hailuo-studio jobs watch
          hailuo-studio jobs watch 12 --updates poll
        """)

    @Argument(help: "The job's number; all that have not ended without it.")
    var id: Int64?

    @OptionGroup var updates: UpdateOptions
    @OptionGroup var exchanges: ExchangeOptions
    @OptionGroup var output: OutputOptions

    struct Result: Encodable { let jobs: [JobDocument] }

    func run() async throws {
      let context = CommandContext.current
      let board = output.board(context, beside: exchanges)
      let jobs = try await Service.use(simulate: false, verbose: exchanges.verbose, context) {
        service in
        let maker = try service.takeMaker(context, updates: updates)
        let ids = try await chosen(maker.ledger)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for id in ids { group.addTask { try await follow(id, maker, board) } }
          try await group.waitForAll()
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

    private func chosen(_ ledger: Ledger) async throws -> [Job.ID] {
      if let id { return [try await ledger.job(id).id] }
      return try await ledger.jobs().filter { $0.state.isInFlight && $0.state != .ambiguous }
        .map(\.id)
    }

    /// Shows a job until there is no more to see.
    private func follow(_ id: Job.ID, _ maker: TakeMaker, _ board: ProgressBoard) async throws {
      let subject = "job \(id)"
      while true {
        let job = try await maker.ledger.job(id)
        let isHeld = maker.ledger.isHeld(job)
        let state = JobText.state(job, isHeld: isHeld)
        let isAtService = [.submitted, .running].contains(job.state)
        guard isAtService || (isHeld && job.state.isInFlight) else {
          let advice = JobText.advice(job, isHeld: isHeld).map { "; \($0)" } ?? ""
          board.finish(subject, "\(subject)  \(state)\(advice)")
          return
        }
        if isHeld || job.requestID == nil {
          board.update(subject, "\(state) (process \(job.owner.pid))")
          try await Task.sleep(for: maker.schedule.shortPause)
          continue
        }
        // Nobody waits for it, so the service is asked.
        try await followAtService(job, maker, board)
        let now = try await maker.ledger.job(id)
        guard [.submitted, .running].contains(now.state), !maker.ledger.isHeld(now) else {
          continue
        }
        board.finish(
          subject, "\(subject)  ready; 'hailuo-studio jobs resume \(id)' fetches its clip")
        return
      }
    }

    private func followAtService(
      _ job: Job, _ maker: TakeMaker, _ board: ProgressBoard
    ) async throws {
      let subject = "job \(job.id)"
      let updates = maker.client.updates(
        of: try maker.ticket(of: job), by: maker.updates, schedule: maker.schedule)
      for try await status in updates {
        switch status {
        case .inQueue(let position):
          board.update(subject, position.map { "in the queue, \($0) ahead" } ?? "in the queue")
        case .inProgress(let logs):
          board.update(subject, logs.last.map { "running: \($0.message)" } ?? "running")
        case .completed: break
        case .unknown(let word): board.update(subject, word)
        }
      }
      try Task.checkCancellation()
    }
  }
}
