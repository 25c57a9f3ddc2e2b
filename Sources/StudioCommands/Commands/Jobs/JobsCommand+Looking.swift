import ArgumentParser
import Hailuo
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
      if let size = identity.resolution { table.add("size", size.rawValue) }
      if identity.endPictureSHA256 != nil {
        table.add("ends with", job.order.endPicturePath ?? "a picture")
      }
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
}
