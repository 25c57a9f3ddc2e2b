import ArgumentParser
import Footage

struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Tell the facts of video files.",
    discussion: """
      Frames are counted from the packets, so the number is exact; nothing is decoded.

      Examples:
        hailuo-studio probe clip.mp4
        hailuo-studio probe *.mp4 --json
      """)

  @Argument(help: "The video files.", completion: .file())
  var files: [String]

  @OptionGroup var output: OutputOptions

  struct Result: Encodable { let clips: [Clip] }

  func run() async throws {
    let context = CommandContext.current
    var clips: [Clip] = []
    for file in files { clips.append(try await Prober().clip(at: file)) }
    try output.answer(
      "probe", Result(clips: clips),
      text: clips.map(ClipText.block).joined(separator: "\n"), context)
  }
}
