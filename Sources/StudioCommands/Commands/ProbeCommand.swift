import ArgumentParser
import Footage
import Raster
import Stills

struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Tell the facts of video files, judge them, or compare them for joining.",
    discussion: """
      Facts are read from the index or the packets, so numbers of frames are exact and nothing is \
      decoded. With --health everything is decoded and judged. What a file says of its origin, such as \
      that a model made it, is told too; of PNG, JPEG and WebP pictures that and their size.

      Examples:
        hailuo-studio probe clip.mp4
        hailuo-studio probe takes/*.mp4 --brief
        hailuo-studio probe takes/*.mp4 --health --strict
        hailuo-studio probe --join a.mp4 b.mp4 c.mp4
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Flag(help: "Tell one line a file.")
  var brief = false

  @Flag(help: "Decode everything and judge what is seen.")
  var health = false

  @Flag(help: "With --health: end with status 2 for warnings, too, not only for broken files.")
  var strict = false

  @Flag(help: "Tell whether the files can be joined without encoding, and what differs.")
  var join = false

  @Option(
    help: ArgumentHelp(
      "With --health: the picture that the clips were made from.", valueName: "picture"),
    completion: .file())
  var startPicture: String?

  @Option(
    help: ArgumentHelp("With --health: the length that was asked for.", valueName: "seconds"))
  var expectSeconds: Double?

  @Option(
    help: ArgumentHelp("With --health: the rate that was asked for.", valueName: "fps"))
  var expectRate: Double?

  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct Failure: Encodable {
      let path: String
      let message: String
    }
    var clips: [ProbeReport] = []
    var pictures: [StillReport]?
    var health: [HealthReport]?
    var join: JoinComparison?
    var failures: [Failure] = []

    mutating func add(_ clip: ProbeReport?, _ picture: StillReport?) {
      if let clip { clips.append(clip) }
      if let picture { pictures = (pictures ?? []) + [picture] }
    }
  }

  func validate() throws {
    let asksForHealth = strict || startPicture != nil || expectSeconds != nil || expectRate != nil
    if asksForHealth, !health {
      throw ValidationError(
        "--strict, --start-picture, --expect-seconds and --expect-rate go with --health.")
    }
    if join, files.count < 2 { throw ValidationError("--join compares at least two files.") }
    for number in [expectSeconds, expectRate].compactMap({ $0 }) where !(number > 0) {
      throw ValidationError("--expect-seconds and --expect-rate take numbers above 0.")
    }
  }

  /// What is found out about one file.
  private struct Finding: Sendable {
    let report: ProbeReport?
    var picture: StillReport?
    let health: HealthReport?
  }

  func run() async throws {
    let context = CommandContext.current
    let check = health ? HealthCheck(try await expectation()) : nil
    let board = output.board(context)
    defer { board.clear() }
    var result = Result()
    var reports: [HealthReport] = []
    var worst: (any Error)?
    let prober = Prober()
    try await InTurn.perform(files) { file in
      if !join, StillReport.canTell(of: file) {
        return Finding(report: nil, picture: try await StillReport(file), health: nil)
      }
      if check != nil { board.update(file, "decoding") }
      let report = try await prober.report(on: file)
      let health = report.clip.video == nil ? nil : try await check?.examine(file)
      return Finding(report: report, health: health)
    } deliver: { file, outcome in
      board.drop(file)
      switch outcome {
      case .success(let finding):
        // Texts go out as they come; documents hold all.
        if output.json || join { result.add(finding.report, finding.picture) }
        if let health = finding.health { reports.append(health) }
        if !output.json, !join { context.answer(text(finding)) }
      case .failure(let error):
        // One bad file does not hide the facts of the others.
        let still = (error as? StillError).map { "\($0)" }
        guard let message = still ?? (error as? FootageError)?.message else { throw error }
        worst = worst ?? error
        result.failures.append(Result.Failure(path: file, message: message))
        if brief, !output.json { context.answer("\(Terms.name(file))  unreadable: \(message)\n") }
      }
    }
    board.clear()
    if join, result.failures.isEmpty {
      result.join = try await JoinComparison.comparing(result.clips)
    }
    try finish(result, reports, worst, context)
  }

  private func finish(
    _ result: Result, _ reports: [HealthReport], _ worst: (any Error)?, _ context: CommandContext
  ) throws {
    var result = result
    if let worst, files.count == 1 { throw worst }
    if health { result.health = reports }
    if let comparison = result.join, !output.json { context.answer(JoinText.table(comparison)) }
    if output.json { try output.answer("probe", result, text: "", context) }
    if let worst {
      throw CommandFailure(
        ExitStatus(for: worst),
        result.failures.map(\.message).joined(separator: "\nhailuo-studio: "))
    }
    let bad = reports.filter { $0.isBroken || (strict && !$0.verdicts.isEmpty) }
    if !bad.isEmpty {
      let count = Terms.count(bad.count, "clip")
      throw CommandFailure(
        .badInput,
        "\(count) of \(files.count) \(bad.contains { $0.isBroken } ? "broken" : "not in good health")"
          + ": \(bad.prefix(5).map(\.path).joined(separator: ", "))\(bad.count > 5 ? "…" : "")")
    }
  }

  private func expectation() async throws -> HealthCheck.Expectation {
    var picture: Bitmap?
    if let startPicture { picture = try await StillFile.load(startPicture).bitmap }
    return HealthCheck.Expectation(
      startPicture: picture, seconds: expectSeconds, framesPerSecond: expectRate)
  }

  private func text(_ finding: Finding) -> String {
    if let picture = finding.picture {
      return picture.text(isBrief: brief) + (files.count > 1 && !brief ? "\n" : "")
    }
    guard let report = finding.report else { return "" }
    if brief {
      let line = "\(Terms.name(report.clip.path))  \(ClipText.line(report.clip))"
      return line + (finding.health.map { "  \(HealthText.brief($0))" } ?? "") + "\n"
    }
    let block = ReportText.block(report)
    return block + (finding.health.map(HealthText.block) ?? "") + (files.count > 1 ? "\n" : "")
  }
}
