import ArgumentParser
import Footage
import Outputs
import Studio

struct TranscodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcode",
    abstract: "Encode videos for delivery, by preset.",
    discussion: """
      One decode, one encode; times of frames are kept, and the frames that arrived are counted.

      Examples:
        hailuo-studio transcode film.mp4 --preset web-h264 -o film.web.mp4
        hailuo-studio transcode *.mp4 --preset web-h264 --output-dir web
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @Option(
    help: "The preset; 'hailuo-studio presets list' shows them.",
    completion: .shellCommand("hailuo-studio presets list --names"))
  var preset = Storyboard.usualPreset

  @OptionGroup var results: ResultOptions
  @OptionGroup var output: OutputOptions

  struct Result: Encodable {
    struct File: Encodable {
      let source: String
      let file: String
      let clip: Clip
    }
    let preset: String
    let files: [File]
  }

  func run() async throws {
    let context = CommandContext.current
    let chosen = try PresetLibrary(environment: context.environment).preset(named: preset)
    let destinations = try results.destinations(
      for: files, ending: chosen.ending)
    if let folder = results.outputDir { try OutputFolder.prepare(folder) }
    for destination in destinations {
      try AtomicOutput.check(destination, replacing: results.force)
    }
    let board = output.board(context)
    defer { board.clear() }
    let transcoder = Transcoder(chosen.transcodeSettings)
    var done: [Result.File] = []
    for (file, destination) in zip(files, destinations) {
      let clip = try await transcoder.transcode(
        file, to: destination, replacing: results.force
      ) { board.update(destination, $0) }
      done.append(Result.File(source: file, file: destination, clip: clip))
    }
    board.clear()
    try output.answer(
      "transcode", Result(preset: chosen.name, files: done),
      text: done.map {
        "\($0.file)  \(ClipText.line($0.clip))  \(Terms.bytes($0.clip.byteCount))\n"
      }.joined(), context)
  }
}
