import Foundation
import Libav

/// How loud a sound is after EBU R 128.
struct Loudness: Sendable, Hashable {
  /// Of the whole, in LUFS; nil for what is silent throughout.
  let integrated: Double?
  /// The highest true peak, in decibels below the full scale.
  let peak: Double

  static func measure(
    _ wish: SoundWish, _ encoding: AudioEncoding, _ cancellation: Cancellation
  ) throws -> Loudness {
    guard FFmpegBuild.hasFilter("ebur128") else {
      throw FootageError(
        .unsupported, path: wish.path ?? "",
        "This FFmpeg was built without the filter ebur128, which measures loudness.")
    }
    var stream = try SoundStream.open(
      wish, encoding, meter: "ebur128=peak=true:metadata=1:framelog=verbose", cancellation)
    var integrated = -70.0
    var peak = 0.0
    while let frame = try stream.next() {
      if let value = frame.note("lavfi.r128.I").flatMap({ Double($0) }) { integrated = value }
      for channel in 0... {
        let value = frame.note("lavfi.r128.true_peaks_ch\(channel)").flatMap { Double($0) }
        guard let value else { break }
        peak = max(peak, value)
      }
    }
    // The gate lets nothing below -70 LUFS through: ITU-R BS.1770-4.
    return Loudness(
      integrated: integrated <= -69.9 ? nil : integrated, peak: peak > 0 ? 20 * log10(peak) : -99)
  }

  /// The highest true peak that EBU R 128 allows, in dBTP, and a little for what encoding adds.
  private static let highestPeak = -1.5

  /// Decibels to add, and whether peaks have to be held down then.
  func correction(to target: Double) -> (gain: Double, isLimited: Bool) {
    guard let integrated else { return (0, false) }
    let gain = target - integrated
    return (gain, peak + gain > Loudness.highestPeak)
  }

  static func apply(
    _ target: Double, to wish: SoundWish, _ encoding: AudioEncoding, _ cancellation: Cancellation
  ) throws -> (SoundWish, note: String) {
    let found = try measure(wish, encoding, cancellation)
    guard let integrated = found.integrated else {
      return (wish, "The sound is silent, so its loudness was left.")
    }
    let (gain, isLimited) = found.correction(to: target)
    var wish = wish
    wish.gain = gain
    wish.ceiling = isLimited ? highestPeak : nil
    return (
      wish,
      "Loudness \(integrated.rounded(toPlaces: 1)) LUFS, changed by \(gain.rounded(toPlaces: 1)) dB"
        + (isLimited ? ", peaks held below \(highestPeak) dB." : ".")
    )
  }
}
