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

  struct Result: Encodable {
    struct Failure: Encodable {
      let path: String
      let message: String
    }
    let clips: [Clip]
    let failures: [Failure]
  }

  func run() async throws {
    let context = CommandContext.current
    var clips: [Clip] = []
    var failures: [FootageError] = []
    for file in files {
      do {
        clips.append(try await Prober().clip(at: file))
      } catch let error as FootageError {
        // One bad file does not hide the facts of the others.
        failures.append(error)
      }
    }
    if let only = failures.first, files.count == 1 { throw only }
    try output.answer(
      "probe",
      Result(
        clips: clips,
        failures: failures.map { Result.Failure(path: $0.path, message: $0.message) }),
      text: clips.map(ClipText.block).joined(separator: "\n"), context)
    if let first = failures.first {
      throw CommandFailure(
        ExitStatus(for: first), failures.map(\.message).joined(separator: "\nhailuo-studio: "))
    }
  }
}
