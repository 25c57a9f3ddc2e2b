/// What encoding a film's sound does to the clips' own, for people; pure.
enum SoundChange {
  /// More clips than this are counted, not named.
  private static let mostNamed = 3

  /// A sentence's part for each kind of change, with the clips that it happens to.
  static func all(
    _ parts: [SoundPlan.Part], sampleRate: Int, channelLayout: String
  ) -> [String] {
    var order: [String] = []
    var paths: [String: [String]] = [:]
    for part in parts {
      for change in changes(part.audio, sampleRate, channelLayout) {
        if paths[change] == nil { order.append(change) }
        if paths[change]?.contains(part.path) != true {
          paths[change, default: []].append(part.path)
        }
      }
    }
    return order.map { change in
      let files = paths[change] ?? []
      let names =
        files.count > mostNamed ? "\(files.count) clips" : files.joined(separator: ", ")
      return "\(names): \(change)"
    }
  }

  private static func changes(
    _ audio: AudioFacts?, _ sampleRate: Int, _ channelLayout: String
  ) -> [String] {
    guard let audio else { return ["has no sound, and is silent"] }
    var found: [String] = []
    let count = SoundChange.channels(channelLayout)
    if let count, count < audio.channelCount {
      found.append(
        "\(audio.channelLayout) is mixed down to \(channelLayout), quiet enough not to clip")
    } else if count == 2, audio.channelCount == 1 {
      found.append("mono is heard on both channels, as loud as it was")
    } else if let count, count > audio.channelCount {
      found.append(
        audio.channelCount == 1
          ? "mono is heard from the middle of \(channelLayout)"
          : "\(audio.channelLayout) keeps its channels within \(channelLayout)")
    }
    if audio.sampleRate != sampleRate {
      found.append("\(audio.sampleRate) Hz is resampled to \(sampleRate) Hz")
    }
    return found
  }

  /// Channels of the layouts that films are given; nil for others, which are some clip's own.
  private static func channels(_ layout: String) -> Int? {
    ["mono": 1, "stereo": 2, "5.1": 6][layout]
  }
}
