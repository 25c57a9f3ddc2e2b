/// What sound a result has, from the decoder to the encoder; pure.
struct SoundWish: Sendable, Hashable {
  /// The file that sounds; nil for silence.
  let path: String?
  /// The moment on the file's clock that becomes zero, in seconds.
  let start: Double
  /// Seconds of each play; nil for as long as the file sounds.
  let seconds: Double?
  let plays: Int
  let speed: Double
  let fadeIn: Double
  let fadeOut: Double
  /// Music under it; nil for none.
  let music: String?
  let audio: AudioDelivery
  /// Decibels that it is raised by.
  var gain = 0.0
  /// The highest peak that is let through, in decibels below the full scale; nil for any.
  var ceiling: Double?

  /// - Parameter duration: seconds of the result's picture; nil when there is none.
  /// - Returns: nil when the result is to be silent.
  init?(
    _ source: DeliverySource, _ audio: AudioDelivery, _ edits: DeliveryEdits, duration: Double?
  ) {
    guard source.sound != nil || edits.music != nil || audio.whenMissing == .silence else {
      return nil
    }
    path = source.sound == nil ? nil : source.path
    // Beside a picture that stays behind, too: who mixes it elsewhere wants it where it was.
    start = source.start
    var length = duration
    if length == nil, source.sound == nil || edits.fadeOut > 0 || edits.music != nil {
      // Where it ends must be known beforehand.
      length = source.duration.map { $0 * Double(edits.plays) / edits.speed }
    }
    seconds = length.map { $0 / Double(edits.plays) }
    plays = edits.plays
    speed = edits.speed
    fadeIn = edits.fadeIn
    fadeOut = edits.fadeOut
    music = edits.music
    self.audio = audio
  }

  /// Seconds of the whole; nil when only decoding tells.
  var duration: Double? { seconds.map { $0 * Double(plays) } }

  /// The sample of the whole that a play ends with; nil when only decoding tells.
  func end(ofPlay play: Int, sampleRate: Int) -> Int64? {
    seconds.map { Int64(($0 * Double(play + 1) * Double(sampleRate)).rounded()) }
  }

  /// Filters for one play of the file: from zero, at one rate, to the sample as long as it is to be.
  func playing(samples: Int64?, sampleRate: Int, layout: String) -> String {
    var steps: [String] = []
    if path != nil {
      steps = [
        "[in0]asetpts=PTS-(\(start))/TB", "atrim=start=0",
        "aresample=\(sampleRate):async=1:first_pts=0",
      ]
      var rest = speed
      while rest < 0.5 {
        steps.append("atempo=0.5")
        rest /= 0.5
      }
      if rest != 1 { steps.append("atempo=\(rest)") }
    } else {
      steps = ["anullsrc=r=\(sampleRate):cl=\(layout)"]
    }
    steps.append(Self.format("flt", sampleRate, layout))
    if let samples { steps += ["apad", "atrim=end_sample=\(samples)"] }
    return steps.joined(separator: ",") + "[out]"
  }

  /// Filters for the whole: fades, music, loudness; the second input is the music.
  func finishing(sampleFormat: String, sampleRate: Int, layout: String) -> String {
    var chains: [String] = []
    var steps: [String] = []
    var start = "[in0]"
    if music != nil {
      chains.append("[in0]asplit[own][key]")
      // The key's length rules: it is as long as the result, and music longer than it is cut.
      chains.append("[in1]\(Self.format("flt", sampleRate, layout)),volume=0.5,apad[music]")
      chains.append(
        "[music][key]sidechaincompress=threshold=0.02:ratio=8:attack=20:release=500[under]")
      start = "[own][under]"
      steps.append("amix=inputs=2:normalize=0:duration=first")
    }
    if fadeIn > 0 { steps.append("afade=t=in:st=0:d=\(fadeIn)") }
    if let duration {
      if fadeOut > 0 {
        steps.append("afade=t=out:st=\(max(0, duration - fadeOut)):d=\(fadeOut)")
      } else if music != nil {
        steps.append("afade=t=out:st=\(max(0, duration - 1)):d=\(min(1, duration))")
      }
    }
    if gain != 0 { steps.append("volume=\(gain)dB") }
    if let ceiling {
      steps.append("alimiter=limit=\(ceiling)dB:level=0:latency=1:attack=5:release=50")
    }
    steps.append(Self.format(sampleFormat, sampleRate, layout))
    chains.append(start + steps.joined(separator: ",") + "[out]")
    return chains.joined(separator: ";")
  }

  private static func format(_ samples: String, _ rate: Int, _ layout: String) -> String {
    "aresample=\(rate),aformat=sample_fmts=\(samples):sample_rates=\(rate):channel_layouts=\(layout)"
  }
}
