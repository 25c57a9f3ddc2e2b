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
      let clip = try IndexedClip.open(path, cancellation)
      let found = try about(path) {
        try FrameSampler.sample(
          clip, at: [position], fitting: PixelSize(longestSide: longestSide), .few, cancellation)
      }
      guard let frame = found.first else { throw FrameSampler.nothing(in: path) }
      return frame
    }
  }

  /// Pictures at several positions in their order, in one pass through the clip.
  ///
  /// - Parameter amongOthers: whether other clips are worked on at the same time.
  /// - Throws: ``FootageError``; `CancellationError`.
  public func pictures(
    at positions: [FramePosition], of path: String, longestSide: Int? = nil,
    amongOthers: Bool = false
  ) async throws -> [SampledFrame] {
    try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      let found = try about(path) {
        try FrameSampler.sample(
          clip, at: positions, fitting: PixelSize(longestSide: longestSide),
          amongOthers ? .alone : .few, cancellation)
      }
      guard found.count == positions.count else { throw FrameSampler.nothing(in: path) }
      return found
    }
  }

  /// Pictures at even distances: the middles of so many equal parts of the clip.
  ///
  /// A clip with fewer frames than asked for gives each frame once.
  public func pictures(
    _ count: Int, of path: String, longestSide: Int? = nil
  ) async throws -> [SampledFrame] {
    try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      return try FrameSampler.sample(
        clip, clip.evenNumbers(count), fitting: PixelSize(longestSide: longestSide), .whole,
        cancellation)
    }
  }

  /// Pictures at positions, in their order.
  static func sample(
    _ clip: IndexedClip, at positions: [FramePosition], fitting box: PixelSize?,
    _ manner: Decoder.Manner, _ cancellation: Cancellation, enlarging: Bool = false
  ) throws -> [SampledFrame] {
    let positions = try positions.map { position in
      guard position == .anchor else { return position }
      return .frame(
        try AnchorFinder.anchor(of: Prober.probe(clip.path, cancellation), cancellation).frame)
    }
    let best =
      positions.contains(.best)
      ? try BestFrame(
        clip: clip, developer: PictureDeveloper(clip.shape, fitting: box, enlarging: enlarging),
        taker: FrameTaker(clip: clip, manner: manner, cancellation: cancellation)
      ).sample([0...(clip.index.frameCount - 1)]).first : nil
    let numbers = try positions.map { try $0 == .best ? -1 : clip.number(of: $0) }
    let plain = Set(numbers.filter { $0 >= 0 }).sorted()
    let found =
      plain.isEmpty
      ? []
      : try sample(
        clip, plain, fitting: box, enlarging: enlarging, manner, cancellation)
    let frames = Dictionary(
      found.map { ($0.standsInFor ?? $0.index, $0) }, uniquingKeysWith: { first, _ in first })
    return numbers.compactMap { $0 < 0 ? best : frames[$0] }
  }

  static func nothing(in path: String) -> FootageError {
    FootageError(.damaged, path: path, "\(path): no picture in it can be decoded.")
  }

  /// Takes frames by their numbers, one picture a number, in the order of the numbers.
  ///
  /// For a frame that cannot be decoded, as in a clip that is cut short, the last one before it
  /// stands in.
  /// - Parameter enlarging: whether pictures smaller than the box grow to fill it.
  static func sample(
    _ clip: IndexedClip, _ numbers: [Int], fitting box: PixelSize?, enlarging: Bool = false,
    _ manner: Decoder.Manner, _ cancellation: Cancellation
  ) throws -> [SampledFrame] {
    let developer = PictureDeveloper(clip.shape, fitting: box, enlarging: enlarging)
    guard developer.target.pixelCount <= PNG.maximumPixelCount else {
      throw FootageError(
        .unsupported, path: clip.path,
        "\(clip.path): its pictures are \(developer.target), more than the "
          + "\(PNG.maximumPixelCount / 1_000_000) megapixels that are shown; ask for smaller ones.")
    }
    let taker = FrameTaker(clip: clip, manner: manner, cancellation: cancellation)
    var found: [Int: SampledFrame] = [:]
    func develop(_ frame: borrowing Frame, _ number: Int, for wanted: Int) throws {
      found[wanted] = SampledFrame(
        bitmap: try developer.develop(frame), seconds: clip.index.seconds(ofFrame: number),
        index: number, isDamaged: frame.isConcealed,
        standsInFor: number == wanted ? nil : wanted)
    }
    let outcome = try taker.take(numbers) { try develop($0, $1, for: $1) }
    for number in outcome.missing {
      try taker.takeLast(atOrBefore: number) { try develop($0, $1, for: number) }
    }
    return numbers.compactMap { found[$0] }
  }
}

extension PixelSize {
  /// A square box; nil without a length.
  init?(longestSide: Int?) {
    guard let longestSide, longestSide > 0 else { return nil }
    self.init(width: longestSide, height: longestSide)
  }

  /// The same shape, as large as a box allows; without `enlarging` never larger than it is.
  func fitted(into box: PixelSize?, enlarging: Bool) -> PixelSize {
    guard let box, !isEmpty, !box.isEmpty,
      enlarging || width > box.width || height > box.height
    else { return self }
    let scale = min(
      Double(box.width) / Double(width), Double(box.height) / Double(height))
    return PixelSize(
      width: max(1, Int((Double(width) * scale).rounded())),
      height: max(1, Int((Double(height) * scale).rounded())))
  }
}
