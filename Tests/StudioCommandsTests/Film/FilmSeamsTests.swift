import Footage
import Foundation
import Outputs
import Studio
import StudioTestSupport
import Testing

@testable import FalSimulator
@testable import StudioCommands

/// Where the shots of a film meet.
struct FilmSeamsTests {
  static func board(_ seam: String = "") -> String {
    """
    preset: none
    shots:
      - name: one
        picture: one.png
        prompt: "[Push in] Mist drifts"
      - name: two
        chain: previous
        prompt: "[Pan left] The boat turns"\(seam)
    """
  }

  private func film(_ stage: Stage) async -> CommandRun {
    await stage.program(
      "film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out")
  }

  private func frames(_ stage: Stage) async throws -> Int? {
    try await Prober().clip(at: stage.folder / "out/film.mp4").video?.frameCount
  }

  @Test(.timeLimit(.minutes(2)))
  func `a film that was finished before there were seams stays as it is until somebody asks`()
    async throws
  {
    try await Stage.run { stage in
      try stage.picture("one.png", 1)
      try stage.folder.write(Self.board(), as: "board.yaml")
      #expect(await film(stage).status == 0)
      #expect(try await frames(stage) == 299)

      // As an earlier version left it: clips one after another, and a record without seams.
      let path = stage.folder / "out/film.mp4"
      let clips = ["01-one", "02-two"].map { stage.folder / "out/shots/\($0)/clip.mp4" }
      _ = try await Splicer().join(clips, to: path, replacing: true)
      var record = try FilmRecord.read(stage.folder / "out/film.json")
      #expect(record.film?.frames == 299)
      record.seams = nil
      record.seamReport = nil
      record.film = FilmRecord.Output(
        file: "film.mp4", sha256: try FileDigest.sha256(ofFile: path),
        inputsDigest: InputsDigest(
          recipe: "concat 1 ", inputs: try clips.map { try FileDigest.sha256(ofFile: $0) }))
      try stage.folder.write(try record.json(), as: "out/film.json")
      let before = try stage.files(in: "out")["film.mp4"]

      let again = await film(stage)
      #expect(again.status == 0)
      #expect(again.notice.contains("stays as it was finished"), "\(again.notice)")
      #expect(try stage.files(in: "out")["film.mp4"] == before)
      #expect(try FilmRecord.read(stage.folder / "out/film.json").seams == nil)

      try stage.folder.write(Self.board("\n    seam: dedupe"), as: "board.yaml")
      #expect(await film(stage).status == 0)
      #expect(try await frames(stage) == 299)
      let seams = try #require(try FilmRecord.read(stage.folder / "out/film.json").seams)
      #expect(seams.map(\.droppedFrames) == [1] && seams.map(\.known) == [true])
      #expect(stage.submissionCount == 2)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a film may fade, and a chain go on from the best frame`() async throws {
    try await Stage.run { stage in
      try stage.picture("one.png", 1)
      try stage.folder.write(
        Self.board("\n    anchor: best\n    seam: fade:1"), as: "board.yaml")
      let made = await film(stage)
      #expect(made.status == 0, "\(made.notice)")
      let seam = try #require(try FilmRecord.read(stage.folder / "out/film.json").seams?.first)
      #expect(seam.seam == "fade:1" && seam.droppedFrames == 0)
      // Simulated clips have 25 frames a second.
      #expect(try await frames(stage) == 300 - 25 - seam.trimmedFrames)
      #expect(try stage.files(in: "out").keys.contains("shots/02-two/anchor.json"))
      let marks = try stage.marks(in: "out")
      #expect(await film(stage).status == 0)
      #expect(try stage.marks(in: "out") == marks)
      #expect(stage.submissionCount == 2)
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a chain may be joined without a frame encoded`() async throws {
    try await Stage.run { stage in
      try stage.picture("one.png", 1)
      try stage.folder.write(Self.board("\n    seam: dedupe:lossless"), as: "board.yaml")
      let made = await film(stage)
      #expect(made.status == 0, "\(made.notice)")
      let video = try #require(try await Prober().clip(at: stage.folder / "out/film.mp4").video)
      let unseen = video.squeezedFrames ?? 0
      #expect(video.frameCount - unseen == 299 && video.frameRate == FrameRate(25))
      let record = try FilmRecord.read(stage.folder / "out/film.json")
      #expect(record.seams?.map(\.seam) == ["dedupe:lossless"])
      #expect(record.seams?.map(\.droppedFrames) == [1] && record.film?.frames == video.frameCount)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `clips that were chained are known by their records`() async throws {
    try await Stage.run { stage in
      try stage.picture("one.png", 1)
      try stage.folder.write(Self.board(), as: "board.yaml")
      #expect(await film(stage).status == 0)
      let clips = ["01-one", "02-two"].map {
        ClipPart(path: stage.folder / "out/shots/\($0)/clip.mp4")
      }
      #expect(try await KnownChain.places(in: clips) == [1])
      #expect(try await KnownChain.places(in: clips.reversed()) == [])
      let part = ClipPart(path: clips[0].path, end: .frame(100))
      #expect(try await KnownChain.places(in: [part, clips[1]]) == [])
    }
  }
}
