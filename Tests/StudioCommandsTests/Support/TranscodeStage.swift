import StudioTestSupport
import Testing

/// A folder with clips in it, and `transcode` to be run on them.
struct TranscodeStage: Sendable {
  let folder: TemporaryFolder
  let program: Program

  /// Two clips, one of them silent, and a text with a clip's name.
  init() throws {
    folder = try TemporaryFolder()
    program = Program(home: folder / "home")
    try SyntheticClip { $0.sound = .init() }.make(at: folder / "clip.mp4")
    try SyntheticClip { $0.frameCount = 10 }.make(at: folder / "silent.mp4")
    try folder.write("words", as: "words.mp4")
  }

  /// Runs `transcode`; "@" stands for the folder.
  func callAsFunction(_ arguments: String...) async -> CommandRun { await run(arguments) }

  /// The same with a list.
  func run(_ arguments: [String]) async -> CommandRun {
    await program.run(
      ["transcode"] + arguments.map { $0.hasPrefix("@") ? folder / String($0.dropFirst()) : $0 })
  }

  /// A list of the document that a run answered with.
  static func list(_ run: CommandRun, _ key: String) throws -> [[String: Any]] {
    try #require(try run.json()[key] as? [[String: Any]])
  }

  /// What a run says of its first result.
  static func result(_ run: CommandRun) throws -> [String: Any] {
    try #require(try list(run, "files").first?["result"] as? [String: Any])
  }
}
