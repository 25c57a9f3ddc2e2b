import Foundation
import Libav
import Outputs
import Raster

/// Reads the facts of media files.
///
/// One prober for many files is quicker than one for each: clips made by the same encoder with the same
/// settings need to be analysed only once.
public struct Prober: Sendable {
  let makes = SharedMakes()

  /// Creates a prober.
  public init() {}

  /// The facts of a file; every packet is read, nothing is decoded.
  ///
  /// - Throws: ``FootageError`` `.missing`, `.damaged`, `.noVideo` when neither picture nor sound is
  ///   in it; `CancellationError`. A missing audio track is not an error.
  public func clip(at path: String) async throws -> Clip {
    try await work(on: path) { try Prober.probe(path, $0) }
  }

  /// The blocking half, for work that runs on the workshop's threads already.
  ///
  /// - Throws: ``FootageError`` naming the file; ``LibavError`` `.cancelled`.
  static func probe(_ path: String, _ cancellation: Cancellation) throws -> Clip {
    try examine(path, cancellation).clip
  }

  /// The same with the index of the moving picture, for those who take frames out of it.
  ///
  /// - Parameter makes: whose frames need no decoding any more.
  static func examine(
    _ path: String, _ cancellation: Cancellation, known makes: KnownMakes = KnownMakes()
  ) throws -> ClipReading {
    try about(path) { try read(path, cancellation, makes) }
  }

  private static func read(
    _ path: String, _ cancellation: Cancellation, _ makes: KnownMakes
  ) throws -> ClipReading {
    let byteCount = try WholeFile.size(of: path)
    guard byteCount > 0 else {
      throw FootageError(.damaged, path: path, "\(path): the file is empty.")
    }
    let demuxer = try Demuxer.open(path, cancellation, analyzing: false)
    let tables = demuxer.formatName.hasPrefix("mov") ? try MovieTables.read(path) : nil
    let stated = demuxer.streams.count == 1 && tables != nil ? demuxer.streams.first : nil
    var streams: [StreamFacts] = []
    var picture: ClipReading.Picture?
    var duration: Double?
    if let known = stated.flatMap({ makes.facts(of: $0) }), let length = known.duration {
      picture = try .fromTables(tables, of: known, at: path)
      streams = [picture.map { known.starting(at: $0.index.ticks(ofFrame: 0)) } ?? known]
      duration =
        demuxer.durationSeconds
        ?? Timestamp(length, known.timeBase).rescaled(to: .microseconds).seconds
    }
    // A clip whose samples bring headers of their own may be another than the container's say.
    if picture?.bringsParameterSets == true { picture = nil }
    let isOfKnownMake = picture != nil
    if !isOfKnownMake {
      try demuxer.findStreams()
      streams = demuxer.streams
      duration = demuxer.durationSeconds
    }
    let video = streams.first { $0.kind == .video && !$0.isCover }
    let audio = streams.sound
    guard video != nil || audio != nil else {
      throw FootageError(.noVideo, path: path, "\(path): there is neither picture nor sound in it.")
    }
    var soundEnd: Int64?
    var isOfTables = false
    if let video {
      picture = try picture ?? .fromTables(tables, of: video, at: path)
      // Tables are taken only where all that they list is there.
      isOfTables = picture != nil
      picture =
        try picture ?? .fromPackets(of: video, demuxer, sound: audio, soundEnd: &soundEnd)
      guard picture.map({ $0.index.frameCount > 0 }) ?? false else {
        throw FootageError(.damaged, path: path, "\(path): the video stream has no frames.")
      }
    }
    var listed = 0
    if let video, !isOfTables, demuxer.formatName.hasPrefix("mov") {
      listed = demuxer.indexedPackets(of: video.index)
    }
    let cutOff = try CutOff.judge(
      path, container: demuxer.formatName,
      packets: (picture?.index.entries.count ?? listed, listed))
    // The container's own length is reckoned from its last time, or from a guessed rate.
    if demuxer.clockJumpCount > 0 || demuxer.hasCountedTimes { duration = nil }
    var make: KnownMakes.Make?
    // What brings headers of its own says nothing of others whose stated ones are the same.
    if let stated, let video, !isOfKnownMake, picture?.bringsParameterSets == false {
      make = KnownMakes.Make(stated: stated, analysed: video)
    }
    let videoCount = streams.filter { $0.kind == .video && !$0.isCover }.count
    let audioCount = streams.filter { $0.kind == .audio }.count
    let facts = picture.map { VideoFacts($0.stream, PacketTally($0.index)) }
    var heard = audio.map { AudioFacts($0) }
    if demuxer.clockJumpCount > 0, let audio, let soundEnd {
      heard = AudioFacts(audio, until: soundEnd)
    }
    let clip = Clip(
      path: path, byteCount: byteCount, container: demuxer.formatName,
      duration: duration ?? facts?.duration,
      isFastStart: try TopLevelBoxes.isFastStart(ofFile: path),
      tags: Dictionary(
        demuxer.metadata.map { ($0.key.lowercased(), $0.value) },
        uniquingKeysWith: { first, _ in first }),
      video: facts, audio: heard,
      streamCounts: Clip.StreamCounts(
        video: videoCount, audio: audioCount, other: streams.count - videoCount - audioCount))
    return ClipReading(
      clip: clip, streams: streams, picture: picture, edits: tables?.edits ?? [],
      movieTimescale: tables?.movieTimescale, soundEnd: soundEnd,
      containerStart: isOfKnownMake
        ? streams[0].start.map { Timestamp($0, streams[0].timeBase).seconds }
        : demuxer.startSeconds, cutOff: cutOff, clockJumps: demuxer.clockJumpCount,
      hasCountedTimes: demuxer.hasCountedTimes, chapters: demuxer.chapters,
      isOfKnownMake: isOfKnownMake, make: make)
  }
}

extension VideoFacts {
  init(_ stream: StreamFacts, _ tally: PacketTally) {
    let timing = tally.timing(of: stream)
    let length = timing.seconds
    let bitRate = length > 0 ? Double(tally.byteCount) * 8 / length : 0
    let shape = DisplayShape(stream)
    self.init(
      codec: stream.codec, profile: stream.profile, level: stream.level, codecTag: stream.codecTag,
      size: stream.size, displaySize: shape.displaySize,
      sampleAspect: "\(shape.sampleAspect.numerator):\(shape.sampleAspect.denominator)",
      pixelFormat: stream.pixelFormat.description, rotation: stream.rotation,
      isMirrored: stream.isMirrored,
      frameRate: timing.rate,
      isConstantRate: timing.isConstant,
      squeezedFrames: timing.squeezed.isEmpty ? nil : timing.squeezed.count,
      frameCount: tally.frameCount,
      keyFrameCount: tally.keyFrameCount,
      start: Timestamp(timing.first, stream.timeBase).seconds, duration: length,
      bitRate: Int(exactly: bitRate.rounded()) ?? 0,
      reorderDepth: stream.reorderDepth,
      timeBase: "\(stream.timeBase.numerator)/\(stream.timeBase.denominator)",
      colour: ColourFacts(stream.colour),
      parameterSetsDigest: FileDigest.sha256(of: stream.parameterSets),
      obstaclesToCopying: tally.obstaclesToCopying)
  }
}

extension ColourFacts {
  init(_ tags: ColourTags) {
    self.init(
      range: tags.rangeName, matrix: tags.matrixName, primaries: tags.primariesName,
      transfer: tags.transferName)
  }
}

extension AudioFacts {
  /// - Parameter end: where it ends, in ticks, when the container's own word is worth nothing.
  init(_ stream: StreamFacts, until end: Int64? = nil) {
    let length = end.map { $0 &- (stream.start ?? 0) } ?? stream.duration
    self.init(
      codec: stream.codec, profile: stream.profile, sampleRate: stream.sampleRate,
      channelCount: stream.channelCount, channelLayout: stream.channelLayout,
      start: stream.start.map { Timestamp($0, stream.timeBase).seconds },
      duration: length.map { Timestamp($0, stream.timeBase).seconds })
  }
}
