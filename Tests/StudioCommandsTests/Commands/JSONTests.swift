import FalSimulator
import Foundation
import Raster
import StudioTestSupport
import Testing

@testable import StudioCommands

/// The documents that `--json` prints: one a run, with stable keys, and nothing beside them.
struct JSONTests {
  /// Keys that are data: names of presets, tags of files.
  static let dictionaries: Set<String> = ["tags", "deliverables"]

  /// Every key of a document that is not written the way keys are written here.
  static func oddKeys(_ value: Any, _ path: String = "") -> [String] {
    if let list = value as? [Any] { return list.flatMap { oddKeys($0, path + "[]") } }
    guard let object = value as? [String: Any] else { return [] }
    return object.flatMap { key, value in
      let isData = dictionaries.contains(path.split(separator: ".").last.map(String.init) ?? "")
      let isSnake = key.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }
      return (isData || isSnake ? [] : ["\(path).\(key)"]) + oddKeys(value, "\(path).\(key)")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `each command prints one document and nothing else`() async throws {
    try await Stage.run { stage in
      let folder = stage.folder
      try stage.picture("picture.png")
      try SyntheticClip { $0.sound = .init() }.make(at: folder / "clip.mp4")
      try folder.write("shots:\n  - picture: picture.png\n    prompt: Waves\n", as: "board.yaml")
      let runs: [(command: String, arguments: [String])] = [
        ("probe", ["probe", "@clip.mp4"]),
        ("prepare", ["prepare", "@picture.png", "-o", "@prepared.png"]),
        ("thumbnail", ["thumbnail", "@clip.mp4", "-o", "@thumb.png"]),
        ("sheet", ["sheet", "@clip.mp4", "-o", "@sheet.png"]),
        ("concat", ["concat", "@clip.mp4", "@clip.mp4", "-o", "@long.mp4", "--dry-run"]),
        ("concat", ["concat", "@clip.mp4", "@clip.mp4", "-o", "@long.mp4"]),
        ("transcode", ["transcode", "@clip.mp4", "-o", "@web.mp4"]),
        ("presets list", ["presets", "list"]),
        ("presets show", ["presets", "show", "web-h264"]),
        ("doctor", ["doctor"]),
        ("generate", ["generate", "--image", "@picture.png", "--prompt", "Sea", "-o", "@new.mp4"]),
        ("film", ["film", "@board.yaml", "--output-dir", "@out"]),
      ]
      for (command, arguments) in runs {
        let run = await stage.program.run(
          BadInputTests.resolved(arguments, in: folder) + ["--json", "--quiet"])
        #expect(run.status == 0, "\(command): \(run.notice)")
        #expect(run.notice.isEmpty, "\(command): \(run.notice)")
        let document = try run.json()
        #expect(document["schema_version"] as? Int == 1, "\(command)")
        #expect(document["command"] as? String == command)
        #expect(Self.oddKeys(document).isEmpty, "\(command)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a command that fails tells why in its document`() async throws {
    try await Stage.run { stage in
      let run = await stage.program("jobs", "show", "9", "--json")
      #expect(run.status == 2)
      let document = try run.json()
      #expect(document["command"] as? String == "jobs show")
      let error = try #require(document["error"] as? [String: Any])
      #expect(error["exit_status"] as? Int == 2)
      let message = try #require(error["message"] as? String)
      #expect(run.notice == "hailuo-studio: \(message)\n")
      let usage = await stage.program("generate", "--json")
      #expect(usage.status == 64)
      #expect(try (usage.json()["error"] as? [String: Any])?["exit_status"] as? Int == 64)
      // One that printed its own document before it failed prints no second one.
      let broken = await stage.program("probe", stage.folder / "none.mp4", "--json")
      #expect(broken.status == 2)
      #expect(try broken.json()["command"] as? String == "probe")
      let none = await stage.program("probe", stage.folder / "none.mp4", "--", "--json")
      #expect(none.status == 2 && !none.answer.hasPrefix("{"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `the simulator tells its addresses as a document`() async throws {
    let folder = try TemporaryFolder()
    let program = Program(home: folder / "home")
    let answers = Transcript()
    let context = CommandContext(
      environment: program.environment, answer: { answers.add($0) }, notice: { _ in })
    let running = Task {
      await CommandContext.$current.withValue(context) {
        await HailuoStudio.run(["simulate", "--json"], context)
      }
    }
    try await until { !answers.all.isEmpty }
    running.cancel()
    #expect(await running.value == 0)
    let document = try CommandRun(status: 0, answer: answers.text, notice: "").json()
    #expect((document["queue_url"] as? String)?.hasPrefix("http://127.0.0.1:") == true)
    #expect(Self.oddKeys(document).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)))
  func `with --quiet only the answer is printed`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let run = await stage.program(
        "generate", "--image", stage.folder / "picture.png", "--prompt", "Sea", "-o",
        stage.folder / "new.mp4", "--quiet")
      #expect(run.status == 0)
      #expect(run.notice.isEmpty)
      #expect(run.answer.hasPrefix(stage.folder / "new.mp4"))
    }
  }
}
