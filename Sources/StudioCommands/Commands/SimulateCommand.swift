import ArgumentParser
import FalSimulator

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run the endpoint's simulator as a server on this computer.",
    discussion: """
      Speaks fal's protocol on 127.0.0.1: storage, queue, results and files on one port. Clips \
      are real MP4 files drawn from the uploaded picture, marked as simulated. Ends with Ctrl-C.

      Example:
        hailuo-studio simulate --port 8090
      """)

  @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "number"))
  var port = 0

  @Option(help: ArgumentHelp("How long a request waits at least.", valueName: "seconds"))
  var queueSeconds = 0.4

  @Option(help: ArgumentHelp("How long a request runs at least.", valueName: "seconds"))
  var runSeconds = 1.0

  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let url: String
    let queueUrl: String
    let runUrl: String
    let restUrl: String
    let cdnUrl: String
  }

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port must be between 0 and 65535.")
    }
    guard (0...3600).contains(queueSeconds), (0...3600).contains(runSeconds) else {
      throw ValidationError("--queue-seconds and --run-seconds must be between 0 and 3600.")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let isQuiet = output.quiet
    let pace = SimulatorPace(
      queueDelay: .seconds(queueSeconds), runDelay: .seconds(runSeconds), strangersAhead: 2)
    let simulator = try await Simulator.start(
      options: SimulatorOptions(port: port, pace: pace),
      render: { try await ClipRenderer().render($0) },
      log: { if !isQuiet { context.notice("\($0)\n") } })
    let url = simulator.baseURL
    let places = Result(
      url: url, queueUrl: url, runUrl: "\(url)/run", restUrl: url, cdnUrl: url)
    try output.answer("simulate", places, text: text(places), context)
    do {
      while true { try await Task.sleep(for: .seconds(3600)) }
    } catch {
      // Ctrl-C is how a server is meant to end.
      await simulator.shutdown()
    }
  }

  private func text(_ places: Result) -> String {
    """
    The simulator listens on \(places.url) until Ctrl-C. In another terminal:
      export FAL_KEY=simulated
      export HAILUO_STUDIO_QUEUE_URL=\(places.queueUrl)
      export HAILUO_STUDIO_RUN_URL=\(places.runUrl)
      export HAILUO_STUDIO_REST_URL=\(places.restUrl)
      export HAILUO_STUDIO_CDN_URL=\(places.cdnUrl)

    """
  }
}
