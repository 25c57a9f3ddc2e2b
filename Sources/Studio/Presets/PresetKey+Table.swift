internal import Footage
internal import Raster
internal import Yams

extension PresetKey {
  /// Every key that says something about the result, in the order in which presets are written.
  static let all: [PresetKey] =
    [container, faststart, metadata, maxBytes] + video + audio
    + streaming

  /// The key of a path.
  static func named(_ path: String) -> PresetKey? { all.first { $0.path == path } }

  private static let container = choice(
    "container", DeliveryContainer.self, "the kind of file, or hls and dash: a folder of files"
  ) { $1.container = $0 }

  private static let faststart = flag(
    "faststart", "whether the index goes first, so that players start before the file is whole"
  ) { $1.isFastStart = $0 }

  private enum Metadata: String, CaseIterable { case keep, drop }

  private static let metadata = choice(
    "metadata", Metadata.self,
    "whether titles, dates and prompts go into the result; that it was generated is kept always"
  ) { $1.keepsMetadata = $0 == .keep }

  private static let maxBytes = text(
    "max_bytes", "a size such as 25MB, or none", "the most bytes the whole result may have",
    ByteLimit.init(_:)
  ) { $1.maxBytes = $0.bytes }

  private static let video: [PresetKey] = [
    none("video") { $0.video = nil },
    choice("video.codec", VideoDelivery.Codec.self, "the kind of coding") {
      $1.video?.codec = $0
    },
    name("video.encoder", "FFmpeg's encoder, or auto for the usual one of the codec") {
      $1.video?.encoder = $0.text
    },
    name("video.profile", "the encoder's profile, or auto") { $1.video?.profile = $0.text },
    text(
      "video.pixel_format", "FFmpeg's name of a pixel format, such as yuv420p, or source",
      "how pixels are stored", { PixelFormatName($0) }
    ) { $1.video?.pixelFormat = $0.name },
    number(
      "video.crf", 0...100,
      "constant quality by the encoder's scale; smaller is better, but for webp"
    ) {
      if let crf = $0 { $1.video?.rateControl = .quality(crf) }
    },
    whole("video.kilobits_per_second", 20...800_000, "the average bit rate") {
      $1.video?.rateControl = .bitRate($0 * 1000, passes: 1)
    },
    whole("video.passes", 1...2, "passes over the video, with kilobits_per_second") {
      if case .bitRate(let rate, _)? = $1.video?.rateControl {
        $1.video?.rateControl = .bitRate(rate, passes: $0)
      }
    },
    number("video.ssim", 0.8...0.9999, "the least quality with this SSIM to the source is found") {
      if let ssim = $0 { $1.video?.rateControl = .ssim(ssim) }
    },
    flag("video.lossless", "whether every pixel is kept") {
      $1.video?.rateControl = $0 ? .lossless : .fixed
    },
    name("video.speed", "the encoder's preset: how long it may think; slower is smaller") {
      $1.video?.speed = $0.text
    },
    number(
      "video.keyframe_seconds", 0.1...60, or: "auto",
      "seconds from one key frame to the next at most"
    ) { $1.video?.keyFrameSeconds = $0 },
    options,
    choice("video.color", VideoDelivery.Colour.self, "the colours that are written") {
      $1.video?.colour = $0
    },
    text(
      "video.frame_rate", "source, constant, a rate such as 25 or 30000/1001, or 'smooth 50'",
      "when frames come; smooth makes new ones by motion", VideoDelivery.Rate.init(_:)
    ) { $1.video?.rate = $0 },
    text(
      "video.size", "source, a short side such as 1080p, 'max 720p', or a box such as 1080x1920",
      "how large the picture is", PictureShape.Size.init(_:)
    ) { $1.video?.shape.size = $0 },
    choice("video.fit", PictureShape.Fit.self, "how a picture of another shape fills a box") {
      $1.video?.shape.fit = $0
    },
    text(
      "video.pad_color", "a colour such as \"#000000\"", "the colour of bars",
      { text in Color(text).map { _ in text } }
    ) { $1.video?.shape.padColour = $0 },
    flag("video.square_pixels", "whether pixels that are not square become so") {
      $1.video?.shape.squaresPixels = $0
    },
  ]

  private static let audio: [PresetKey] = [
    none("audio") { $0.audio = nil },
    choice("audio.codec", AudioDelivery.Codec.self, "the kind of coding") {
      $1.audio?.codec = $0
    },
    whole("audio.kilobits_per_second", 16...512, "the bit rate, of kinds that lose something") {
      $1.audio?.bitRate = $0 * 1000
    },
    whole("audio.sample_rate", 8000...192_000, or: "source", "samples a second") {
      $1.audio?.sampleRate = $0
    },
    whole("audio.channels", 1...2, or: "source", "1 for mono, 2 for stereo") {
      $1.audio?.channels = $0
    },
    number(
      "audio.loudness", -60 ... -5, or: "source", "the loudness to bring it to, in LUFS (EBU R 128)"
    ) { $1.audio?.loudness = $0 },
    choice(
      "audio.when_missing", AudioDelivery.Absence.self, "what a source without sound is given"
    ) { $1.audio?.whenMissing = $0 },
  ]

  private static let streaming: [PresetKey] = [
    number("streaming.segment_seconds", 1...30, "seconds a segment") {
      if let seconds = $0 { $1.streaming?.segmentSeconds = seconds }
    },
    PresetKey(
      path: "streaming.rungs",
      expectation:
        "a list such as [{short_side: 720, max_kilobits_per_second: 3000}] with every size once",
      summary: "the sizes of the stream; one larger than the source is left out", words: [],
      schema: .rungs
    ) { node in
      guard let rungs = Self.rungs(node) else { return nil }
      return { $0.streaming?.rungs = rungs }
    },
  ]

  /// The section's own name with the word "none", for a result without it.
  private static func none(
    _ section: String, _ store: @escaping @Sendable (inout DeliverySettings) -> Void
  ) -> PresetKey {
    PresetKey(
      path: section, expectation: "a mapping, or none",
      summary: "none: the result has no \(section)",
      words: ["none"], schema: .words(["none"])
    ) { node in node.plainText == "none" ? store : nil }
  }

  /// A word of the encoder's; "auto" leaves the choice to it.
  private struct EncoderWord: Sendable {
    let text: String?

    init?(_ word: String) {
      let isName = word.utf8.allSatisfy { byte in
        byte == 95 || byte == 45 || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
      }
      guard isName, (1...40).contains(word.utf8.count) else { return nil }
      text = word == "auto" ? nil : word
    }
  }

  private static func name(
    _ path: String, _ summary: String,
    _ store: @escaping @Sendable (EncoderWord, inout DeliverySettings) -> Void
  ) -> PresetKey {
    text(path, "one of the encoder's own words, or auto", summary, EncoderWord.init(_:), store)
  }

  private struct PixelFormatName: Sendable {
    let name: String

    init?(_ text: String) {
      let isName = text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
      guard isName, (3...16).contains(text.utf8.count) else { return nil }
      name = text
    }
  }

  private static let options = PresetKey(
    path: "video.options", expectation: "a mapping of the encoder's own options",
    summary: "further options of the encoder, by its own names", words: [], schema: .options
  ) { node in
    guard case .mapping(let mapping) = node else { return nil }
    var options: [String: String] = [:]
    for (key, value) in mapping {
      guard let name = key.filledScalar?.string, EncoderWord(name) != nil,
        let text = value.filledScalar?.string
      else { return nil }
      options[name] = text
    }
    let found = options
    return { $0.video?.options = found }
  }

  private static func rungs(_ node: Node) -> [StreamingDelivery.Rung]? {
    guard case .sequence(let list) = node, !list.isEmpty, list.count <= 10 else { return nil }
    var rungs: [StreamingDelivery.Rung] = []
    for entry in list {
      guard case .mapping(let mapping) = entry, mapping.count == 2,
        let side = mapping["short_side"]?.plainText.flatMap({ Int($0) }),
        (64...4320).contains(side),
        let rate = mapping["max_kilobits_per_second"]?.plainText.flatMap({ Int($0) }),
        (20...200_000).contains(rate)
      else { return nil }
      rungs.append(StreamingDelivery.Rung(shortSide: side, maxBitRate: rate * 1000))
    }
    guard Set(rungs.map(\.shortSide)).count == rungs.count else { return nil }
    return rungs.sorted { $0.shortSide > $1.shortSide }
  }
}
