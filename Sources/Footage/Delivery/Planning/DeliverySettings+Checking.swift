import Libav

extension DeliverySettings {
  /// Refuses what no encoder is needed to refuse.
  func check(_ destination: String) throws(FootageError) {
    func refuse(_ why: String) -> FootageError {
      FootageError(.invalidRequest, path: destination, "\(destination): \(why)")
    }
    if container.isSoundAlone {
      guard video == nil else { throw refuse("\(container.rawValue) files hold no picture.") }
      guard audio != nil else { throw refuse("the settings name no sound.") }
    } else {
      guard let video else { throw refuse("\(container.rawValue) files need a picture.") }
      if case .ssim(let target) = video.rateControl {
        guard target > 0, target < 1 else {
          throw refuse("a similarity lies between 0 and 1, such as 0.98.")
        }
      }
      if let seconds = video.keyFrameSeconds {
        guard (0.01...3600).contains(seconds) else {
          throw refuse("the distance of key frames lies between 0.01 and 3600 seconds.")
        }
      }
      if container.isAnimation != (video.codec.rawValue == container.rawValue) {
        throw refuse("\(container.rawValue) files do not hold \(video.codec.rawValue).")
      }
      if !container.isAnimation, !Muxer.canHold(video.codec.ffmpegName, in: container.muxer) {
        throw refuse(
          "\(container.rawValue) files do not hold \(video.codec.rawValue); mov and mkv hold most.")
      }
    }
    if let audio, !container.isAnimation {
      guard (1...2).contains(audio.channels) else { throw refuse("sound has 1 or 2 channels.") }
      guard Muxer.canHold(audio.codec.ffmpegName, in: container.muxer) else {
        throw refuse("\(container.rawValue) files do not hold \(audio.codec.rawValue).")
      }
    }
    if let maxBytes, maxBytes < 1 { throw refuse("a limit of bytes is above 0.") }
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
