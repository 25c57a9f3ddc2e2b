import Foundation
import Studio
import StudioTestSupport
import Testing

@testable import StudioCommands

/// The files of presets as a person begins, checks and looks at them.
struct PresetsCommandTests {
  @Test func `a preset that was begun is right, and is used`() async throws {
    let folder = try TemporaryFolder()
    var program = Program(home: folder / "home")
    program.environment["HAILUO_STUDIO_PRESETS"] = folder / "mine"
    try FileManager.default.createDirectory(
      atPath: folder / "mine", withIntermediateDirectories: false)
    let begun = await program(
      "presets", "new", "chat", "--extends", "small", "--set", "max_bytes=25MB", "--set",
      "video.size=max 360p", "--set", "video.crf=24")
    #expect(begun.status == 0, "\(begun.notice)")
    let text = String(decoding: try folder.bytes(of: "mine/chat.yaml"), as: UTF8.self)
    #expect(
      text.hasSuffix("extends: small\nmax_bytes: 25MB\n\nvideo:\n  size: max 360p\n  crf: 24\n"))
    let checked = await program("presets", "validate", folder / "mine/chat.yaml", "--json")
    #expect(checked.status == 0)
    #expect(try (checked.json()["files"] as? [[String: Any]])?.first?["name"] as? String == "chat")
    let shown = try await program("presets", "show", "chat", "--json").json()
    let settings = try #require((shown["preset"] as? [String: Any])?["settings"] as? [String: Any])
    #expect(settings["max_bytes"] as? Int == 25_000_000)
    #expect((settings["video"] as? [String: Any])?["rate_control"] as? [String: Int] == ["crf": 24])

    let again = await program("presets", "new", "chat")
    #expect(again.status == 1 && again.notice.contains("chat.yaml"), "\(again.notice)")
  }

  @Test func `each wrong file is told with all its problems, and the right ones are`() async throws
  {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder / "models", withIntermediateDirectories: false)
    try folder.write("{name: good, summary: x, extends: gif}", as: "good.yaml")
    try folder.write("name: bad\nsummary: x\nvideo:\n  crf: 199\n  codek: h264\n", as: "bad.yaml")
    try folder.write("name: card\n", as: "models/card.yaml")
    let run = await Program(home: folder / "home")(
      "presets", "validate", folder / "good.yaml", folder / "bad.yaml", folder / "none.yaml",
      folder / "models/card.yaml")
    #expect(run.status == 2)
    #expect(run.answer.contains("good.yaml  'good' is right\n"))
    #expect(run.answer.contains("bad.yaml:4:8: 'crf' must be a number from 0 to 100, not '199'\n"))
    #expect(
      run.answer.contains("bad.yaml:5:3: unknown key 'codek' in 'video'; did you mean 'codec'?"))
    #expect(run.answer.contains("none.yaml: no such file"))
    #expect(run.answer.contains("models/card.yaml:1:1: "))
    #expect(run.notice.contains("3 of 4 files are wrong."))
  }

  @Test func `the keys are listed with what they take`() async throws {
    let folder = try TemporaryFolder()
    let program = Program(home: folder / "home")
    let run = await program("presets", "keys")
    #expect(run.answer.contains("video.crf\n"))
    let keys = try await program("presets", "keys", "--json").json()["keys"] as? [[String: Any]]
    #expect(keys?.count == PresetSchema.keys.count)
    let schema = try await program("presets", "keys", "--json-schema").json()
    #expect(schema["title"] != nil)
  }

  @Test func `a place to write to is asked for where there is none`() async throws {
    let folder = try TemporaryFolder()
    let run = await Program(home: folder / "home")("presets", "new", "chat")
    #expect(run.status == 64 && run.notice.contains("HAILUO_STUDIO_PRESETS"))
    let name = await Program(home: folder / "home")(
      "presets", "new", "My Chat", "-o", folder / "x.yaml")
    #expect(name.status == 2 && name.notice.contains("small letters"), "\(name.notice)")
  }
}
