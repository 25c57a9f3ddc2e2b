import Libav
import Raster

/// One finished file of a stream: one size of the picture, or the sound.
struct StreamTrack: Sendable, Hashable {
  /// Its name in the folder, without ending.
  let name: String
  let index: FragmentIndex
  /// By RFC 6381.
  let codec: String
  /// Nil for the sound.
  let size: PixelSize?
  let rate: FrameRate?
  /// Nil for the sound.
  let colour: ColourTags?
  let channels: Int
  let sampleRate: Int

  var file: String { name + ".mp4" }
  var playlist: String { name + ".m3u8" }
  var pictureIndex: String { name + ".iframes.m3u8" }

  var duration: Double { index.fragments.reduce(0) { $0 + index.seconds($1) } }

  /// Bits a second of the busiest segment.
  var peakBitRate: Int {
    index.fragments.map { rate($0.range.count, index.seconds($0)) }.max() ?? 0
  }

  var averageBitRate: Int {
    rate(index.fragments.reduce(0) { $0 + $1.range.count }, duration)
  }

  /// The same of the first pictures alone, as fast wind plays them.
  var peakPictureBitRate: Int {
    index.fragments.map { rate($0.firstPicture.count, index.seconds($0)) }.max() ?? 0
  }

  private func rate(_ bytes: Int, _ seconds: Double) -> Int {
    seconds > 0 ? Int((Double(bytes) * 8 / seconds).rounded(.up)) : 0
  }
}
