import Libav
import Raster

/// Looks at the seams of clips that follow one another, or of a video that was joined already.
public struct SeamInspector: Sendable {
  /// A clip, or the part of it that is shown.
  public struct Piece: Sendable, Hashable {
    /// The clip's file.
    public var path: String
    /// The frames that are shown, before repeated ones are left out; all when nil.
    public var frames: Range<Int>?
    /// How its colours are changed in the film.
    var adjustment: ColourAdjustment?

    /// Creates a piece.
    public init(path: String, frames: Range<Int>? = nil) {
      self.path = path
      self.frames = frames
    }
  }

  /// What is done, or was decided, at one seam.
  public struct Treatment: Sendable, Hashable {
    /// The seam as one would write it: "cut", "dedupe", "fade:0.5".
    public var seam: String
    /// How many of the first clip's last frames are left out.
    public var droppedFrames: Int
    /// Whether a transition lies over the seam.
    public var isBlended: Bool
    /// What is known of repeated frames without measuring.
    public var known: RepeatVerdict?

    /// Creates a treatment; a plain cut unless told otherwise.
    public init(
      seam: String = "cut", droppedFrames: Int = 0, isBlended: Bool = false,
      known: RepeatVerdict? = nil
    ) {
      self.seam = seam
      self.droppedFrames = droppedFrames
      self.isBlended = isBlended
      self.known = known
    }
  }

  /// Creates an inspector.
  public init() {}

  /// Looks at the seams between clips in playing order; each clip is decoded once.
  ///
  /// - Parameters:
  ///   - pieces: at least two.
  ///   - treatments: one for each seam; plain cuts when empty.
  /// - Throws: ``FootageError`` naming the clip that cannot be read; `CancellationError`.
  public func inspect(
    _ pieces: [Piece], _ treatments: [Treatment] = [], progress: ProgressReport? = nil
  ) async throws -> [SeamInspection] {
    guard let first = pieces.first, pieces.count > 1 else {
      throw FootageError(
        .invalidRequest, path: pieces.first?.path ?? "",
        "A seam lies between two clips; name two or more.")
    }
    return try await work(on: first.path) { cancellation in
      var inspections: [SeamInspection] = []
      var before: Ends?
      for (place, piece) in pieces.enumerated() {
        let dropped =
          treatments.indices.contains(place) ? treatments[place].droppedFrames : 0
        let ends = try Ends.read(piece, dropping: dropped, cancellation)
        if let before {
          let treatment =
            treatments.indices.contains(place - 1) ? treatments[place - 1] : Treatment()
          inspections.append(
            try SeamInspector.inspection(place, before, ends, treatment, cancellation))
        }
        before = ends
        progress?(
          Progress(
            phase: "looking at seams", completed: Double(place + 1),
            total: Double(pieces.count)))
      }
      return inspections
    }
  }

  /// Looks at seams within one video: before the frames at these positions.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` for a position where no seam can be.
  public func inspect(
    _ path: String, seamsAt positions: [FramePosition]
  ) async throws -> [SeamInspection] {
    try await work(on: path) { cancellation in
      let reading = try Prober.examine(path, cancellation)
      let clip = reading.clip
      let count = clip.video?.frameCount ?? 0
      let index = try IndexedClip.open(path, cancellation)
      // Where the last frame ends, no other begins.
      let seams = Set(
        try positions.map { try index.isEnd($0) ? count : index.number(of: $0) }
      ).sorted()
      guard let first = seams.first, let last = seams.last, first > 0, last < count else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): a seam lies before one of the frames f:1 to f:\(max(1, count - 1)).")
      }
      let bounds = [0] + seams + [count]
      let parts = zip(bounds, bounds.dropFirst()).map { $0..<$1 }
      let unseen = Set(
        reading.picture.map { PacketTally($0.index).timing(of: $0.stream).squeezed } ?? [])
      let seen = parts.map { $0.withoutEnd(in: unseen) }
      let ends = try ClipEnds.read(
        clip, parts: parts + seen, [.motion, .looking], manner: .watchful, cancellation)
      func side(_ place: Int) -> Ends {
        Ends(reading, ends[place], ends[parts.count + place], seen[place])
      }
      return try seams.indices.map { place in
        let squeezed = parts[place].count - seen[place].count
        let treatment =
          squeezed > 0
          ? Treatment(seam: "\(Seam.losslessDedupe)", droppedFrames: squeezed) : Treatment()
        return try SeamInspector.inspection(
          place + 1, side(place), side(place + 1), treatment, cancellation)
      }
    }
  }

  /// A piece with its ends: as they are, and as they are shown once frames are left out.
  private struct Ends {
    let clip: Clip
    let cutOff: CutOff?
    let whole: ClipEnds
    let shown: ClipEnds
    let frames: Range<Int>
    let adjustment: ColourAdjustment?

    init(
      _ reading: ClipReading, _ whole: ClipEnds, _ shown: ClipEnds, _ frames: Range<Int>,
      _ adjustment: ColourAdjustment? = nil
    ) {
      (clip, cutOff) = (reading.clip, reading.cutOff)
      (self.whole, self.shown, self.frames) = (whole, shown, frames)
      self.adjustment = adjustment
    }

    /// A picture as it is in the film.
    func shown(_ picture: ClipEnds.Picture) -> Bitmap {
      guard let adjustment, let first = shown.head(1).first else { return picture.bitmap }
      return picture.bitmap.recoloured(
        by: adjustment.matrix(atSeconds: picture.seconds - first.seconds))
    }

    static func read(
      _ piece: Piece, dropping count: Int, _ cancellation: Cancellation
    ) throws -> Ends {
      let reading = try Prober.examine(piece.path, cancellation)
      let clip = reading.clip
      let frames = piece.frames ?? 0..<max(1, clip.video?.frameCount ?? 0)
      let shown = frames.lowerBound..<max(frames.lowerBound + 1, frames.upperBound - count)
      let parts = shown == frames ? [frames] : [frames, shown]
      let ends = try ClipEnds.read(
        clip, parts: parts, [.motion, .looking], manner: .watchful, cancellation)
      return Ends(reading, ends[0], ends[ends.count - 1], shown, piece.adjustment)
    }
  }

  private static func inspection(
    _ number: Int, _ before: Ends, _ after: Ends, _ treatment: Treatment,
    _ cancellation: Cancellation
  ) throws -> SeamInspection {
    let repeats =
      treatment.known ?? RepeatFinder.verdict(before.whole.tail(), after.whole.head())
    let tail = before.shown.tail(1)
    let head = after.shown.head(1)
    guard let last = tail.last, let first = head.first else {
      throw FootageError(
        .damaged, path: before.clip.path, "\(before.clip.path): no picture in it can be decoded.")
    }
    // Pictures of another shape are brought to that of the first clip, as a join does.
    let size = last.bitmap.size
    let looks = (
      tail.map { PictureLook(before.shown($0)) },
      try head.map { picture in
        let bitmap = after.shown(picture)
        return PictureLook(
          bitmap.size == size
            ? bitmap : try Resampler.resize(bitmap, crop: PixelRect(bitmap.size), to: size))
      }
    )
    let sound = try SeamSound.step(
      from: before.clip, endingAfter: before.frames.upperBound, to: after.clip,
      startingAt: after.frames.lowerBound, cancellation)
    let measurement = SeamMeasurement(tail: looks.0, head: looks.1, sound: sound.step)
    let damage =
      [before, after].flatMap { SeamFinding.damage(of: $0.clip.path, $0.whole.damage, $0.cutOff) }
      + sound.damage.map { SeamFinding.damage(ofSoundIn: $0.path, at: $0.seconds) }
    return SeamInspection(
      number: number,
      outgoing: SeamInspection.Side(
        path: before.clip.path, frame: last.index, seconds: last.seconds),
      incoming: SeamInspection.Side(
        path: after.clip.path, frame: first.index, seconds: first.seconds),
      seam: treatment.seam, droppedFrames: treatment.droppedFrames, repeats: repeats,
      measurement: measurement,
      findings: measurement.findings(
        repeats: repeats, dropped: treatment.droppedFrames, isBlended: treatment.isBlended)
        + damage,
      isSimulated: before.clip.isSimulated || after.clip.isSimulated,
      pictures: SeamInspection.Pictures(
        last: looks.0[looks.0.count - 1].bitmap, first: looks.1[0].bitmap))
  }
}
