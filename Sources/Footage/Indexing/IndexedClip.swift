import Foundation
import Libav
import Outputs
import Raster

/// A clip whose facts are known, with the index of its moving picture.
struct IndexedClip: Sendable {
  let clip: Clip
  let video: VideoFacts
  let stream: StreamFacts
  let index: FrameIndex

  var path: String { clip.path }
  /// When the last picture goes, in seconds on the film's clock.
  var end: Double { index.lateness + video.duration }
  var shape: DisplayShape { DisplayShape(stream) }

  /// - Throws: ``FootageError`` `.noVideo`, and those of probing.
  static func open(_ path: String, _ cancellation: Cancellation) throws -> IndexedClip {
    let reading = try Prober.examine(path, cancellation)
    guard let video = reading.clip.video, let picture = reading.picture else {
      throw FootageError(.noVideo, path: path, "\(path): there is no moving picture in it.")
    }
    var index = picture.index
    // Sound that begins before zero is what its codec needs to begin; no player counts from there.
    index.lateness = max(0, video.start - max(0, reading.containerStart ?? video.start))
    return IndexedClip(clip: reading.clip, video: video, stream: picture.stream, index: index)
  }
}

/// What reading a file's packets, or its index alone, tells.
struct ClipReading: Sendable {
  struct Picture: Sendable {
    let stream: StreamFacts
    let index: FrameIndex
    /// What the first coded picture of each key frame is, by its place in decoding order; key frames
    /// that were not looked at are missing.
    let starts: [Int: PictureGlance]
  }

  let clip: Clip
  let streams: [StreamFacts]
  let picture: Picture?
  /// The container's own word, by streams, on how the stored time and the shown time differ.
  let edits: [[MovieTables.Edit]]
  let movieTimescale: Int?
  /// Where the first sound ends, in ticks of its stream, if its packets were read.
  let soundEnd: Int64?
  /// The container's first moment in seconds.
  let containerStart: Double?
  /// How the file ends before it says it does; nil for one that is whole.
  var cutOff: CutOff?
  /// How many times the file's clock starts anew; the times of its frames go on regardless.
  var clockJumps = 0
  /// Whether the file has no times, so that its frames' are made of their rate.
  var hasCountedTimes = false
  var chapters: [Chapter] = []
  /// Whether what decoding tells was known from another clip.
  let isOfKnownMake: Bool
  /// What decoding told, for other clips; nil where it is no news or of no use to them.
  let make: KnownMakes.Make?
}

extension ClipReading.Picture {
  /// Whether a key frame that was looked at has parameter sets of its own.
  var bringsParameterSets: Bool { starts.values.contains { $0.bringsParameterSets } }

  /// Key frames that are looked into, for what they really are.
  private static let mostStarts = 2000

  /// Takes what a file's tables say, and looks into its key frames.
  ///
  /// - Returns: nil when the tables are not plain, or not those that libavformat reads.
  static func fromTables(
    _ tables: MovieTables?, of stream: StreamFacts, at path: String
  ) throws -> ClipReading.Picture? {
    guard let tables, tables.tracks.indices.contains(stream.index),
      let track = tables.tracks[stream.index], stream.frameCount == track.entries.count,
      stream.timeBase == Rational(1, Int32(clamping: track.timescale))
    else { return nil }
    let index = FrameIndex(timeBase: stream.timeBase, entries: track.entries)
    guard index.isTimed else { return nil }
    var starts: [Int: PictureGlance] = [:]
    if let reader = PictureGlancer(codec: stream.codec, parameterSets: stream.parameterSets) {
      let file = try PieceReader.of(path)
      for (position, entry) in track.entries.enumerated() where entry.isKey {
        guard starts.count < mostStarts else { break }
        // Supplemental information may come first; encoders' settings in it take about 700 bytes.
        let bytes = try file.bytes(
          at: track.offsets[position], count: min(Int(entry.byteCount), 2048))
        starts[position] = reader.firstPicture(in: bytes.span)
      }
    }
    return ClipReading.Picture(stream: stream, index: index, starts: starts)
  }

  /// Reads every packet of the stream; those of a sound tell where it ends.
  static func fromPackets(
    of stream: StreamFacts, _ demuxer: borrowing Demuxer, sound: StreamFacts? = nil,
    soundEnd: inout Int64?
  ) throws -> ClipReading.Picture {
    demuxer.keepOnly([stream.index, sound?.index ?? stream.index])
    let reader = PictureGlancer(codec: stream.codec, parameterSets: stream.parameterSets)
    var entries: [FrameIndex.Entry] = []
    var starts: [Int: PictureGlance] = [:]
    while let packet = try demuxer.next() {
      guard packet.streamIndex == stream.index else {
        if let start = packet.presentation {
          soundEnd = max(soundEnd ?? .min, start &+ packet.duration)
        }
        continue
      }
      if packet.isKey, starts.count < mostStarts, let reader {
        starts[entries.count] = packet.withBytes { reader.firstPicture(in: $0) }
      }
      entries.append(FrameIndex.Entry(packet))
    }
    return ClipReading.Picture(
      stream: stream, index: FrameIndex(timeBase: stream.timeBase, entries: entries),
      starts: starts)
  }
}
