import Raster

/// What all pictures of a film have in common.
struct FilmShape: Hashable, Sendable {
  var codec: String
  /// As the pictures are stored.
  var size: PixelSize
  /// The shape of a stored pixel, width to height: "1:1".
  var sampleAspect: String
  var pixelFormat: String
  var rotation: Int
  var isMirrored: Bool
  var colour: ColourFacts

  init(_ video: VideoFacts) {
    codec = video.codec
    size = video.size
    sampleAspect = video.sampleAspect
    pixelFormat = video.pixelFormat
    rotation = video.rotation
    isMirrored = video.isMirrored
    colour = video.colour
  }

  /// Whether decoded pictures are the same kind of picture, whatever codec they came from.
  func isPictured(as other: FilmShape) -> Bool {
    var mine = self
    mine.codec = other.codec
    return mine == other
  }

  /// What keeps pictures of another shape from standing among those of this one, for people.
  func differences(from other: FilmShape) -> [String] {
    let facts: [(name: String, text: (FilmShape) -> String?)] = [
      ("codec", { $0.codec }), ("size", { "\($0.size)" }), ("pixel format", { $0.pixelFormat }),
      ("pixel shape", { $0.sampleAspect }), ("rotation", { "\($0.rotation)" }),
      ("mirroring", { $0.isMirrored ? "on" : "off" }), ("colour matrix", { $0.colour.matrix }),
      ("colour range", { $0.colour.range }), ("colour primaries", { $0.colour.primaries }),
      ("colour transfer", { $0.colour.transfer }),
    ]
    return facts.compactMap { name, text in
      let (mine, theirs) = (text(self), text(other))
      guard mine != theirs else { return nil }
      return "\(name) \(theirs ?? "unspecified") instead of \(mine ?? "unspecified")"
    }
  }

  /// The same picture, stored as it is shown.
  func upright() -> FilmShape {
    var upright = self
    if rotation % 180 != 0 {
      upright.size = PixelSize(width: size.height, height: size.width)
      upright.sampleAspect = sampleAspect.split(separator: ":").reversed().joined(separator: ":")
    }
    upright.rotation = 0
    upright.isMirrored = false
    return upright
  }

  /// The shape that any player shows and every build encodes, as large as this one is shown.
  func plain(displaySize: PixelSize) -> FilmShape {
    var plain = self
    plain.codec = "h264"
    plain.size = PixelSize(
      width: max(2, displaySize.width & ~1), height: max(2, displaySize.height & ~1))
    plain.sampleAspect = "1:1"
    plain.pixelFormat = "yuv420p"
    plain.rotation = 0
    plain.isMirrored = false
    plain.colour = ColourFacts(
      range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709")
    return plain
  }
}
