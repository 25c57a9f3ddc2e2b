import ArgumentParser
import Hailuo
import Studio

/// A sum of money on the command line.
struct DollarSum: ExpressibleByArgument {
  let microdollars: Int

  init?(argument: String) {
    guard let sum = Dollars.microdollars(argument) else { return nil }
    microdollars = sum
  }
}

/// What a command that pays for clips may spend, and what Ctrl-C means for what it has asked for.
struct SpendingOptions: ParsableArguments {
  @Flag(help: "Tell what it would cost; nothing is sent and nothing is written.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Spend at most so many US dollars in this run; more is refused with status 79. Limits a day and a project stand in config.yaml; see the README.",
      valueName: "usd"))
  var maxCost: DollarSum?

  @Flag(help: "On Ctrl-C cancel at the service, too; a clip that is finished all the same is kept.")
  var cancelOnInterrupt = false
}

/// What a dry run answers.
struct OutlookDocument: Encodable {
  struct Entry: Encodable {
    let name: String
    let state: Outlook.State
    let estimatedUsd: String
  }
  let dryRun = true
  let takes: [Entry]
  let estimatedUsd: String
  let simulated: Bool
  let withinBudget: Bool

  init(_ outlook: Outlook, simulated: Bool, shortfall: Budget.Shortfall?) {
    func usd(_ sum: Int) -> String { TakePrice(microdollars: sum).estimatedUSD }
    takes = outlook.entries.map {
      Entry(name: $0.name, state: $0.state, estimatedUsd: usd($0.microdollars))
    }
    estimatedUsd = usd(outlook.microdollars)
    self.simulated = simulated
    withinBudget = shortfall == nil
  }

  /// The same for people.
  static func text(_ outlook: Outlook, simulated: Bool) -> String {
    var table = Table()
    for entry in outlook.entries {
      let state =
        switch entry.state {
        case .there: "there already"
        case .underWay: "paid for, to be fetched"
        case .missing: "to be made"
        case .unknown: "unknown; see 'hailuo-studio jobs list'"
        }
      table.add(entry.name, state, entry.state == .missing ? JobText.price(entry.microdollars) : "")
    }
    let sum = JobText.price(outlook.microdollars)
    return table.text
      + (simulated
        ? "Simulated, so it costs nothing; for real it would be \(sum).\n"
        : "It would cost about \(sum). Nothing was sent.\n")
  }
}

extension OutputOptions {
  /// Answers a dry run; one that would be refused ends as the real one would.
  func answer(
    _ command: String, _ outlook: Outlook, simulated: Bool, project: String, _ ledger: Ledger,
    _ context: CommandContext
  ) async throws {
    let shortfall = try await ledger.shortfall(
      of: outlook.microdollars, project: project, isSimulated: simulated)
    try answer(
      command, OutlookDocument(outlook, simulated: simulated, shortfall: shortfall),
      text: OutlookDocument.text(outlook, simulated: simulated), context)
    if let shortfall { throw CommandFailure(.overBudget, "It would be refused: \(shortfall).") }
  }
}
