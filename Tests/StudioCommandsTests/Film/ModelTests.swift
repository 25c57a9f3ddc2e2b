import FalSimulator
import Foundation
import Hailuo
import Raster
import Studio
import StudioTestSupport
import Testing

@testable import StudioCommands

/// Clips and films of other models than the usual one.
@Suite(.timeLimit(.minutes(1)))
struct ModelTests {
  private static let standard = "fal-ai/minimax/hailuo-02/standard/image-to-video"

  private func input(_ submission: SimulatorRecord.Submission) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(submission.input)) as? [String: Any])
  }

  @Test func `a clip with a last picture names both, and its size`() async throws {
    try await Stage.run { stage in
      try stage.picture("a.png", 1)
      try stage.picture("b.png", 2)
      let arguments = [
        "generate", "--image", stage.folder / "a.png", "--end-image", stage.folder / "b.png",
        "--model", "hailuo-02-standard", "--prompt", "Dusk", "-o", stage.folder / "c.mp4",
      ]
      let run = await stage.program.run(arguments)
      #expect(run.status == 0, "\(run.notice)")
      let submission = try #require(stage.simulator.record.submissions.first)
      #expect(submission.endpoint == Self.standard)
      let input = try input(submission)
      #expect(input["resolution"] as? String == "768P")
      #expect(Set(stage.simulator.record.uploads.map(\.fileURL)).count == 2)
      #expect(input["end_image_url"] as? String != input["image_url"] as? String)
      let sidecar = try TakeSidecar.read(stage.folder / "c.json")
      #expect(sidecar.model == "Hailuo-02 Standard")
      #expect(sidecar.picture.height == 768 && sidecar.endPicture?.height == 768)
      #expect(sidecar.price.microdollars == 270_000)

      // The usual size asked for by name is the same take; another size is another one.
      #expect(await stage.program.run(arguments + ["--resolution", "768p"]).status == 0)
      #expect(stage.submissionCount == 1)
      let small = await stage.program.run(
        [
          "generate", "--image", stage.folder / "a.png", "--model", "hailuo-02-standard",
          "--resolution", "512P", "--prompt", "Dusk", "-o", stage.folder / "d.mp4",
        ])
      #expect(small.status == 0, "\(small.notice)")
      #expect(try TakeSidecar.read(stage.folder / "d.json").price.microdollars == 102_000)
      let ledger = try Ledger(path: StudioHome(environment: stage.program.environment).ledgerPath)
      #expect(try await ledger.job(2).order.identity.resolution == .p512)
    }
  }

  @Test func `a storyboard names its model, its size and last pictures`() async throws {
    try await Stage.run { stage in
      try stage.picture("a.png", 1)
      try stage.picture("b.png", 2)
      try stage.folder.write(
        """
        model: hailuo-02-standard
        preset: none
        shots:
          - {name: one, picture: a.png, end_picture: b.png, prompt: Dawn}
          - {name: two, chain: previous, prompt: Noon}
        """, as: "board.yaml")
      let run = await FilmRunTests.film(stage)
      #expect(run.status == 0, "\(run.notice)")
      #expect(stage.simulator.record.submissions.allSatisfy { $0.endpoint == Self.standard })
      let inputs = try stage.simulator.record.submissions.map(input)
      #expect(inputs.map { $0["end_image_url"] != nil } == [true, false])
      let kept = try PNG.decode(try stage.folder.bytes(of: "out/shots/01-one/last-picture.png"))
      #expect(kept.height == 768)
      #expect(await FilmRunTests.film(stage).status == 0)
      #expect(stage.submissionCount == 2)

      // The command line comes before the storyboard; other models make other takes.
      let other = await FilmRunTests.film(stage, "--model", "hailuo-2.3-standard", "--dry-run")
      #expect(other.status == 2)
      #expect(other.notice.contains("board.yaml:4:46: Hailuo 2.3 Standard takes no last picture"))
    }
  }

  @Test(arguments: [
    ("model: hailuo-02-fats\nshots: [{picture: a.png, prompt: x}]", "board.yaml:1:8: model"),
    ("resolution: 768P\nshots: [{picture: a.png, prompt: x}]", "board.yaml:1:13: Hailuo-02 Fast"),
    ("resolution: 4K\nshots: [{picture: a.png, prompt: x}]", "'resolution' must be 512P or 768P"),
    (
      "model: hailuo-02-standard\nresolution: 512P\nshots: [{picture: a.png, end_picture: a.png, prompt: x}]",
      "board.yaml:3:39: A last picture is not possible at 512P"
    ),
    ("shots: [{picture: a.png, end_pictur: a.png, prompt: x}]", "did you mean 'end_picture'?"),
    (
      "model: hailuo-2.3-fast-pro\nshots: [{picture: a.png, prompt: x, duration: 10}]",
      "board.yaml:2:9: Hailuo 2.3 Fast Pro makes no clip of 10 s"
    ),
  ])
  func `what a model would refuse is told with its line, and nothing is sent`(
    board: String, problem: String
  ) async throws {
    try await Stage.run { stage in
      try stage.picture("a.png")
      try stage.folder.write(board, as: "board.yaml")
      let run = await FilmRunTests.film(stage)
      #expect(run.status == 2)
      #expect(run.notice.contains(problem), "\(run.notice)")
      #expect(stage.simulator.record.requestCounts.isEmpty)
    }
  }

  @Test func `cards are listed and printed, those of one's own too`() async throws {
    try await Stage.run { stage in
      try FileManager.default.createDirectory(
        atPath: stage.folder / "mine/models", withIntermediateDirectories: true)
      let shown = await stage.program("presets", "show", "hailuo-02-fast")
      #expect(shown.status == 0)
      let card = shown.answer.replacing("name: hailuo-02-fast", with: "name: mine")
        .replacing("0.017", with: "0.02")
      try stage.folder.write(card, as: "mine/models/mine.yaml")
      var program = stage.program
      program.environment["HAILUO_STUDIO_PRESETS"] = stage.folder / "mine"
      let list = await program("presets", "list")
      #expect(list.answer.contains("web-h264") && list.answer.contains("mine/models/mine.yaml"))
      let names = await program("presets", "list", "--models", "--names")
      #expect(names.answer.split(separator: "\n").last == "mine")
      try stage.picture("a.png")
      let run = await program(
        "generate", "--image", stage.folder / "a.png", "--model", "mine", "--prompt", "Dusk", "-o",
        stage.folder / "c.mp4")
      #expect(run.status == 0, "\(run.notice)")
      #expect(try TakeSidecar.read(stage.folder / "c.json").price.microdollars == 120_000)
    }
  }
}
