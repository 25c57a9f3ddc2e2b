import Libav
import Raster

/// The first and the last pictures of a clip, or of a part of it, as they are shown.
///
/// The last ones are found by decoding to the end of the video stream: containers are wrong about
/// durations, and sound often outlasts the pictures.
struct ClipEnds: Sendable {
  /// One picture near an end.
  struct Picture: Sendable {
    /// Its place in display order, counting from 0.
    let index: Int
    /// Seconds after the clip's first frame.
    let seconds: Double
    /// Upright and with square pixels, as large as was asked for.
    let bitmap: Bitmap
  }

  /// How many pictures of each end are kept, and how large.
  struct Window: Sendable {
    let count: Int
    let longestSide: Int

    /// For comparing motions: many pictures, very small.
    static let motion = Window(count: 18, longestSide: 96)
    /// For looking at: the four pictures around a seam.
    static let looking = Window(count: 2, longestSide: 384)
  }

  /// Frames that are not whole, or not there.
  struct Damage: Sendable, Equatable {
    fileprivate(set) var frames = 0
    /// When the first one is shown, in seconds after the clip's first frame.
    fileprivate(set) var first: Double?

    fileprivate mutating func note(_ count: Int, at seconds: Double) {
      frames += count
      first = first ?? seconds
    }
  }

  let path: String
  /// Frames of the clip, or of the part.
  let frameCount: Int
  /// What is wrong with them, as far as the decoder told.
  private(set) var damage = Damage()
  /// Of each window: the first pictures in the order they are shown.
  private var heads: [[Picture]]
  /// Of each window: the last pictures in the order they are shown.
  private var tails: [[Picture]]

  func head(_ window: Int = 0) -> [Picture] { heads[window] }
  func tail(_ window: Int = 0) -> [Picture] { tails[window] }

  /// Decodes a clip once and keeps its ends.
  ///
  /// - Parameter part: the frames that are shown; the whole clip when nil.
  /// - Throws: ``FootageError`` `.noVideo`, `.damaged`, `.invalidRequest` for an empty part;
  ///   ``LibavError`` `.cancelled`.
  static func read(
    _ clip: Clip, part: Range<Int>? = nil, _ windows: [Window], _ cancellation: Cancellation
  ) throws -> ClipEnds {
    let whole = 0..<max(1, clip.video?.frameCount ?? 0)
    return try read(clip, parts: [part ?? whole], windows, cancellation)[0]
  }

  /// Decodes a clip once and keeps the ends of several parts of it.
  ///
  /// - Parameter manner: one that is watchful finds all damage; another is quicker.
  static func read(
    _ clip: Clip, parts: [Range<Int>], _ windows: [Window], manner: Decoder.Manner = .whole,
    _ cancellation: Cancellation
  ) throws -> [ClipEnds] {
    try about(clip.path) {
      let (ends, found) = try decode(clip, parts, windows, manner, cancellation)
      guard parts.contains(where: { $0.upperBound > found }) else { return ends }
      // The container promised more frames than there are; now the end is known.
      let whole = 0..<found
      let clamped = parts.map { $0.clamped(to: whole) }
      var known = try decode(clip, clamped, windows, manner, cancellation).ends
      for (number, part) in parts.enumerated() where part.upperBound > found {
        let missing = part.count - clamped[number].count - known[number].damage.frames
        if missing > 0 {
          let end = known[number].tails.lazy.compactMap { $0.last?.seconds }.first
          known[number].damage.note(missing, at: end ?? 0)
        }
      }
      return known
    }
  }

  private static func decode(
    _ clip: Clip, _ parts: [Range<Int>], _ windows: [Window], _ manner: Decoder.Manner,
    _ cancellation: Cancellation
  ) throws -> (ends: [ClipEnds], found: Int) {
    var reader = try FrameReader.openVideo(clip.path, cancellation, manner)
    let shape = DisplayShape(reader.stream)
    let developers = windows.map {
      PictureDeveloper(shape, fitting: PixelSize(longestSide: $0.longestSide))
    }
    var ends = parts.map { part in
      let none = windows.map { _ in [Picture]() }
      return ClipEnds(path: clip.path, frameCount: part.count, heads: none, tails: none)
    }
    var origin: Int64?
    var index = 0
    var refused = 0
    // To the end even of a part, so that the number of frames is known.
    while let frame = try reader.next() {
      if origin == nil { origin = frame.presentation ?? 0 }
      let ticks = (frame.presentation ?? 0) &- (origin ?? 0)
      let seconds = Timestamp(ticks, reader.stream.timeBase).seconds
      if frame.isConcealed || reader.damagedPackets > refused {
        refused = reader.damagedPackets
        for (number, part) in parts.enumerated() where part.contains(index) {
          ends[number].damage.note(1, at: seconds)
        }
      }
      for (place, window) in windows.enumerated() {
        var picture: Picture?
        for (number, part) in parts.enumerated() where part.contains(index) {
          let isHead = index - part.lowerBound < window.count
          let isTail = part.upperBound - index <= window.count
          guard isHead || isTail else { continue }
          let taken =
            try picture
            ?? Picture(
              index: index, seconds: seconds, bitmap: developers[place].develop(frame))
          picture = taken
          if isHead { ends[number].heads[place].append(taken) }
          if isTail { ends[number].tails[place].append(taken) }
        }
      }
      index += 1
    }
    guard index > 0 else {
      throw FootageError(
        .damaged, path: clip.path, "\(clip.path): no picture in it can be decoded.")
    }
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw FootageError(
        .invalidRequest, path: clip.path, "\(clip.path): a part that is wanted has no frames.")
    }
    return (ends, index)
  }
}
