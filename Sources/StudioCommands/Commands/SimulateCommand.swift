import ArgumentParser
import FalSimulator
import Outputs

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Run the endpoint's simulator as a server on this computer.",
    discussion: """
      Speaks fal's protocol on 127.0.0.1: storage, queue, results and files on one port. Clips \
      are real MP4 files drawn from the uploaded picture, marked as simulated. Webhooks are \
      called on this computer only. Ends with Ctrl-C.

      On the same port, without a key: GET /_simulator/billing tells what would have been billed, \
      POST /_simulator/faults adds faults (the same YAML as --faults, or JSON), DELETE forgets \
      those that are left, POST /_simulator/keys signs webhooks with a new key.

      A file of faults is a list; each entry says where, what, and when:
        - {at: submit, do: hang-up-after-work}
        - {at: status, answer: {status: 503, body: busy}, skip: 2, times: 3}
        - {at: download, cut: 1000}
        - {at: stream, events: {line-ending: crlf, split-characters: true}}
        - {at: webhook, letter: altered-byte}

      Examples:
        hailuo-studio simulate --port 8090
        hailuo-studio simulate --faults faults.yaml --running 1 --strangers 20
      """)

  @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "number"))
  var port = 0

  @Option(help: ArgumentHelp("How long a request waits at least.", valueName: "seconds"))
  var queueSeconds = 0.4

  @Option(help: ArgumentHelp("How long a request runs at least.", valueName: "seconds"))
  var runSeconds = 1.0

  @Option(help: ArgumentHelp("How many requests run at once.", valueName: "number"))
  var running = 2

  @Option(
    help: ArgumentHelp("How many requests of others seem to wait before ours.", valueName: "number")
  )
  var strangers = 2

  @Option(help: ArgumentHelp("What goes wrong, as YAML.", valueName: "file"))
  var faults: String?

  @Option(
    help: ArgumentHelp(
      "The pause before each further try of a webhook, e.g. 1,2,4.", valueName: "seconds"))
  var webhookRetries = "1,2,4,8,16"

  @OptionGroup(title: "The look of the clips") var look: LookOptions

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
    guard (1...1000).contains(running), (0...100_000).contains(strangers) else {
      throw ValidationError("--running must be from 1 to 1000, --strangers from 0 to 100000.")
    }
    guard retryDelays != nil else {
      throw ValidationError("--webhook-retries must be seconds with commas between, such as 1,2,4.")
    }
  }

  /// `nil` when it is not a list of seconds.
  private var retryDelays: [Duration]? {
    var delays: [Duration] = []
    for item in webhookRetries.split(separator: ",") {
      guard let seconds = Double(item), (0...86_400).contains(seconds) else { return nil }
      delays.append(.seconds(seconds))
    }
    return delays
  }

  private func scriptedFaults() throws -> SimulatorFaults {
    guard let faults else { return [] }
    let bytes = try WholeFile.bytes(of: faults, limit: 1 << 20)
    do {
      return try SimulatorFaults(yaml: String(decoding: bytes, as: UTF8.self))
    } catch let error as SimulatorError {
      throw CommandFailure(.badInput, "\(faults): \(error.message)")
    }
  }

  func run() async throws {
    let context = CommandContext.current
    let isQuiet = output.quiet
    let clips = look.look
    let pace = SimulatorPace(
      queueDelay: .seconds(queueSeconds), runDelay: .seconds(runSeconds),
      strangersAhead: strangers)
    let simulator = try await Simulator.start(
      options: SimulatorOptions(
        port: port, pace: pace, runningSlots: running, faults: try scriptedFaults(),
        webhooks: SimulatorWebhooks(retryDelays: retryDelays ?? [])),
      render: { try await ClipRenderer(look: clips).render($0) },
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
