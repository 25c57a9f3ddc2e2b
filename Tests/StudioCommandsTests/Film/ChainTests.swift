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
}
