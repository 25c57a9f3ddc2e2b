public import Raster

/// How clips become one video: copied or encoded again, and why.
///
/// Copying needs every clip to agree with the first on codec, shape, colours and parameter sets.
/// Time bases, rates, containers and start times never force an encode; packets are rescaled.
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
  /// Frames of the result.
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
      try video.requirePlausibleLength(of: clip.path)
      videos.append(video)
    }
    let lead = videos[0]
    var reasons: [String] = []
    if !container.canHold(lead.codec) {
      reasons.append("\(first.path): \(container.rawValue) files do not hold \(lead.codec)")
    }
    for (clip, video) in zip(clips, videos) {
      let differences = lead.differences(from: video) + video.obstaclesToCopying
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
      expectedFrames = SplicePlan.frames(in: length, at: rate)
    }
    hasSound = clips.contains { $0.audio != nil }
  }

  /// Frames that fill so many seconds, to the nearest; counted from the start of the whole, so that
  /// what is rounded at one clip's end is made up for at the next one's.
  static func frames(in seconds: Double, at rate: FrameRate) -> Int {
    Int(exactly: (seconds * rate.framesPerSecond).rounded()) ?? .max
  }
}

extension VideoFacts {
  /// What makes a packet of the other stream undecodable, or wrong, under this one's headers.
  func differences(from other: VideoFacts) -> [String] {
    let facts: [(name: String, text: (VideoFacts) -> String?)] = [
      ("codec", { $0.codec }), ("size", { "\($0.size)" }), ("pixel format", { $0.pixelFormat }),
      ("pixel shape", { $0.sampleAspect }), ("rotation", { "\($0.rotation)" }),
      ("mirroring", { $0.isMirrored ? "on" : "off" }), ("profile", { $0.profile }),
      ("level", { $0.level.map { "\($0)" } }), ("colour matrix", { $0.colour.matrix }),
      ("colour range", { $0.colour.range }), ("colour primaries", { $0.colour.primaries }),
      ("colour transfer", { $0.colour.transfer }),
    ]
    let found = facts.compactMap { name, text -> String? in
      let (mine, theirs) = (text(self), text(other))
      guard mine != theirs else { return nil }
      return "\(name) \(theirs ?? "unspecified") instead of \(mine ?? "unspecified")"
    }
    guard found.isEmpty, parameterSetsDigest != other.parameterSetsDigest else { return found }
    return ["other codec parameter sets"]
  }

  /// Refuses clips that would be filled with still pictures and silence for ever.
  func requirePlausibleLength(of path: String) throws(FootageError) {
    guard duration < 100 * 3600 else {
      throw FootageError(
        .damaged, path: path,
        "\(path): its frames' times are damaged; they claim to last more than 100 hours.")
    }
  }
}
