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

  let path: String
  /// Frames of the clip, or of the part.
  let frameCount: Int
  /// Of each window: the first pictures in the order they are shown.
  private let heads: [[Picture]]
  /// Of each window: the last pictures in the order they are shown.
  private let tails: [[Picture]]

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
    try about(clip.path) {
      let expected = clip.video?.frameCount ?? 0
      let ends = try decode(clip, part ?? 0..<expected, windows, cancellation)
      guard ends.found != expected, part.map({ ends.found < $0.upperBound }) ?? true else {
        return ends.ends
      }
      // The container promised another number of frames than there are; now it is known.
      let whole = 0..<ends.found
      return try decode(clip, part?.clamped(to: whole) ?? whole, windows, cancellation).ends
    }
  }

  private static func decode(
    _ clip: Clip, _ part: Range<Int>, _ windows: [Window], _ cancellation: Cancellation
  ) throws -> (ends: ClipEnds, found: Int) {
    var reader = try FrameReader.openVideo(clip.path, cancellation)
    let shape = DisplayShape(reader.stream)
    let targets = windows.map { window in
      let box = PixelSize(longestSide: window.longestSide)
      let turned = shape.orientation.swapsSides ? box?.transposed : box
      return shape.squareSize.fitted(into: turned, enlarging: false)
    }
    var heads = windows.map { _ in [Picture]() }
    var tails = heads
    var origin: Int64?
    var index = 0
    // To the end even of a part, so that the number of frames is known.
    while let frame = try reader.next() {
      defer { index += 1 }
      if origin == nil { origin = frame.presentation ?? 0 }
      guard part.contains(index) else { continue }
      let ticks = (frame.presentation ?? 0) &- (origin ?? 0)
      let seconds = Timestamp(ticks, reader.stream.timeBase).seconds
      for (place, window) in windows.enumerated() {
        let isHead = index - part.lowerBound < window.count
        let isTail = part.upperBound - index <= window.count
        guard isHead || isTail else { continue }
        let picture = Picture(
          index: index, seconds: seconds,
          bitmap: try frame.bitmap(scaledTo: targets[place]).oriented(shape.orientation))
        if isHead { heads[place].append(picture) }
        if isTail { tails[place].append(picture) }
      }
    }
    guard index > 0 else {
      throw FootageError(
        .damaged, path: clip.path, "\(clip.path): no picture in it can be decoded.")
    }
    guard !part.isEmpty else {
      throw FootageError(
        .invalidRequest, path: clip.path, "\(clip.path): the part that is wanted has no frames.")
    }
    let ends = ClipEnds(path: clip.path, frameCount: part.count, heads: heads, tails: tails)
    return (ends, index)
  }
}
