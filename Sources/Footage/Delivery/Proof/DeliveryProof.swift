import Libav
import Outputs

/// Holds a finished file against what it was to be.
struct DeliveryProof {
  let settings: DeliverySettings
  /// For messages.
  let destination: String
  /// Frames that went in; nil without a picture.
  let frameCount: Int?
  /// Seconds; nil when only the encoder knew.
  let duration: Double?
  let hasSound: Bool
  /// What the picture's tags are to say; nil where they are not looked at.
  let colour: ColourTags?

  private func failure(_ what: String) -> FootageError {
    FootageError(
      .unproven, path: destination, "\(destination): \(what); the result was not kept.")
  }

  /// - Returns: the facts of the file; nil for animated WebP, which FFmpeg cannot read.
  /// - Throws: ``FootageError`` `.unproven`.
  func check(
    _ path: String, _ check: DeliveryOptions.Check, _ cancellation: Cancellation
  ) throws -> Clip? {
    let size = try WholeFile.size(of: path)
    guard size > 0 else { throw failure("it came out empty") }
    if let most = settings.maxBytes, size > most {
      throw failure("it has \(size) bytes, more than \(most)")
    }
    if settings.container == .webp {
      try checkWebP(path)
      return nil
    }
    let clip = try Prober.probe(path, cancellation)
    try checkPicture(clip)
    try checkSound(clip)
    if settings.container.hasMovableIndex, settings.isFastStart, clip.isFastStart != true {
      throw failure("its index does not come first")
    }
    if check == .decode { try decode(path, clip, cancellation) }
    return clip
  }

  private func checkPicture(_ clip: Clip) throws(FootageError) {
    guard let frameCount, let wish = settings.video else {
      if clip.video != nil { throw failure("there is a picture in it that was not wanted") }
      return
    }
    guard let video = clip.video else { throw failure("there is no picture in it") }
    guard video.frameCount == frameCount else {
      throw failure("\(video.frameCount) frames arrived of \(frameCount)")
    }
    guard video.codec == wish.codec.ffmpegName else { throw failure("it is \(video.codec)") }
    // Matroska counts milliseconds.
    guard abs(video.start) < 0.0011 else {
      throw failure("it starts at \(video.start.rounded(toPlaces: 3)) s")
    }
    // One frame makes a still picture of AVIF, and that has no length.
    if let duration, settings.container != .avif || frameCount > 1 {
      let frame = duration / Double(frameCount)
      guard abs(video.duration - duration) <= max(0.011, frame * 1.01) else {
        throw failure(
          "it lasts \(video.duration.rounded(toPlaces: 3)) s instead of "
            + "\(duration.rounded(toPlaces: 3)) s")
      }
    }
    if let colour, settings.container != .gif {
      let found = [video.colour.matrix, video.colour.primaries, video.colour.transfer]
      let wanted = [colour.matrixName, colour.primariesName, colour.transferName]
      guard found == wanted else {
        throw failure("its colours are tagged \(found.map { $0 ?? "unknown" })")
      }
    }
  }

  private func checkSound(_ clip: Clip) throws(FootageError) {
    guard hasSound == (clip.audio != nil) else {
      throw failure(hasSound ? "there is no sound in it" : "there is sound that was not wanted")
    }
    guard let audio = clip.audio, let wish = settings.audio else { return }
    guard audio.codec == wish.codec.ffmpegName else { throw failure("its sound is \(audio.codec)") }
    guard let duration, let length = audio.duration, settings.video != nil else { return }
    // A packet of AAC at 8 kHz lasts 128 ms; what is shown ends with the picture all the same.
    guard abs((audio.start ?? 0) + length - duration) < 0.13 else {
      throw failure("its sound lasts \(length.rounded(toPlaces: 3)) s")
    }
  }

  private func checkWebP(_ path: String) throws {
    let facts = try WebPFacts.read(path)
    let frameCount = self.frameCount ?? 0
    // Pictures that are all alike become a still one, and some that are alike become one.
    if facts.isStill { return }
    guard (1...max(1, frameCount)).contains(facts.frameCount) else {
      throw failure("\(facts.frameCount) frames arrived of \(frameCount)")
    }
    guard facts.loops == 0 else { throw failure("it is shown \(facts.loops) times only") }
    guard let duration, frameCount > 0 else { return }
    let seconds = Double(facts.milliseconds) / 1000
    guard abs(seconds - duration) <= duration / Double(frameCount) + 0.002 else {
      throw failure("it lasts \(seconds.rounded(toPlaces: 3)) s")
    }
  }

  private func decode(_ path: String, _ clip: Clip, _ cancellation: Cancellation) throws {
    do {
      if clip.video != nil {
        var reader = try FrameReader.openVideo(path, cancellation, .strict)
        while let frame = try reader.next() {
          guard !frame.isConcealed else {
            throw failure("its frame \(reader.frameCount - 1) is damaged")
          }
        }
        guard reader.frameCount == frameCount else {
          throw failure("\(reader.frameCount) of its frames can be decoded")
        }
      }
      if clip.audio != nil, var reader = try FrameReader.openAudio(path, cancellation, .strict) {
        while try reader.next() != nil {}
      }
    } catch let error as LibavError where error.code != .cancelled {
      throw failure("it cannot be decoded (\(error.reason))")
    }
  }
}
