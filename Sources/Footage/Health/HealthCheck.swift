import Libav
public import Raster

/// Decodes all of a clip and judges what is seen.
public struct HealthCheck: Sendable {
  /// What a generated clip was to be.
  public struct Expectation: Sendable {
    /// The picture the clip was made from.
    public var startPicture: Bitmap?
    /// The length that was asked for.
    public var seconds: Double?
    /// The rate that was asked for, in frames a second.
    public var framesPerSecond: Double?

    /// Creates an expectation; what is nil is not checked.
    public init(
      startPicture: Bitmap? = nil, seconds: Double? = nil, framesPerSecond: Double? = nil
    ) {
      self.startPicture = startPicture
      self.seconds = seconds
      self.framesPerSecond = framesPerSecond
    }
  }

  private let expectation: Expectation

  /// Creates a check.
  public init(_ expectation: Expectation = Expectation()) { self.expectation = expectation }

  /// Decodes every frame and tells what is wrong.
  ///
  /// Damage is a verdict, not an error: what can be decoded is judged.
  /// - Throws: ``FootageError`` `.missing`, `.noVideo`, `.damaged` when there is no picture at all;
  ///   `CancellationError`.
  public func examine(_ path: String) async throws -> HealthReport {
    let expectation = self.expectation
    return try await work(on: path) { cancellation in
      let clip = try IndexedClip.open(path, cancellation)
      return try about(path) { try HealthCheck.examine(clip, expectation, cancellation) }
    }
  }

  /// The blocking half, for work that runs on the workshop's threads already.
  static func examine(
    _ clip: IndexedClip, _ expectation: Expectation, _ cancellation: Cancellation
  ) throws -> HealthReport {
    var reader = try FrameReader.openVideo(clip.path, cancellation, .watchful)
    var meter = FrameMeter(clip.stream.size)
    var measures: [FrameMeasure] = []
    var damage = Damage()
    var likeness: Double?
    let frameSeconds = clip.video.frameRate.map { 1 / $0.framesPerSecond } ?? 0.04
    var origin: Int64?
    var refused = 0
    while let frame = try reader.next() {
      let ticks = frame.presentation ?? origin ?? 0
      if origin == nil {
        origin = ticks
        if let picture = expectation.startPicture {
          likeness = try StartPicture.likeness(of: frame, clip.shape, to: picture)
        }
      }
      let seconds =
        clip.index.lateness + Timestamp(ticks &- (origin ?? 0), clip.stream.timeBase).seconds
      if frame.isConcealed || reader.damagedPackets > refused {
        refused = reader.damagedPackets
        damage.note(at: seconds)
      }
      measures.append(try meter.measure(frame, at: seconds))
    }
    guard !measures.isEmpty else { throw FrameSampler.nothing(in: clip.path) }
    damage.refusedPackets = reader.damagedPackets
    var verdicts = damage.verdicts(
      clip, decoded: measures.count, lastSeconds: measures.last?.seconds ?? 0,
      promised: try PromisedFrames.count(of: clip))
    verdicts += Judge(measures: measures, frameSeconds: frameSeconds).verdicts
    verdicts += expectation.verdicts(clip.video, likeness: likeness)
    return HealthReport(path: clip.path, frameCount: measures.count, verdicts: verdicts)
  }
}

/// Frames that a container promises before anything is read.
private enum PromisedFrames {
  static func count(of clip: IndexedClip) throws -> Int {
    max(clip.index.frameCount, clip.index.isTimed ? clip.stream.frameCount ?? 0 : 0)
  }
}

/// What went wrong while decoding.
private struct Damage {
  private(set) var frames = 0
  private var first: Double?
  var refusedPackets = 0

  mutating func note(at seconds: Double) {
    frames += 1
    first = first ?? seconds
  }

  func verdicts(
    _ clip: IndexedClip, decoded: Int, lastSeconds: Double, promised: Int
  ) -> [Verdict] {
    var found: [Verdict] = []
    let number = max(frames, refusedPackets)
    if number > 0 {
      found.append(
        Verdict(
          kind: .errors, severity: .error, value: Double(number), threshold: 1, unit: "frames",
          start: first, end: nil,
          message:
            "\(number) frames are damaged\(first.map { ", the first at \($0.rounded(toPlaces: 3)) s" } ?? "")"
        ))
    }
    let hidden = clip.index.entries.count - clip.index.frameCount
    let missing = promised - hidden - decoded
    if missing > refusedPackets {
      found.append(
        Verdict(
          kind: .truncated, severity: .error, value: Double(missing), threshold: 1, unit: "frames",
          start: lastSeconds, end: nil,
          message: "\(missing) of \(promised - hidden) frames are missing; the file is cut short"))
    }
    return found
  }
}

extension HealthCheck.Expectation {
  /// A first frame that is less like the picture than this, in decibels, shows something else.
  private static let leastLikeness = 18.0

  fileprivate func verdicts(_ video: VideoFacts, likeness: Double?) -> [Verdict] {
    var found: [Verdict] = []
    func add(
      _ kind: Verdict.Kind, _ value: Double, _ threshold: Double, _ unit: String, _ message: String
    ) {
      found.append(
        Verdict(
          kind: kind, severity: .warning, value: value, threshold: threshold, unit: unit,
          start: nil,
          end: nil, message: message))
    }
    if let likeness, likeness < Self.leastLikeness {
      add(
        .startPicture, likeness, Self.leastLikeness, "dB",
        "the first frame is not the start picture: \(likeness.rounded(toPlaces: 1)) dB alike")
    }
    let frame = video.frameRate.map { 1 / $0.framesPerSecond } ?? 0.04
    if let seconds, abs(video.duration - seconds) > max(frame, 0.05) + 1e-6 {
      add(
        .length, video.duration, seconds, "s",
        "it is \(video.duration.rounded(toPlaces: 3)) s long, not \(seconds.rounded(toPlaces: 3)) s"
      )
    }
    if let framesPerSecond, let rate = video.frameRate,
      abs(rate.framesPerSecond - framesPerSecond) > 0.01 * framesPerSecond
    {
      add(
        .rate, rate.framesPerSecond, framesPerSecond, "frames a second",
        "it runs at \(rate) frames a second, not \(framesPerSecond.rounded(toPlaces: 3))")
    }
    return found
  }
}

/// Compares a clip's first frame with the picture it was made from.
private enum StartPicture {
  /// Both are looked at this small, where coding and resampling make no difference.
  private static let side = 96

  static func likeness(
    of frame: borrowing Frame, _ shape: DisplayShape, to picture: Bitmap
  ) throws -> Double {
    let box = PixelSize(width: side, height: side)
    let first = try PictureDeveloper(shape, fitting: box).develop(frame)
    guard !picture.size.isEmpty else { return 0 }
    // What the endpoint kept of a picture of another shape is its middle.
    let scale = min(
      Double(picture.width) / Double(first.width), Double(picture.height) / Double(first.height))
    let (width, height) = (
      min(picture.width, Int((Double(first.width) * scale).rounded())),
      min(picture.height, Int((Double(first.height) * scale).rounded()))
    )
    let middle = PixelRect(
      x: (picture.width - width) / 2, y: (picture.height - height) / 2, width: max(1, width),
      height: max(1, height))
    let wanted = try Resampler.resize(picture.flattened(onto: .white), crop: middle, to: first.size)
    return first.psnr(against: wanted)
  }
}
