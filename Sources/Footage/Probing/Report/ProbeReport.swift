import Libav
public import Outputs
import Raster

/// Everything a file tells without being decoded, and what is odd about it.
public struct ProbeReport: Sendable, Encodable {
  /// The facts that other parts of the program work with.
  public let clip: Clip
  /// Every stream of the file.
  public let streams: [StreamReport]
  /// How the frames hang together; nil without a moving picture.
  public let groups: GroupFacts?
  /// Bits of a channel of the picture.
  public let bitDepth: Int?
  /// How fields lie; nil when the file does not say.
  public let fieldOrder: String?
  /// The shortest and longest time a frame is shown, in seconds, where the rate varies.
  public let frameSeconds: ClosedRange<Double>?
  /// When the picture, the sound and the container end, in seconds on the file's clock.
  public let ends: Ends
  /// Bits a second over time; nil without a moving picture.
  public let rateCurve: RateCurve?
  /// What the edit lists do, a sentence each; empty when there are none.
  public let edits: [String]
  /// Where the file comes from, by its own word: tags by name, and "c2pa" for signed credentials.
  public let provenance: [String: String]
  /// The label of its origin, read from its XMP or from tags that are known to be one; nil without.
  public let origin: OriginLabel?
  /// What is odd, a sentence each: tags that are missing or contradict, streams that differ in length.
  public let notes: [String]

  /// When the parts of a file end.
  public struct Ends: Sendable, Encodable, Hashable {
    /// The end of the last frame.
    public let picture: Double?
    /// The end of the first sound.
    public let sound: Double?
    /// The container's own word.
    public let container: Double?
  }

  private enum Key: String, CodingKey {
    case streams, groups, bitDepth, fieldOrder, frameSeconds, ends, rateCurve, edits, provenance,
      origin
    case notes
  }

  /// The clip's facts and the rest as one object.
  public func encode(to encoder: any Swift.Encoder) throws {
    try clip.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(streams, forKey: .streams)
    try container.encodeIfPresent(groups, forKey: .groups)
    try container.encodeIfPresent(bitDepth, forKey: .bitDepth)
    try container.encodeIfPresent(fieldOrder, forKey: .fieldOrder)
    try container.encodeIfPresent(
      frameSeconds.map { [$0.lowerBound, $0.upperBound] }, forKey: .frameSeconds)
    try container.encode(ends, forKey: .ends)
    try container.encodeIfPresent(rateCurve, forKey: .rateCurve)
    try container.encode(edits, forKey: .edits)
    try container.encode(provenance, forKey: .provenance)
    try container.encodeIfPresent(origin, forKey: .origin)
    try container.encode(notes, forKey: .notes)
  }
}

extension ProbeReport {
  init(_ reading: ClipReading, hasCredentials: Bool, origin: OriginLabel?) {
    self.origin = origin
    let clip = reading.clip
    self.clip = clip
    streams = reading.streams.map(StreamReport.init)
    let picture = reading.picture
    groups = picture.map(GroupFacts.init)
    bitDepth = picture?.stream.pixelFormat.bitDepth
    fieldOrder = picture?.stream.fieldOrder
    frameSeconds = picture.flatMap { picture in
      clip.video?.isConstantRate == false ? ProbeReport.steps(of: picture.index) : nil
    }
    let sound = reading.streams.sound
    let soundTicks =
      reading.soundEnd
      ?? sound.flatMap { sound in sound.duration.map { (sound.start ?? 0) &+ $0 } }
    ends = Ends(
      picture: clip.video.map { $0.start + $0.duration },
      sound: sound.flatMap { sound in
        soundTicks.map { Timestamp($0, sound.timeBase).seconds }
      },
      container: clip.duration.map { $0 + max(0, reading.containerStart ?? 0) })
    rateCurve = picture.flatMap { RateCurve($0.index, duration: clip.video?.duration ?? 0) }
    edits = EditExplanation.sentences(reading)
    provenance = Provenance.facts(reading, hasCredentials: hasCredentials)
    notes = ProbeNotes.all(clip, ends: ends, groups: groups, reading)
  }

  private static func steps(of index: FrameIndex) -> ClosedRange<Double>? {
    let steps = (1..<max(1, index.frameCount)).map {
      Timestamp(index.ticks(ofFrame: $0) &- index.ticks(ofFrame: $0 - 1), index.timeBase).seconds
    }
    guard let shortest = steps.min(), let longest = steps.max() else { return nil }
    return shortest...longest
  }
}

extension Prober {
  /// Everything a file tells without being decoded.
  ///
  /// - Throws: ``FootageError`` `.missing`, `.damaged`, `.noVideo`; `CancellationError`.
  public func report(on path: String) async throws -> ProbeReport {
    let makes = self.makes
    return try await work(on: path) { cancellation in
      try about(path) {
        let reading = try Prober.examine(path, cancellation, known: makes.known)
        if let make = reading.make { makes.add(make) }
        return ProbeReport(
          reading, hasCredentials: try ContentCredentials.areIn(file: path),
          origin: try ClipOrigin.label(of: reading.clip))
      }
    }
  }
}
