import Libav

extension LightMetadata {
  /// What the first picture of a film in high range, or else its container, says of its light; nil
  /// where neither does, and for films of other curves.
  ///
  /// - Parameter transfer: the film's curve by FFmpeg's name.
  static func first(
    transfer: String?, _ path: String, _ cancellation: Cancellation
  ) throws(LibavError) -> LightMetadata? {
    guard let transfer, HighRange.transfers.contains(transfer) else { return nil }
    var reader = try FrameReader.openVideo(path, cancellation, .alone)
    guard let frame = try reader.next() else { return nil }
    return frame.light ?? reader.stream.light
  }

  /// The same in the words of x264's and x265's options, which name one thing differently; empty for
  /// other codecs.
  func words(codec: String) -> [String] {
    guard codec == "h264" || codec == "hevc" else { return [] }
    var words: [String] = []
    if let display {
      func pair(_ numbers: [Int]) -> String { "(\(numbers[0]),\(numbers[1]))" }
      let text =
        "G\(pair(display.green))B\(pair(display.blue))R\(pair(display.red))WP\(pair(display.white))"
        + "L(\(display.brightest),\(display.darkest))"
      words.append("\(codec == "h264" ? "mastering-display" : "master-display")=\(text)")
    }
    if let content {
      words.append("\(codec == "h264" ? "cll" : "max-cll")=\(content[0]),\(content[1])")
    }
    if codec == "hevc", !words.isEmpty { words.append("hdr10=1") }
    return words
  }
}
