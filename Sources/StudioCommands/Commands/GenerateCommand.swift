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
    abstract: "Turn a picture and a sentence into a clip.",
    discussion: """
      The picture is prepared and uploaded, the clip is asked for once, waited for, fetched and
      checked; a record of it is written beside it. If this is interrupted, the same command fetches
      the clip that was asked for; it is not paid for twice. Needs FAL_KEY, or --simulate.

      Examples:
        hailuo-studio generate --image harbour.jpg --prompt "[Push in] Mist drifts" -o clip.mp4
        hailuo-studio generate --image harbour.jpg --prompt "Mist drifts" --simulate -o try.mp4
      """)

  @Option(
    help: ArgumentHelp("The picture the clip starts from.", valueName: "file"),
    completion: .file(extensions: ["jpg", "jpeg", "png", "webp"]))
  var image: String

  @OptionGroup var take: TakeOptions

  @Option(help: "The shape to cut the picture to; without it, it keeps its own.")
  var aspect: AspectRatio?

  @Flag(help: "Have the clip drawn on this computer; nothing is sent and nothing costs money.")
  var simulate = false

  @OptionGroup var result: ResultFileOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    let file: String
    let record: String
    let origin: Take.Origin
    let simulated: Bool
    let requestId: String
    let clip: Clip
  }

  func run() async throws {
    let context = CommandContext.current
    let sidecar = sidecarPath
    let model = Model.hailuo02Fast
    let violations = model.limits.violations(of: try await PictureFacts(reading: image))
    guard violations.isEmpty else {
      throw CommandFailure(
        .badInput, violations.map { "\(image): \($0.message)" }.joined(separator: "\n"))
    }
    let board = output.board(context)
    let made = try await Service.use(simulate: simulate, context) { service in
      let maker = try service.takeMaker(context)
      let picture = try await Preparer.prepare(image, options: PrepareOptions(aspect: aspect))
      let identity = TakeIdentity(
        endpoint: model.endpoint.id, prompt: take.prompt, durationSeconds: take.duration,
        promptOptimizer: !take.noPromptOptimizer, pictureSHA256: picture.digest,
        simulated: service.isSimulated)
      return try await maker.make(
        TakeOrder(
          identity: identity, picture: picture, picturePath: image, clipPath: result.output,
          sidecarPath: sidecar, replacing: result.force)
      ) { event in
        if case .note(let sentence) = event { board.note(sentence) }
        guard let state = TakeText.state(event) else { return }
        board.update(result.output, state.activity, state.amount)
      }
    }
    board.clear()
    try output.answer(
      "generate",
      Result(
        file: made.path, record: sidecar, origin: made.origin, simulated: made.sidecar.simulated,
        requestId: made.sidecar.requestID, clip: made.clip),
      text: "\(made.path)  \(TakeText.done(made))\n", context)
  }

  /// `clip.mp4` has its record in `clip.json`.
  private var sidecarPath: String {
    let name = result.output.split(separator: "/").last.map(String.init) ?? result.output
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      return result.output + ".json"
    }
    return String(result.output.dropLast(name[dot...].count)) + ".json"
  }

  func validate() throws {
    guard ContainerFormat(path: result.output) == .mp4 else {
      throw ValidationError("--output is \(result.output); clips are MP4 files, so end it in .mp4.")
    }
  }
}
