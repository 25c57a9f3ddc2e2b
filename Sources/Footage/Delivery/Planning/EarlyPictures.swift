import Libav

/// Pictures at a film's beginning that its file gives no times, as Matroska files do of those below
/// zero; pure.
struct EarlyPictures: Sendable, Hashable {
  /// How many there are.
  let count: Int
  /// Seconds that they are shown before the first picture with a time.
  let seconds: Double

  /// - Parameter rate: at which they are taken to come, as nothing says when.
  /// - Returns: nil when there are none, or pictures without times stand elsewhere, too.
  init?(_ index: FrameIndex, rate: FrameRate) {
    let isTimed = index.entries.map {
      $0.presentation != FrameIndex.Entry.none || $0.decoding != FrameIndex.Entry.none
    }
    count = isTimed.prefix { !$0 }.count
    guard count > 0, isTimed.dropFirst(count).allSatisfy({ $0 }), count < isTimed.count else {
      return nil
    }
    seconds = Double(count) / rate.framesPerSecond
  }
}

extension Clip {
  /// The same with the beginning and the length that all pictures have, those without times as well.
  func timed(from picture: ClipReading.Picture) -> Clip {
    guard let video, let rate = video.frameRate,
      let early = EarlyPictures(picture.index, rate: rate)
    else { return self }
    return Clip(
      path: path, byteCount: byteCount, container: container, duration: duration,
      isFastStart: isFastStart, tags: tags, video: video.beginning(earlierBy: early.seconds),
      audio: audio, streamCounts: streamCounts)
  }
}

extension VideoFacts {
  fileprivate func beginning(earlierBy seconds: Double) -> VideoFacts {
    VideoFacts(
      codec: codec, profile: profile, level: level, codecTag: codecTag, size: size,
      displaySize: displaySize, sampleAspect: sampleAspect, pixelFormat: pixelFormat,
      rotation: rotation, isMirrored: isMirrored, frameRate: frameRate,
      isConstantRate: isConstantRate, frameCount: frameCount, keyFrameCount: keyFrameCount,
      start: start - seconds, duration: duration + seconds, bitRate: bitRate,
      reorderDepth: reorderDepth, timeBase: timeBase, colour: colour,
      parameterSetsDigest: parameterSetsDigest, obstaclesToCopying: obstaclesToCopying)
  }
}
