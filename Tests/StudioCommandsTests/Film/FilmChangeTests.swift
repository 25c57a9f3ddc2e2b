import Footage
import Foundation
import Raster
import Studio
import StudioTestSupport
import Testing

@testable import FalSimulator
@testable import StudioCommands

/// Storyboards whose shots are moved, renamed, or cannot be made.
struct FilmChangeTests {
  static let names = ["a", "b", "c", "d"]

  /// Four shots, each with its own picture and prompt, in some order and under some names.
  static func board(_ order: [Int], _ rename: (String) -> String = { $0 }) -> String {
    "preset: none\nshots:\n"
      + order.map { number in
        """
          - name: \(rename(names[number]))
            picture: \(names[number]).png
            prompt: Prompt \(names[number])

        """
      }.joined()
  }

  static func prepare(_ stage: Stage) throws {
    for (number, name) in names.enumerated() { try stage.picture("\(name).png", number) }
    try stage.folder.write(board([0, 1, 2, 3]), as: "board.yaml")
  }

  static func film(_ stage: Stage, _ more: String...) async -> CommandRun {
    await stage.program.run(
      ["film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out"] + more)
  }

  @Test(.timeLimit(.minutes(1)))
  func `shots in another order keep their clips and get the right pictures`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage, "--parallel", "4").status == 0)
      let before = try stage.files(in: "out")
      for order in [[1, 0, 3, 2], [3, 2, 0, 1], [0, 3, 1, 2], [2, 1, 3, 0], [0, 1, 2, 3]] {
        try stage.folder.write(Self.board(order), as: "board.yaml")
        let run = await Self.film(stage, "--parallel", "4")
        #expect(run.status == 0, "\(run.notice)")
        #expect(stage.submissionCount == 4)
        let after = try stage.files(in: "out")
        for (place, number) in order.enumerated() {
          let (name, old) = (Self.names[number], "shots/0\(number + 1)-\(Self.names[number])")
          let shot = "shots/0\(place + 1)-\(name)"
          #expect(after["\(shot)/clip.mp4"] == before["\(old)/clip.mp4"], "\(shot) of \(order)")
          let thumbnail = try PNG.decode(try stage.folder.bytes(of: "out/\(shot)/thumbnail.png"))
          #expect(PlainRenderer.isPicture(thumbnail, of: "Prompt \(name)"), "\(shot) of \(order)")
        }
      }
      #expect(try stage.files(in: "out").keys.sorted() == before.keys.sorted())
    }
  }

  /// The names stay in their places and the contents move, so that every place is taken.
  @Test(.timeLimit(.minutes(1)))
  func `shots that change places do not get into each other's way`() async throws {
    func board(_ order: [Int]) -> String {
      "preset: none\nshots:\n"
        + order.enumerated().map { place, number in
          """
            - name: place-\(place)
              picture: \(Self.names[number]).png
              prompt: Prompt \(Self.names[number])

          """
        }.joined()
    }
    try await Stage.run { stage in
      try Self.prepare(stage)
      try stage.folder.write(board([0, 1, 2, 3]), as: "board.yaml")
      #expect(await Self.film(stage, "--parallel", "4").status == 0)
      let before = try stage.files(in: "out")
      for order in [[1, 0, 3, 2], [3, 2, 0, 1], [0, 3, 1, 2], [2, 1, 3, 0], [0, 1, 2, 3]] {
        try stage.folder.write(board(order), as: "board.yaml")
        let run = await Self.film(stage, "--parallel", "4")
        #expect(run.status == 0, "\(run.notice)")
        #expect(stage.submissionCount == 4)
        let after = try stage.files(in: "out")
        for (place, number) in order.enumerated() {
          let (shot, old) = (
            "shots/0\(place + 1)-place-\(place)", "shots/0\(number + 1)-place-\(number)"
          )
          #expect(after["\(shot)/clip.mp4"] == before["\(old)/clip.mp4"], "\(shot) of \(order)")
          let thumbnail = try PNG.decode(try stage.folder.bytes(of: "out/\(shot)/thumbnail.png"))
          #expect(
            PlainRenderer.isPicture(thumbnail, of: "Prompt \(Self.names[number])"),
            "\(shot) of \(order)")
          let sidecar = try TakeSidecar.read(stage.folder / "out/\(shot)/clip.json")
          #expect(sidecar.clip.sha256 == after["\(shot)/clip.mp4"])
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `shots with other names keep their clips and leave no empty folders`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage).status == 0)
      try stage.folder.write(Self.board([0, 1, 2, 3]) { "new-\($0)" }, as: "board.yaml")
      let run = await Self.film(stage)
      #expect(run.status == 0, "\(run.notice)")
      #expect(stage.submissionCount == 4)
      let folders = try FileManager.default.contentsOfDirectory(
        atPath: stage.folder / "out/shots")
      #expect(folders.sorted() == ["01-new-a", "02-new-b", "03-new-c", "04-new-d"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a shot that fails takes its followers along, and the next run makes only those`()
    async throws
  {
    try await Stage.run { stage in
      try FilmRunTests.prepare(stage)
      // One after the other, the shots that hang together first: the first submission is "one".
      stage.simulator.provoke([.contentPolicyViolation])
      let run = await FilmRunTests.film(stage, "--parallel", "1")
      #expect(run.status == StudioCommands.ExitStatus.failed.rawValue)
      #expect(run.answer.isEmpty)
      #expect(run.notice.contains("one  failed:") && run.notice.contains("content checker"))
      #expect(run.notice.contains("two  skipped, since one failed"))
      #expect(stage.submissionCount == 3)
      let files = try stage.files(in: "out")
      #expect(files["shots/03-three/clip.mp4"] != nil && files["shots/04-four/clip.mp4"] != nil)
      #expect(files["shots/01-one/clip.mp4"] == nil && files["film.mp4"] == nil)

      let next = await FilmRunTests.film(stage)
      #expect(next.status == 0, "\(next.notice)")
      #expect(
        stage.simulator.record.submissions.dropFirst(3).compactMap(\.prompt) == [
          "Mist drifts over the harbour", "The boat turns",
        ])
      let after = try stage.files(in: "out")
      #expect(after["shots/03-three/clip.mp4"] == files["shots/03-three/clip.mp4"])
      #expect(after["film.mp4"] != nil)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an account without money is asked once, not once a shot`() async throws {
    let options = SimulatorOptions(pace: .instant, faults: [.exhaustedBalance])
    try await Stage.run(options) { stage in
      try Self.prepare(stage)
      let run = await Self.film(stage, "--parallel", "1")
      #expect(run.status == StudioCommands.ExitStatus.unavailable.rawValue)
      #expect(run.notice.contains("add credit"))
      #expect(stage.simulator.record.count("POST", under: "/fal-ai") == 1)
    }
  }
}
