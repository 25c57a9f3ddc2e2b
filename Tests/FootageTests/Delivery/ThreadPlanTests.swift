import Libav
import Raster
import Testing

@testable import Footage

/// How many threads work on pictures.
struct ThreadPlanTests {
  @Test(
    arguments: [
      ("libx264", 512, "veryfast" as String?, 0, 2, 4), ("libx264", 512, "faster", 0, 2, 4),
      ("libx264", 512, "fast", 0, 2, 6), ("libx264", 512, nil, 0, 2, 6),
      ("libx264", 512, "slow", 0, 8, 24), ("libx264", 512, "veryfast", 0, 8, 13),
      ("libx264", 1000, "medium", 0, 2, 6), ("libx264", 1080, "medium", 0, 2, 4),
      // Beside others, on one core, or of another kind, an encoder chooses for itself.
      ("libx264", 512, "veryfast", 1, 2, 0), ("libx264", 512, "slow", 0, 1, 0),
      ("libx265", 512, nil, 0, 2, 0),
    ])
  func `x264 alone gets more threads than cores, most where it does not wait for its looking ahead`(
    encoder: String, side: Int, speed: String?, others: Int, cores: Int, threads: Int
  ) {
    #expect(
      ThreadPlan(cores: cores).encoding(
        PixelSize(width: side, height: side), with: encoder, speed: speed, beside: others)
        == threads)
  }

  @Test(
    arguments: [
      ("h264", 2, ["libx264": 512], 1), ("h264", 2, ["libx264": 400], 1),
      // A small proxy of a large source, a source made for editing, an encoder that is done at once,
      // sound alone, and cores enough for several: all leave it to the decoder.
      ("h264", 2, ["libx264": 300], 0), ("prores", 2, ["libx264": 512], 0),
      ("h264", 2, ["ffv1": 512], 0), ("h264", 2, [:], 0), ("h264", 4, ["libx264": 512], 0),
      // Together they are work enough.
      ("hevc", 2, ["libx264": 300, "libx265": 300], 1),
    ])
  func `one thread decodes what an encoder has more work with`(
    codec: String, cores: Int, results: [String: Int], threads: Int
  ) {
    func square(_ side: Int) -> PixelSize { PixelSize(width: side, height: side) }
    let manner = ThreadPlan(cores: cores).decoding(
      codec, square(512), for: results.map { ($0.key, square($0.value)) })
    #expect(manner.threads == threads)
  }
}
