import Foundation
import Testing

@testable import StudioCommands

/// What `--help` says. The texts lie beside this file; run the tests with
/// HAILUO_STUDIO_WRITE_HELP=1 to write them anew, and look at what has changed.
struct HelpTests {
  static let commands: [[String]] = [
    [], ["generate"], ["film"], ["prepare"], ["probe"], ["thumbnail"], ["sheet"], ["sprites"],
    ["preview"], ["filmstrip"], ["concat"],
    ["seams"],
    ["transcode"], ["presets"], ["presets", "list"], ["presets", "show"],
    ["presets", "keys"], ["presets", "validate"], ["presets", "new"], ["doctor"], ["simulate"],
    ["jobs"], ["jobs", "list"], ["jobs", "show"], ["jobs", "watch"], ["jobs", "resume"],
    ["jobs", "recover"], ["jobs", "cancel"], ["jobs", "resolve"],
    ["webhook"], ["proxy"],
  ]

  /// The tree of commands as the parser itself describes it.
  struct Tool: Decodable {
    struct Command: Decodable {
      struct Argument: Decodable {
        struct Name: Decodable {
          let kind: String
          let name: String
        }
        let kind: String
        let shouldDisplay: Bool
        let names: [Name]?
        let valueName: String?
        let abstract: String?
      }
      let superCommands: [String]?
      let commandName: String
      let abstract: String?
      let discussion: String?
      let arguments: [Argument]?
      let subcommands: [Command]?

      var path: [String] { Array((superCommands ?? []).dropFirst()) + [commandName] }
      var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
    }
    let command: Command
  }

  static func tree() async throws -> [Tool.Command] {
    let run = await Program(home: "/nowhere").run(["--experimental-dump-help"])
    let tool = try JSONDecoder().decode(Tool.self, from: Data(run.answer.utf8))
    return tool.command.all.filter { $0.commandName != "help" }
  }

  @Test func `every command is known to these tests`() async throws {
    let names = try await Self.tree().map { $0.path.filter { $0 != "hailuo-studio" } }
    #expect(Set(names) == Set(Self.commands))
  }

  @Test func `every command says what it does and gives an example`() async throws {
    for command in try await Self.tree() {
      let name = command.path.joined(separator: " ")
      let abstract = command.abstract ?? ""
      #expect(abstract.hasSuffix(".") && abstract.count <= 80, "\(name)")
      let discussion = command.discussion ?? ""
      let example =
        command.path.first == "hailuo-studio" ? "hailuo-studio " : "hailuo-studio \(name)"
      #expect(discussion.contains("Example") && discussion.contains(example), "\(name)")
    }
  }

  @Test func `every argument says what it is`() async throws {
    for command in try await Self.tree() {
      for argument in command.arguments ?? [] where argument.shouldDisplay {
        let name = argument.names?.first?.name ?? argument.valueName ?? "?"
        let abstract = argument.abstract ?? ""
        #expect(abstract.hasSuffix("."), "\(command.path.joined(separator: " ")) \(name)")
      }
    }
  }

  @Test(arguments: commands)
  func `the help is as it was when somebody looked at it`(command: [String]) async throws {
    let run = await Program(home: "/nowhere").run(command + ["--help"])
    #expect(run.status == 0 && run.notice.isEmpty)
    // An example that is broken into two lines cannot be copied.
    let lines = run.answer.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = lines.drop { !$0.hasPrefix("Example") }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty && examples.allSatisfy { $0.hasPrefix("  hailuo-studio ") })
    for line in lines {
      // The parser writes the usage in one line.
      #expect(line.count <= 80 || line.hasPrefix("USAGE: "), "too wide: \(line)")
    }
    let name = (["hailuo-studio"] + command).joined(separator: "-")
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["HAILUO_STUDIO_WRITE_HELP"] == "1" {
      try Data(run.answer.utf8).write(to: file)
    }
    #expect(run.answer == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `shells get their completions`(shell: String) async {
    let run = await Program(home: "/nowhere")("--generate-completion-script", shell)
    #expect(run.status == 0 && run.notice.isEmpty)
    for word in ["generate", "thumbnail", "transcode", "prompt", "output-dir"] {
      #expect(run.answer.contains(word), "\(word)")
    }
  }

  @Test func `the version is a version`() async {
    let run = await Program(home: "/nowhere")("--version")
    #expect(run.status == 0)
    #expect(run.answer == HailuoStudio.version + "\n")
  }

  @Test func `a mistake in an option shows how the command is used`() async {
    let run = await Program(home: "/nowhere")("probe", "x.mp4", "--fast")
    #expect(run.status == 64)
    #expect(run.answer.isEmpty)
    #expect(run.notice.contains("--fast") && run.notice.contains("Usage: hailuo-studio probe"))
  }
}
