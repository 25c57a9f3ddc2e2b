public import Raster

/// How clips become one video: copied or encoded again, and why.
///
/// Copying needs every clip to agree with the first on codec, shape, colours and parameter sets.
/// Time bases, containers and start times never force an encode; packets are rescaled.
public struct SplicePlan: Sendable, Codable, Hashable {
  /// What is done with the pictures.
  public enum Method: String, Sendable, Codable, Hashable {
    /// Packets are copied; no frame is touched.
    case copy
    /// Every clip is decoded and encoded to the first one's shape.
    case encode
  }

  /// What is done with the pictures of all clips.
  public let method: Method
  /// One sentence for each thing that keeps packets from being copied; empty exactly when they are.
  public let reasons: [String]
  /// Size of the result's stored pictures.
  public let size: PixelSize
  /// Frames a second of the result; for copies the first clip's.
  public let frameRate: FrameRate
  /// Frames of the result: exact for copies, to within one a clip for encodes.
  public let expectedFrames: Int
  /// Seconds of the result.
  public let duration: Double
  /// Whether the result has a sound track; clips without sound are silent in it.
  public let hasSound: Bool

  /// Plans a join in playing order.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` for no clips, `.noVideo` for one without picture.
  public init(_ clips: [Clip], container: ContainerFormat) throws(FootageError) {
    guard let first = clips.first else {
      throw FootageError(.invalidRequest, path: "", "There is no clip to join.")
    }
    var videos: [VideoFacts] = []
    for clip in clips {
      guard let video = clip.video else {
        throw FootageError(
          .noVideo, path: clip.path, "\(clip.path): there is no moving picture in it.")
      }
      videos.append(video)
    }
    let lead = videos[0]
    var reasons: [String] = []
    if !container.canHold(lead.codec) {
      reasons.append("\(first.path): \(container.rawValue) files do not hold \(lead.codec)")
    }
    for (clip, video) in zip(clips, videos).dropFirst() {
      let differences = lead.differences(from: video)
      if !differences.isEmpty {
        reasons.append("\(clip.path): \(differences.joined(separator: ", "))")
      }
    }
    self.reasons = reasons
    let method: Method = reasons.isEmpty ? .copy : .encode
    self.method = method
    guard let rate = lead.frameRate else {
      throw FootageError(
        .damaged, path: first.path, "\(first.path): the file does not say how fast it runs.")
    }
    frameRate = rate
    let length = videos.reduce(0) { $0 + $1.duration }
    duration = length
    switch method {
    case .copy:
      size = lead.size
      expectedFrames = videos.reduce(0) { $0 + $1.frameCount }
    case .encode:
      size = PixelSize(
        width: max(2, lead.displaySize.width & ~1), height: max(2, lead.displaySize.height & ~1))
      expectedFrames = videos.reduce(0) {
        $0 + Int(($1.duration * rate.framesPerSecond).rounded())
      }
    }
    hasSound = clips.contains { $0.audio != nil }
  }
}

extension VideoFacts {
  /// What makes a packet of the other stream undecodable, or wrong, under this one's headers.
  func differences(from other: VideoFacts) -> [String] {
    var found: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<VideoFacts, Value>) {
      let mine = self[keyPath: path]
      let theirs = other[keyPath: path]
      if mine != theirs { found.append("\(name) \(text(theirs)) instead of \(text(mine))") }
    }
    compare("codec", \.codec)
    compare("size", \.size)
    compare("pixel format", \.pixelFormat)
    compare("pixel shape", \.sampleAspect)
    compare("rotation", \.rotation)
    compare("profile", \.profile)
    compare("level", \.level)
    compare("colour matrix", \.colour.matrix)
    compare("colour range", \.colour.range)
    compare("colour primaries", \.colour.primaries)
    compare("colour transfer", \.colour.transfer)
    compare("reorder depth", \.reorderDepth)
    if found.isEmpty, parameterSetsDigest != other.parameterSetsDigest {
      found.append("other codec parameter sets")
    }
    return found
  }

  private func text<Value>(_ value: Value) -> String {
    if let optional = value as? any OptionalValue { return optional.text }
    return "\(value)"
  }
}

/// Lets optional facts print as themselves, or as "unspecified".
private protocol OptionalValue {
  var text: String { get }
}

extension Optional: OptionalValue {
  fileprivate var text: String { map { "\($0)" } ?? "unspecified" }
}
