import Footage
import Foundation
import Outputs
import Raster
import Studio
import StudioTestSupport
import Testing

@testable import FalSimulator
@testable import StudioCommands

/// A film from end to end: the program, libcurl, the simulator, FFmpeg.
struct FilmRunTests {
  static let board = """
    title: Four shots
    duration: 6
    shots:
      - name: one
        picture: one.png
        prompt: Mist drifts over the harbour
      - name: two
        chain: previous
        prompt: The boat turns
      - name: three
        picture: three.png
        prompt: A lantern is lit
      - name: four
        picture: four.png
        prompt: Stairs in the rain
    """

  static func prepare(_ stage: Stage, _ board: String = board) throws {
    for (number, name) in ["one", "three", "four"].enumerated() {
      try stage.picture("\(name).png", number)
    }
    try stage.folder.write(board, as: "board.yaml")
  }

  static func film(_ stage: Stage, _ more: String...) async -> CommandRun {
    await stage.program.run(
      ["film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out"] + more)
  }

  static func thumbnail(_ stage: Stage, _ shot: String) throws -> Bitmap {
    try PNG.decode(try stage.folder.bytes(of: "out/shots/\(shot)/thumbnail.png"))
  }

  @Test(.timeLimit(.minutes(1)))
  func `a film asks for each shot once, and a second run for nothing`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      let first = await Self.film(stage)
      #expect(first.status == 0, "\(first.notice)")
      #expect(stage.submissionCount == 4)
      #expect(stage.simulator.record.keyLeaks.isEmpty)

      let film = try await Prober().clip(at: stage.folder / "out/film.mp4")
      let video = try #require(film.video)
      // One of the four is chained, and its first frame is shown once.
      #expect(video.frameCount == 4 * 150 - 1)
      #expect(video.codec == "h264" && video.pixelFormat == "yuv420p")
      #expect(film.streamCounts.video == 1 && film.isFastStart == true)
      #expect(film.isSimulated)

      let files = try stage.files(in: "out")
      #expect(
        files.keys.sorted() == [
          "film.json", "film.mp4", "film.web-h264.mp4", "seams.html", "seams.json", "sheet.png",
          "shots/01-one/clip.json", "shots/01-one/clip.mp4", "shots/01-one/picture.png",
          "shots/01-one/thumbnail.png", "shots/02-two/clip.json", "shots/02-two/clip.mp4",
          "shots/02-two/picture.png", "shots/02-two/thumbnail.png", "shots/03-three/clip.json",
          "shots/03-three/clip.mp4", "shots/03-three/picture.png", "shots/03-three/thumbnail.png",
          "shots/04-four/clip.json", "shots/04-four/clip.mp4", "shots/04-four/picture.png",
          "shots/04-four/thumbnail.png",
        ])

      let marks = try stage.marks(in: "out")
      let second = await Self.film(stage)
      #expect(second.status == 0, "\(second.notice)")
      #expect(stage.submissionCount == 4)
      #expect(try stage.marks(in: "out") == marks)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `another prompt asks for that shot and its follower, and the old takes are kept`()
    async throws
  {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage).status == 0)
      let before = try stage.files(in: "out")

      // The plain renderer's clips tell prompts apart, so the follower starts from another picture.
      try stage.folder.write(
        Self.board.replacing("Mist drifts", with: "Snow falls"), as: "board.yaml")
      let changed = await Self.film(stage)
      #expect(changed.status == 0, "\(changed.notice)")
      #expect(stage.submissionCount == 6)
      #expect(
        stage.simulator.record.submissions.suffix(2).compactMap(\.prompt) == [
          "Snow falls over the harbour", "The boat turns",
        ])
      let after = try stage.files(in: "out")
      #expect(after["shots/03-three/clip.mp4"] == before["shots/03-three/clip.mp4"])
      for shot in ["shots/01-one", "shots/02-two"] {
        #expect(after["\(shot)/clip.mp4"] != before["\(shot)/clip.mp4"])
        let kept = after.filter { $0.key.hasPrefix("\(shot)/earlier/") && $0.key.hasSuffix(".mp4") }
        #expect(Array(kept.values) == [before["\(shot)/clip.mp4"]])
      }
      #expect(
        PlainRenderer.isPicture(
          try Self.thumbnail(stage, "01-one"), of: "Snow falls over the harbour"))

      try stage.folder.write(Self.board, as: "board.yaml")
      let back = await Self.film(stage)
      #expect(back.status == 0, "\(back.notice)")
      #expect(stage.submissionCount == 6)
      let again = try stage.files(in: "out")
      for file in ["shots/01-one/clip.mp4", "shots/02-two/clip.mp4", "film.mp4", "sheet.png"] {
        #expect(again[file] == before[file], "\(file)")
      }
      #expect(
        PlainRenderer.isPicture(
          try Self.thumbnail(stage, "01-one"), of: "Mist drifts over the harbour"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a film that was deleted is joined again without asking for anything`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage).status == 0)
      let before = try stage.files(in: "out")
      for file in ["film.mp4", "sheet.png", "film.web-h264.mp4", "shots/03-three/thumbnail.png"] {
        try FileManager.default.removeItem(atPath: stage.folder / "out/\(file)")
      }
      let again = await Self.film(stage)
      #expect(again.status == 0, "\(again.notice)")
      #expect(stage.submissionCount == 4)
      let after = try stage.files(in: "out")
      #expect(after.keys.sorted() == before.keys.sorted())
      // An encoder that works on several threads need not write the same bytes twice.
      for (file, digest) in before where !["film.web-h264.mp4", "film.json"].contains(file) {
        #expect(after[file] == digest, "\(file)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a clip that was deleted is asked for again, and the person is told`() async throws {
    try await Stage.run { stage in
      try Self.prepare(stage)
      #expect(await Self.film(stage).status == 0)
      try FileManager.default.removeItem(atPath: stage.folder / "out/shots/03-three/clip.mp4")
      let again = await Self.film(stage)
      #expect(again.status == 0, "\(again.notice)")
      #expect(stage.submissionCount == 5)
      #expect(again.notice.contains("is gone from"))
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `two shots that ask for the same are two takes`() async throws {
    try await Stage.run { stage in
      try stage.picture("one.png")
      let shot = "  - picture: one.png\n    prompt: Waves\n"
      try stage.folder.write("preset: none\nshots:\n" + shot + shot, as: "board.yaml")
      #expect(await Self.film(stage).status == 0)
      #expect(stage.prompts == ["Waves", "Waves"])
      let clips = try stage.files(in: "out").filter { $0.key.hasSuffix("clip.mp4") }
      #expect(clips.count == 2 && Set(clips.values).count == 2)
      #expect(await Self.film(stage).status == 0)
      #expect(stage.submissionCount == 2)
    }
  }
}
