import Footage
import Foundation
import Raster
import StudioTestSupport
import Testing

@testable import FalSimulator
@testable import StudioCommands

/// The join between two shots, with the renderer that people get.
struct ChainTests {
  @Test(.timeLimit(.minutes(1)))
  func `a chained shot starts with the last picture of the one before`() async throws {
    try await Stage.run(render: ClipRenderer().render) { stage in
      try stage.picture("one.png", 1)
      try stage.folder.write(
        """
        preset: none
        shots:
          - name: one
            picture: one.png
            prompt: "[Push in] Mist drifts"
          - name: two
            chain: previous
            prompt: "[Pan left] The boat turns"
        """, as: "board.yaml")
      let run = await stage.program(
        "film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out", "--json")
      #expect(run.status == 0, "\(run.notice)")
      let sampler = FrameSampler()
      let (one, two) = (
        stage.folder / "out/shots/01-one/clip.mp4", stage.folder / "out/shots/02-two/clip.mp4"
      )
      let last = try await sampler.picture(at: .last, of: one).bitmap
      let first = try await sampler.picture(at: .first, of: two).bitmap
      try expect(first, looksLike: last, atLeast: 38, "first picture")
      // What would show if the wrong one had been taken: the camera has moved since the beginning.
      let start = try await sampler.picture(at: .first, of: one).bitmap
      #expect(first.psnr(against: start) < 35)

      let film = try await Prober().clip(at: stage.folder / "out/film.mp4")
      // The second clip begins with what the first one ends with; it is shown once.
      #expect(film.video?.frameCount == 299)
      #expect(film.video?.displaySize == PixelSize(width: 910, height: 512))
      #expect(film.isFastStart == true && film.streamCounts.video == 1)
      let third = try await sampler.picture(at: .frame(149), of: stage.folder / "out/film.mp4")
      #expect(third.bitmap.psnr(against: first) == .infinity)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `the shot with the longest chain behind it is submitted first`() async throws {
    let board = """
      title: A chain among single shots
      duration: 6
      shots:
        - name: one
          picture: three.png
          prompt: A single shot
        - name: two
          picture: one.png
          prompt: The head of the chain
        - name: three
          chain: previous
          prompt: Its second part
        - name: four
          chain: previous
          prompt: Its third part
      """
    // The picture of the single shot is there from an earlier film; that of the chain arrives late.
    let late = SimulatorFault(.upload, .delay(.milliseconds(400)), skipping: 1)
    try await Stage.run(SimulatorOptions(pace: .instant, faults: [late])) { stage in
      try FilmRunTests.prepare(stage, board)
      try stage.folder.write(
        "shots: [{name: only, picture: three.png, prompt: Before}]", as: "before.yaml")
      let before = await stage.program.run(
        ["film", stage.folder / "before.yaml", "--output-dir", stage.folder / "before"])
      #expect(before.status == 0, "\(before.notice)")
      let run = await FilmRunTests.film(stage, "--concurrency", "2")
      #expect(run.status == 0, "\(run.notice)")
      // The single shot's was not sent again.
      #expect(stage.simulator.record.uploads.count == 4)
      let prompts = stage.simulator.record.submissions.compactMap(\.prompt)
      #expect(prompts.prefix(3) == ["Before", "The head of the chain", "A single shot"])
      #expect(prompts.count == 5)
    }
  }
}
