public import ArgumentParser
public import Footage

extension PictureShape.Fit: ExpressibleByArgument {}
extension PictureShape.Size: ExpressibleByArgument {}
extension DeliveryEdits.Strength: ExpressibleByArgument {}
extension DeliveryOptions.AssumedColour: ExpressibleByArgument {}
extension DeliveryOptions.Check: ExpressibleByArgument {}

/// What `transcode` does to pictures beyond the preset.
struct TranscodePictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "So many lines on the short side, such as 1080p, or a box such as 1080x1920; Lanczos.",
      valueName: "size"))
  var scale: PictureShape.Size?

  @Option(help: "How a box is filled.")
  var fit: PictureShape.Fit?

  @Option(
    help: ArgumentHelp(
      "So many frames a second; those in between are made by motion, which is slow.",
      valueName: "rate"))
  var fps: String?

  @Option(help: "Take noise out.")
  var denoise: DeliveryEdits.Strength?

  @Option(help: "Make edges clearer.")
  var sharpen: DeliveryEdits.Strength?

  @Option(
    help: ArgumentHelp("Look colours up in a table.", valueName: "file.cube"), completion: .file())
  var lut: String?

  @Option(
    help: ArgumentHelp(
      "Captions, SubRip or WebVTT, as a track of their own; their times are the result's.",
      valueName: "file"),
    completion: .file())
  var captions: String?

  @Flag(help: "Draw the captions into the picture instead.")
  var burnIn = false

  @Option(
    help: ArgumentHelp("A picture in the lower right corner.", valueName: "file.png"),
    completion: .file())
  var watermark: String?

  @Option(
    help: ArgumentHelp(
      "The encoder's own scale, such as 20, or a likeness to search for, such as ssim:0.98.",
      valueName: "quality"))
  var quality: String?

  @Option(help: ArgumentHelp("FFmpeg's encoder, such as h264_nvenc.", valueName: "name"))
  var encoder: String?

  @Option(help: ArgumentHelp("Make the file no larger than this, such as 8MB.", valueName: "size"))
  var maxBytes: FileSize?

  @Option(help: "What colours without tags are taken for.")
  var assumeColour = DeliveryOptions.AssumedColour.auto

  func validate() throws {
    _ = try rate()
    _ = try rateControl()
    if burnIn, captions == nil { throw ValidationError("--burn-in needs --captions.") }
  }

  private func rate() throws -> VideoDelivery.Rate? {
    guard let fps else { return nil }
    guard let rate = VideoDelivery.Rate("smooth \(fps)") else {
      throw ValidationError("--fps must be a rate from 0.1 to 240, such as 50, 12.5 or 60000/1001.")
    }
    return rate
  }

  private func rateControl() throws -> RateControl? {
    guard let quality else { return nil }
    if quality.hasPrefix("ssim:"), let value = Double(quality.dropFirst(5)), value > 0, value < 1 {
      return .ssim(value)
    }
    if let value = Double(quality), (0...100).contains(value) { return .quality(value) }
    throw ValidationError("--quality must be a number, or a likeness such as ssim:0.98.")
  }

  /// Puts these in place of the preset's.
  func apply(to settings: inout DeliverySettings) throws {
    if let maxBytes { settings.maxBytes = maxBytes.bytes }
    guard settings.video != nil else { return }
    if let scale { settings.video?.shape.size = scale }
    if let fit { settings.video?.shape.fit = fit }
    if let rate = try rate() { settings.video?.rate = rate }
    if let control = try rateControl() { settings.video?.rateControl = control }
    if let encoder, settings.video?.encoder != encoder {
      settings.video?.encoder = encoder
      // Names of speeds and options are each encoder's own.
      settings.video?.speed = nil
      settings.video?.options = [:]
    }
  }
}

/// What `transcode` does to sound beyond the preset.
struct TranscodeSoundOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bring the sound to a loudness after EBU R 128, such as -16.", valueName: "LUFS"))
  var loudness: Double?

  @Option(
    help: ArgumentHelp("Music under the sound, quieter while that is loud.", valueName: "file"),
    completion: .file())
  var music: String?

  func validate() throws {
    if let loudness, !(-50...(-5)).contains(loudness) {
      throw ValidationError("--loudness must be from -50 to -5.")
    }
  }

  /// Puts these in place of the preset's.
  func apply(to settings: inout DeliverySettings) {
    if let loudness { settings.audio?.loudness = loudness }
  }
}

/// How `transcode` plays and checks.
struct TranscodeMannerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How much faster it plays.", valueName: "number"))
  var speed = 1.0

  @Option(help: ArgumentHelp("Show it so many times, one after another.", valueName: "times"))
  var loop = 1

  @Option(help: ArgumentHelp("Come in from black and silence.", valueName: "seconds"))
  var fadeIn = 0.0

  @Option(help: ArgumentHelp("Go out to black and silence.", valueName: "seconds"))
  var fadeOut = 0.0

  @Flag(help: "Encode what meets the preset already.")
  var alwaysEncode = false

  @Option(help: "How results are checked: their packets, or every frame decoded.")
  var verify = DeliveryOptions.Check.packets

  func validate() throws {
    guard (0.1...20).contains(speed) else {
      throw ValidationError("--speed must be from 0.1 to 20.")
    }
    guard (1...1000).contains(loop) else { throw ValidationError("--loop must be from 1 to 1000.") }
    guard fadeIn >= 0, fadeOut >= 0, fadeIn <= 3600, fadeOut <= 3600 else {
      throw ValidationError("Fades take 0 to 3600 seconds.")
    }
  }
}
