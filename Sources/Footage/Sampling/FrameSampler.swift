import Libav
import Raster

/// Takes pictures out of clips.
public struct FrameSampler: Sendable {
  /// Creates a sampler.
  public init() {}

  /// One picture of a clip, upright and with square pixels.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` for a position beyond the end, `.noVideo`,
  ///   `.damaged`, `.missing`; `CancellationError`.
  public func picture(
    at position: FramePosition, of path: String, longestSide: Int? = nil
  ) async throws -> SampledFrame {
    try await work(on: path) { cancellation in
      let clip = try Prober.probe(path, cancellation)
      let pick = try FramePick(position, in: clip)
      let found = try FrameSampler.sample(
        path, [pick], fitting: PixelSize(longestSide: longestSide), cancellation)
      guard let frame = found.first else {
        throw FootageError(.damaged, path: path, "\(path): no picture in it can be decoded.")
      }
      return frame
    }
  }

  /// Pictures at even distances: the middles of so many equal parts of the clip.
  ///
  /// A clip with fewer frames than asked for gives each frame once.
  public func pictures(
    _ count: Int, of path: String, longestSide: Int? = nil
  ) async throws -> [SampledFrame] {
    try await work(on: path) { cancellation in
      let clip = try Prober.probe(path, cancellation)
      guard let video = clip.video else {
        throw FootageError(.noVideo, path: path, "\(path): there is no moving picture in it.")
      }
      let wanted = min(max(1, count), video.frameCount)
      let picks = (0..<wanted).map { number in
        FramePick.frame((2 * number + 1) * video.frameCount / (2 * wanted))
      }
      return try FrameSampler.sample(
        path, picks, fitting: PixelSize(longestSide: longestSide), cancellation)
    }
  }

  /// Decodes once from the first to the last wanted frame; picks must be in ascending order.
  ///
  /// A pick beyond the last decodable frame, as in a clip that is cut short, gives that last one.
  static func sample(
    _ path: String, _ picks: [FramePick], fitting box: PixelSize?, _ cancellation: Cancellation
  ) throws -> [SampledFrame] {
    var reader = try FrameReader.openVideo(path, cancellation)
    let shape = DisplayShape(reader.stream)
    // Scaled before it is turned upright, so the box is turned the other way.
    let turned = shape.orientation.swapsSides ? box?.transposed : box
    let target = shape.squareSize.limited(to: turned)
    var found: [SampledFrame] = []
    var remaining = picks[...]
    var before: Frame?
    var index = -1
    var origin: Int64?
    func keep(_ frame: borrowing Frame, _ number: Int) throws {
      let ticks = (frame.presentation ?? 0) &- (origin ?? 0)
      found.append(
        SampledFrame(
          bitmap: try frame.bitmap(scaledTo: target).oriented(shape.orientation),
          seconds: Timestamp(ticks, reader.stream.timeBase).seconds, index: number))
    }
    while !remaining.isEmpty, let frame = try reader.next() {
      index += 1
      if origin == nil { origin = frame.presentation ?? 0 }
      let seconds = Timestamp((frame.presentation ?? 0) &- (origin ?? 0), reader.stream.timeBase)
        .seconds
      while let pick = remaining.first {
        guard pick.isReached(index: index, seconds: seconds) else { break }
        switch before {
        case .some(let earlier) where !pick.isAnswered(byFrameAt: seconds):
          try keep(earlier, index - 1)
        default:
          try keep(frame, index)
        }
        remaining.removeFirst()
      }
      before = consume frame
    }
    switch before {
    case .some(let final): for _ in remaining { try keep(final, index) }
    case .none: break
    }
    return found
  }
}

extension PixelSize {
  /// A square box; nil without a length.
  init?(longestSide: Int?) {
    guard let longestSide, longestSide > 0 else { return nil }
    self.init(width: longestSide, height: longestSide)
  }

  /// The same shape, small enough for a box; never larger than it is.
  func limited(to box: PixelSize?) -> PixelSize {
    guard let box, !isEmpty, !box.isEmpty, width > box.width || height > box.height else {
      return self
    }
    let scale = min(
      Double(box.width) / Double(width), Double(box.height) / Double(height))
    return PixelSize(
      width: max(1, Int((Double(width) * scale).rounded())),
      height: max(1, Int((Double(height) * scale).rounded())))
  }
}
