import Libav
import Raster

/// What becomes of a source's pictures in one result, from the decoder to the encoder; pure.
struct PicturePlan: Sendable {
  /// In FFmpeg's language, from `[in0]` to `[out]`; nil when pictures go to the encoder as they are.
  let filters: String?
  let size: PixelSize
  let sampleAspect: Rational
  let format: PixelFormat
  let colour: ColourTags
  /// What is said of a high dynamic range that is kept; nil where nothing is.
  let light: LightMetadata?
  /// Of pictures of two halves, whether the upper one comes first; nil for whole ones.
  let topFieldFirst: Bool?
  let rate: RatePlan
  /// A picture that is drawn over all others: the second input.
  let overlay: String?
  /// Colours that were found before: the last input.
  let palette: FoundPalette?
  /// What was decided that a person may want to know, a sentence each.
  let notes: [String]

  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg lacks what it takes.
  init(
    _ source: DeliverySource, _ video: VideoFacts, _ stream: StreamFacts, _ wish: VideoDelivery,
    _ options: DeliveryOptions, palette way: PaletteWay = .held
  ) throws(FootageError) {
    let edits = options.edits
    // Colours are chosen for a palette out of whole ones.
    let stored = wish.codec == .gif ? "bgra" : wish.handedFormat
    guard let format = PixelFormat(name: stored) else {
      throw FootageError(
        .invalidRequest, path: source.path, "There is no pixel format \(wish.pixelFormat).")
    }
    self.format = format
    rate = RatePlan(
      video, timeBase: stream.timeBase, nominal: stream.nominalRate, wish: wish.rate,
      speed: edits.speed, plays: edits.plays)
    let display = DisplayShape(stream)
    // FFV1 stores half a pair of colours, too.
    let halves = wish.codec == .ffv1 ? (across: false, down: false) : format.chromaHalves
    let geometry = PictureGeometry(display, wish.shape, halves: halves)
    let plan = ColourPlan(
      stream, assumed: options.assumedColour, wish: wish.colour, format: format,
      isForWebP: wish.codec == .webp)
    size = geometry.size
    sampleAspect = geometry.sampleAspect
    colour = plan.target
    light = plan.keepsHighRange ? source.light : nil
    overlay = edits.watermark
    var chain = FilterChain(colour: plan.source, format: stream.pixelFormat)
    let scan = try ScanPlan(stream, wish, source.path)
    topFieldFirst = scan.keepsTopFirst
    chain.add(scan.filters)
    chain.add(display.turningFilters)
    chain.add(rate.filters)
    if let strength = edits.denoise { chain.add([strength.denoising]) }
    switch plan.way {
    case .none, .matrix: break
    case .tones, .gamut:
      try chain.convertLight(to: .bt709, isHighRange: plan.way == .tones, format, source.path)
    }
    if let table = edits.lut { chain.apply(table: table) }
    let upright = display.rotation % 180 == 0 ? display.stored : display.stored.transposed
    chain.fit(from: upright, geometry, colour: plan.target, format)
    if let strength = edits.sharpen { chain.add([strength.sharpening]) }
    if edits.watermark != nil { chain.overlay(in: geometry.size) }
    if let captions = edits.captions, captions.isBurntIn {
      guard FFmpegBuild.hasFilter("subtitles") else {
        throw FootageError(
          .unsupported, path: captions.path,
          "\(captions.path): this FFmpeg was built without libass and cannot draw captions; leave "
            + "out --burn-in, and they become a track.")
      }
      chain.add(["subtitles=filename=\(FilterText.escaped(captions.path))"])
    }
    if edits.fadeIn > 0 { chain.add(["fade=t=in:st=0:d=\(edits.fadeIn)"]) }
    if edits.fadeOut > 0 {
      let start = max(0, rate.duration - edits.fadeOut)
      chain.add(["fade=t=out:st=\(start):d=\(edits.fadeOut)"])
    }
    var palette: FoundPalette?
    if wish.codec == .gif {
      switch way {
      case .held: chain.reduceToPalette()
      case .sought: chain.choosePalette()
      case .found(let known):
        palette = known
        chain.reduce(toPaletteOf: edits.watermark == nil ? 1 : 2)
      }
    }
    self.palette = palette
    filters = chain.text
    var notes = scan.notes
    if let assumption = plan.assumption { notes.append(assumption) }
    if plan.way == .tones {
      notes.append("The source has a high dynamic range; its tones were mapped to BT.709's.")
    }
    // Nearly all GIFs could be transparent, and nearly none is.
    let canBeClear =
      stream.pixelFormat.hasAlpha && stream.codec != "gif"
      && stream.pixelFormat.description != "pal8"
    // WebM has a second picture for it, which FFmpeg's own decoders pass over.
    if canBeClear && !format.hasAlpha || stream.tags["alpha_mode"] == "1" {
      notes.append("The source's transparency is left out.")
    }
    if plan.keepsHighRange, (format.bitDepth ?? 8) < 10 {
      notes.append(
        "The source has a high dynamic range, and 8 bits show it in bands; "
          + "--set video.pixel_format=source keeps its own.")
    }
    if rate.isSmooth { notes.append("Frames in between were made by motion.") }
    let late = rate.leftOut(of: source.unevenTimes, speed: edits.speed)
    if late > 0 {
      notes.append(
        "The source's frames come at uneven times; \(late) of its \(source.unevenTimes.count) were left "
          + "out to make \(rate.rate.framesPerSecond.rounded(toPlaces: 3)) a second of them.")
    }
    self.notes = notes
  }
}

extension PixelFormat {
  /// Whether colours are stored at half the size across, and down.
  var chromaHalves: (across: Bool, down: Bool) {
    let name = description
    let isQuartered = name.contains("420") || name == "nv12" || name == "p010le"
    return (isQuartered || name.contains("422"), isQuartered)
  }
}

extension DeliveryEdits.Strength {
  /// hqdn3d's own default is "medium".
  fileprivate var denoising: String {
    switch self {
    case .light: "hqdn3d=2:1.5:3:2.25"
    case .medium: "hqdn3d=4:3:6:4.5"
    case .strong: "hqdn3d=8:6:12:9"
    }
  }

  fileprivate var sharpening: String {
    switch self {
    case .light: "unsharp=5:5:0.4:5:5:0"
    case .medium: "unsharp=5:5:0.8:5:5:0"
    case .strong: "unsharp=5:5:1.4:5:5:0"
    }
  }
}
