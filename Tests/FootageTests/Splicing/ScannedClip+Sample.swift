import Libav
import Raster
import StudioTestSupport

@testable import Footage

extension VideoFacts {
  /// An ordinary clip's facts, adjusted through JSON's names would be unreadable; so all are named.
  static func sample(
    codec: String = "h264", profile: String? = "High", level: Int? = 31,
    size: PixelSize = PixelSize(width: 910, height: 512), displaySize: PixelSize? = nil,
    sampleAspect: String = "1:1", pixelFormat: String = "yuv420p", rotation: Int = 0,
    isMirrored: Bool = false, frameRate: FrameRate? = FrameRate(25), frameCount: Int = 150,
    start: Double = 0, duration: Double = 6, reorderDepth: Int = 2, timeBase: String = "1/12800",
    colour: ColourFacts = ColourFacts(
      range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709")
  ) -> VideoFacts {
    VideoFacts(
      codec: codec, profile: profile, level: level, codecTag: "avc1", size: size,
      displaySize: displaySize ?? size, sampleAspect: sampleAspect, pixelFormat: pixelFormat,
      rotation: rotation, isMirrored: isMirrored, frameRate: frameRate, isConstantRate: true,
      frameCount: frameCount, keyFrameCount: 1, start: start, duration: duration, bitRate: 1,
      reorderDepth: reorderDepth, timeBase: timeBase, colour: colour,
      parameterSetsDigest: "", obstaclesToCopying: [])
  }
}

extension ClipIndex {
  /// Packets as x264 orders them: groups, each with a first frame that decoding can start from, then
  /// runs of a frame and those that are shown in front of it.
  ///
  /// - Parameters:
  ///   - group: frames of a group.
  ///   - run: frames of a run; 1 for a stream without B-frames.
  ///   - hidden: frames in front of the first one shown.
  static func sample(
    _ count: Int, group: Int = 1000, run: Int = 4, hidden: Int = 0, obstacles: [String] = []
  ) -> ClipIndex {
    var order: [Int] = []
    var next = 0
    let total = count + hidden
    while next < total {
      let groupEnd = min(total, next + group)
      order.append(next)
      var place = next + 1
      while place < groupEnd {
        let runEnd = min(groupEnd, place + run)
        order.append(runEnd - 1)
        order += place..<(runEnd - 1)
        place = runEnd
      }
      next = groupEnd
    }
    let entries = order.enumerated().map { number, frame in
      ClipIndex.Entry(
        number: Int32(number), frame: Int32(frame - hidden), isStart: frame % group == 0)
    }
    return ClipIndex(entries, frameCount: count, obstacles: obstacles)
  }
}

extension ScannedClip {
  static func sample(
    _ path: String, _ video: VideoFacts = .sample(), index: ClipIndex? = nil,
    rate: FrameRate? = nil, hasSound: Bool = false, header: [UInt8] = [],
    sets: [ParameterSet] = []
  ) -> ScannedClip {
    let rate = rate ?? video.frameRate ?? FrameRate(25)
    let length = 12_800 / (rate?.framesPerSecond ?? 25)
    let count = video.frameCount
    return ScannedClip(
      clip: Clip(
        path: path, byteCount: 1, container: "mp4", duration: video.duration, isFastStart: true,
        tags: [:], video: video,
        audio: hasSound
          ? AudioFacts(
            codec: "aac", profile: "LC", sampleRate: 48_000, channelCount: 2,
            channelLayout: "stereo", start: 0, duration: 6) : nil,
        streamCounts: Clip.StreamCounts(video: 1, audio: hasSound ? 1 : 0, other: 0)),
      video: video, index: index ?? .sample(count),
      timing: FrameTiming(
        (0..<count).map { Int64((Double($0) * length).rounded()) },
        lastDuration: Int64(length.rounded()), Rational(1, 12_800),
        claims: [Rational(Int32(rate?.numerator ?? 25), Int32(rate?.denominator ?? 1))]),
      header: header, setsInSamples: sets)
  }
}
