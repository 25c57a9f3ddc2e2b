import Footage
import Foundation
import Outputs
import StudioTestSupport
import Testing

@testable import StudioCommands

/// What the files of a film tell of where they come from.
struct FilmOriginTests {
  private static func film(_ stage: Stage, _ more: String...) async -> CommandRun {
    await stage.program.run(
      ["film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out"] + more)
  }

  private static func prepare(_ stage: Stage) throws {
    try stage.picture("a.png", 0)
    try stage.picture("b.png", 1)
    try stage.folder.write(
      """
      title: Two & two
      preset: web-h264
      shots:
        - {name: a, picture: a.png, prompt: Rain}
        - {name: b, picture: b.png, prompt: Sun}
      """, as: "board.yaml")
  }

  @Test(.timeLimit(.minutes(2)))
  func `the film, its sheet and what is delivered bear a label, with prompts if allowed`()
    async throws
  {
    try await Stage.run { stage in
      try Self.prepare(stage)
      let first = await Self.film(stage)
      #expect(first.status == 0, "\(first.notice)")
      func label(_ name: String) throws -> OriginLabel? {
        try OriginLabel.read(file: stage.folder / "out/\(name)")
      }
      let names = ["film.mp4", "film.web-h264.mp4", "sheet.png"]
      for name in names {
        let label = try #require(try label(name), "\(name)")
        #expect(label.title == "Two & two" && label.prompt == "Rain\nSun")
      }
      #expect(try label("shots/01-a/thumbnail.png") != nil)
      let before = try stage.marks(in: "out")
      #expect(await Self.film(stage).status == 0)
      #expect(try stage.marks(in: "out") == before)
      // What had prompts in it is made anew without, of the same takes; and back to the same bytes.
      let files = try stage.files(in: "out")
      #expect(await Self.film(stage, "--no-prompt").status == 0)
      for name in names { #expect(try label(name)?.prompt == nil && label(name) != nil) }
      #expect(await Self.film(stage).status == 0)
      #expect(try stage.files(in: "out")["film.mp4"] == files["film.mp4"])
      #expect(stage.submissionCount == 2)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `takes are known by their records and by the ledger`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage).status == 0)
      let take = stage.folder / "out/shots/01-a/clip.mp4"
      let elsewhere = stage.folder / "elsewhere.mp4"
      try AtomicOutput.write(try WholeFile.bytes(of: take), to: elsewhere, replacing: false)
      for (source, name) in [(take, "one"), (elsewhere, "two")] {
        let run = await stage.program.run([
          "transcode", source, "-o", stage.folder / "\(name).mp4", "--json",
        ])
        #expect(run.status == 0, "\(run.notice)")
        #expect(run.answer.contains("\"prompt\" : \"Rain\""), "\(run.answer)")
        let picture = stage.folder / "\(name).jpg"
        let thumbnail = await stage.program.run(["thumbnail", source, "-o", picture])
        #expect(thumbnail.status == 0)
        #expect(try OriginLabel.read(file: picture)?.prompt == "Rain")
        let probe = await stage.program.run(["probe", picture])
        #expect(probe.status == 0 && probe.answer.contains("prompt: Rain"), "\(probe.answer)")
      }
      let prepared = stage.folder / "prepared.png"
      let run = await stage.program.run([
        "prepare", stage.folder / "one.jpg", "-o", prepared,
      ])
      #expect(run.status == 0, "\(run.notice)")
      let label = try #require(try OriginLabel.read(file: prepared))
      #expect(label.prompt == nil)
    }
  }
}
