import Libav

/// What is said of the light of a film in high range, so that what is encoded says the same as the
/// copied frames beside it.
enum PartLight {
  /// The neighbour's statement, in the words of the codec's encoder; empty where there is none.
  static func options(
    codec: String, of clip: ScannedClip, _ cancellation: Cancellation
  ) throws(LibavError) -> [String] {
    guard ["h264", "hevc"].contains(codec), let transfer = clip.video.colour.transfer,
      HighRange.transfers.contains(transfer)
    else { return [] }
    var reader = try FrameReader.openVideo(clip.path, cancellation, .alone)
    guard let frame = try reader.next(), let light = frame.light else { return [] }
    return words(light, codec: codec)
  }

  /// The options of x264 and x265, which name one thing differently.
  static func words(_ light: LightMetadata, codec: String) -> [String] {
    var words: [String] = []
    if let display = light.display {
      func pair(_ numbers: [Int]) -> String { "(\(numbers[0]),\(numbers[1]))" }
      let text =
        "G\(pair(display.green))B\(pair(display.blue))R\(pair(display.red))WP\(pair(display.white))"
        + "L(\(display.brightest),\(display.darkest))"
      words.append("\(codec == "h264" ? "mastering-display" : "master-display")=\(text)")
    }
    if let content = light.content {
      words.append("\(codec == "h264" ? "cll" : "max-cll")=\(content[0]),\(content[1])")
    }
    // The header alone does not say it once it stands among those of others.
    if codec == "hevc", !words.isEmpty { words += ["hdr10=1", "repeat-headers=1"] }
    return words
  }
}
