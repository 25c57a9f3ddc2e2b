import Libav
import Raster

/// How parts of a film are encoded so that they can stand among copied ones.
struct PartEncoding: Sendable {
  let shape: FilmShape
  let rate: FrameRate
  /// Frames that decoders hold back at most.
  let reorderDepth: Int
  /// The number of our own parameter sets; H.264 only.
  let identifier: Int
  /// What the copied clips' headers say.
  let profile: String?
  let level: Int?
  /// Whether pictures are stored as they are, since those copied are; H.264 only.
  var isLossless = false
  /// Which field of a frame comes first; nil for whole frames.
  var fieldOrder: FieldOrder?
  /// What is said of the light of a film in high range, in the encoder's words.
  var light: [String] = []

  /// Encoders by the codec that they make.
  ///
  /// Not SVT-AV1: it writes to standard error as it likes, and hangs when it is closed unused.
  private static let encoders = [
    "h264": "libx264", "hevc": "libx265", "av1": "libaom-av1", "vp9": "libvpx-vp9",
  ]

  private static func encoder(_ shape: FilmShape) -> String? {
    guard let format = PixelFormat(name: shape.pixelFormat) else { return nil }
    guard let name = encoders[shape.codec], Encoder.takes(format, name) else { return nil }
    return name
  }

  /// Whether this build can encode pictures of a shape.
  static func isPossible(_ shape: FilmShape) -> Bool {
    guard encoder(shape) != nil else { return false }
    // Chroma of half the size needs sides that can be halved.
    let isHalved = shape.pixelFormat.contains("420") || shape.pixelFormat.contains("422")
    let isHalvedDown = shape.pixelFormat.contains("420")
    return (!isHalved || shape.size.width % 2 == 0) && (!isHalvedDown || shape.size.height % 2 == 0)
      && (shape.codec != "av1" || shape.size.width >= 64 && shape.size.height >= 64)
  }

  /// How the codec's encoder counts quality.
  var qualities: QualitySearch.Scale {
    switch shape.codec {
    case "av1": QualitySearch.Scale(start: 24, worst: 32, decibelsAStep: 0.2)
    case "vp9": QualitySearch.Scale(start: 20, worst: 30, decibelsAStep: 0.2)
    default: QualitySearch.Scale(start: 15, worst: 20, decibelsAStep: 0.4)
    }
  }

  /// - Parameter quality: by the encoder's own scale of constant quality.
  func encoding(quality: Double) throws(FootageError) -> VideoEncoding {
    guard let encoder = PartEncoding.encoder(shape),
      let format = PixelFormat(name: shape.pixelFormat)
    else {
      throw FootageError(
        .unsupported, path: "", "There is no encoder for \(shape.codec) in this build of FFmpeg.")
    }
    let frames = max(1, Int(rate.framesPerSecond.rounded()))
    let aspect = shape.sampleAspect.split(separator: ":").compactMap { Int32($0) }
    var encoding = VideoEncoding(
      encoder: encoder, size: shape.size, pixelFormat: format, timeBase: rate.rational.inverse,
      frameRate: rate.rational,
      sampleAspect: aspect.count == 2 ? Rational(aspect[0], aspect[1]) : Rational(1, 1),
      colour: colour, keyFrameInterval: frames, reorderDepth: isReordering ? frameDepth : nil,
      options: options(encoder, quality))
    encoding.topFieldFirst = fieldOrder.map { $0 == .topFirst }
    return encoding
  }

  var colour: ColourTags {
    ColourTags(
      range: shape.colour.range, primaries: shape.colour.primaries,
      transfer: shape.colour.transfer, matrix: shape.colour.matrix)
  }

  private var isReordering: Bool { shape.codec == "h264" || shape.codec == "hevc" }

  /// B-frames in a row.
  private var frameDepth: Int { reorderDepth == 0 || profile?.contains("aseline") == true ? 0 : 3 }

  private func options(_ encoder: String, _ quality: Double) -> [(name: String, value: String)] {
    switch encoder {
    case "libx264":
      // Without its macroblock tree: with B-frames that reads memory nobody has written (x264 164), so
      // that the same join would come out a little different every time.
      var own =
        light + ["stitchable=1", "sps-id=\(identifier)", "force-cfr=1", "open-gop=0", "mbtree=0"]
      own.append("b-pyramid=\(reorderDepth >= 2 ? "normal" : "none")")
      if let level, level >= 10 { own.append("level=\(level / 10).\(level % 10)") }
      if let fieldOrder { own.append(fieldOrder == .topFirst ? "tff=1" : "bff=1") }
      if isLossless {
        return [("qp", "0"), ("preset", "faster"), ("x264-params", own.joined(separator: ":"))]
      }
      var options = [("crf", "\(quality)"), ("preset", "faster")]
      if let name = x264Profile { options.append(("profile", name)) }
      return options + [("x264-params", own.joined(separator: ":"))]
    case "libx265":
      return [
        ("crf", "\(quality)"), ("preset", "medium"),
        (
          "x265-params",
          (["log-level=error", "open-gop=0", "repeat-headers=0", "info=0"]
            + ["b-pyramid=\(reorderDepth >= 2 ? 1 : 0)"] + light).joined(separator: ":")
        ),
      ]
    case "libaom-av1": return [("crf", "\(Int(quality))"), ("cpu-used", "6"), ("row-mt", "1")]
    default:
      return [
        ("crf", "\(Int(quality))"), ("b", "0"), ("deadline", "good"), ("cpu-used", "4"),
        ("row-mt", "1"),
      ]
    }
  }

  /// x264's name for the clips' profile where it allows the format; nil leaves the choice to x264.
  private var x264Profile: String? {
    guard ["yuv420p", "yuvj420p"].contains(shape.pixelFormat) else { return nil }
    switch profile {
    case "Constrained Baseline", "Baseline": return "baseline"
    case "Main": return "main"
    case "High": return "high"
    default: return nil
    }
  }
}
