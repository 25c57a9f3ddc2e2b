import Libav

extension DeliverySettings {
  /// Refuses what contradicts itself, and what the FFmpeg at hand cannot write.
  func check(_ destination: String) throws(FootageError) {
    func refuse(_ why: String) -> FootageError {
      FootageError(.invalidRequest, path: destination, "\(destination): \(why).")
    }
    if let first = contradictions.first { throw refuse(first.reason) }
    if let video, !container.isAnimation,
      !Muxer.canHold(video.codec.ffmpegName, in: container.muxer)
    {
      throw refuse("this FFmpeg puts no \(video.codec.rawValue) into \(container.rawValue)")
    }
    if let audio, !Muxer.canHold(audio.codec.ffmpegName, in: container.muxer) {
      throw refuse("this FFmpeg puts no \(audio.codec.rawValue) into \(container.rawValue)")
    }
  }
}

extension DeliveryOptions {
  /// Refuses what no source is needed to refuse.
  func validate() throws(FootageError) {
    func refuse(_ why: String) -> FootageError {
      FootageError(.invalidRequest, path: "", why)
    }
    guard (0.1...20).contains(edits.speed) else {
      throw refuse("The speed lies between 0.1 and 20.")
    }
    guard (1...1000).contains(edits.plays) else { throw refuse("It is shown 1 to 1000 times.") }
    guard (0...3600).contains(edits.fadeIn), (0...3600).contains(edits.fadeOut) else {
      throw refuse("A fade takes 0 to 3600 seconds.")
    }
    if let lut = edits.lut { try CubeFile.check(lut) }
  }
}

extension DeliveryEdits {
  /// Files that are read besides the source.
  var inputs: [String] { [lut, music, captions?.path, watermark].compactMap { $0 } }
}
