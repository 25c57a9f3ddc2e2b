import Libav
import Raster

/// Filters one after another, and what pictures are like behind the last of them.
struct FilterChain {
  private var chains: [String] = []
  private var steps: [String] = []
  private var start = "[in0]"
  private var colour: ColourTags
  private var format: PixelFormat
  private var labels = 0

  init(colour: ColourTags, format: PixelFormat) {
    self.colour = colour
    self.format = format
  }

  /// The whole from `[in0]` to `[out]`; nil when there is nothing in it.
  var text: String? {
    guard !chains.isEmpty || !steps.isEmpty else { return nil }
    let last = start + (steps.isEmpty ? "null" : steps.joined(separator: ",")) + "[out]"
    return (chains + [last]).joined(separator: ";")
  }

  mutating func add(_ filters: [String]) { steps += filters }

  private mutating func label() -> String {
    labels += 1
    return "[l\(labels)]"
  }

  /// Ends the chain so far in labels of its own.
  private mutating func branch(into count: Int) -> [String] {
    let names = (0..<count).map { _ in label() }
    steps.append(count == 1 ? "null" : "split=\(count)")
    chains.append(start + steps.joined(separator: ",") + names.joined())
    steps = []
    return names
  }

  /// Scales in numbers, not in light, and converts matrix, range and format on the way.
  ///
  /// Tags alone convert nothing: the matrix and the range are named on both sides.
  private static func scale(
    to size: PixelSize?, from source: ColourTags, _ sourceFormat: PixelFormat,
    to target: ColourTags, _ format: PixelFormat
  ) -> String {
    let kernel = size == nil ? "bicubic" : "lanczos"
    let sizeText = size.map { "\($0.width):\($0.height):" } ?? ""
    var text = "scale=\(sizeText)flags=\(kernel)+accurate_rnd+full_chroma_int+full_chroma_inp"
    if !sourceFormat.isRGB { text += ":in_color_matrix=\(source.scaleName)" }
    text += ":in_range=\(source.isFullRange ? "pc" : "tv")"
    if !format.isRGB { text += ":out_color_matrix=\(target.scaleName)" }
    text += ":out_range=\(target.isFullRange ? "pc" : "tv")"
    return text + ",format=\(format)"
  }

  /// Brings wide or bright colours to BT.709's lights.
  ///
  /// - Throws: ``FootageError`` `.unsupported` without the filters it takes.
  mutating func convertLight(
    to target: ColourTags, isHighRange: Bool, _ wanted: PixelFormat, _ path: String
  ) throws(FootageError) {
    guard FFmpegBuild.hasFilter("zscale"), !isHighRange || FFmpegBuild.hasFilter("tonemap") else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): its colours go beyond BT.709, and this FFmpeg was built without zimg, which "
          + "brings them down; keep them with --set video.color=source.")
    }
    let source =
      "tin=\(colour.transferName ?? "bt709"):pin=\(colour.primariesName ?? "bt709")"
      + ":min=\(colour.matrixName ?? "bt709"):rin=\(colour.isFullRange ? "full" : "limited")"
    let between = (wanted.bitDepth ?? 8) > 8 ? "yuv444p10le" : "yuv444p"
    if isHighRange {
      steps.append(
        "zscale=\(source):\(HighRange.toneMap),zscale=t=bt709:m=bt709:r=limited:d=error_diffusion")
    } else {
      steps.append("zscale=\(source):p=bt709:t=bt709:m=bt709:r=limited")
    }
    steps.append("format=\(between)")
    colour = target
    format = PixelFormat(name: between) ?? .yuv420p
  }

  /// Looks every colour up in a table, which speaks of red, green and blue.
  mutating func apply(table path: String) {
    let isDeep = (format.bitDepth ?? 8) > 8
    let planes = PixelFormat(name: isDeep ? "gbrp10le" : "gbrp") ?? .rgb24
    if !format.isRGB {
      steps.append(FilterChain.scale(to: nil, from: colour, format, to: .rgb, planes))
    }
    steps.append("lut3d=file=\(FilterText.escaped(path)):interp=tetrahedral")
    colour = .rgb
    format = planes
  }

  /// Brings pictures to their size, colours and format.
  ///
  /// - Parameter stored: the size that they have, upright.
  mutating func fit(
    from stored: PixelSize, _ geometry: PictureGeometry, colour target: ColourTags,
    _ wanted: PixelFormat
  ) {
    let isConverted =
      wanted != format || colour.isFullRange != target.isFullRange
      || (!format.isRGB && colour.matrixName != target.matrixName)
    let isScaled = geometry.drawn != stored
    func scale(to size: PixelSize?) -> String {
      FilterChain.scale(to: size, from: colour, format, to: target, wanted)
    }
    let (size, drawn) = (geometry.size, geometry.drawn)
    switch geometry.fill {
    case .none:
      if isScaled || isConverted { steps.append(scale(to: isScaled ? drawn : nil)) }
      if drawn != size {
        let (x, y) = (max(0, drawn.width - size.width) / 2, max(0, drawn.height - size.height) / 2)
        // Colours are stored for two pixels at a time: the cut lies between such pairs.
        steps.append("crop=\(size.width):\(size.height):\(x & ~1):\(y & ~1)")
      }
    case .colour(let text):
      steps.append(scale(to: isScaled ? drawn : nil))
      let (x, y) = geometry.offset
      steps.append(
        "pad=\(size.width):\(size.height):\(x):\(y):color=\(PadColour(text).text(in: target))")
    case .blur:
      let names = branch(into: 2)
      let (behind, front) = (label(), label())
      // A quarter of the size is plenty for what is blurred.
      let (width, height) = (max(2, size.width / 8 * 2), max(2, size.height / 8 * 2))
      chains.append(
        names[0] + scale(to: PixelSize(width: width, height: height).covered(by: stored))
          + ",crop=\(width):\(height),gblur=sigma=\(Double(min(width, height)) / 24)"
          + ",scale=\(size.width):\(size.height):flags=bicubic,eq=brightness=-0.08" + behind)
      chains.append(names[1] + scale(to: isScaled ? drawn : nil) + front)
      start = behind + front
      let (x, y) = geometry.offset
      steps.append("overlay=\(x):\(y):format=\(FilterChain.overlayFormat(wanted))")
      steps.append("format=\(wanted)")
    }
    if isScaled || !steps.isEmpty || !chains.isEmpty {
      let aspect = geometry.sampleAspect
      steps.append("setsar=\(aspect.numerator)/\(aspect.denominator)")
    }
    colour = target
    format = wanted
  }

  private static func overlayFormat(_ format: PixelFormat) -> String {
    let name = format.description
    if format.isRGB { return "gbrp" }
    let isDeep = (format.bitDepth ?? 8) > 8
    if name.contains("444") { return "yuv444" }
    if name.contains("422") { return isDeep ? "yuv422p10" : "yuv422" }
    return isDeep ? "yuv420p10" : "yuv420"
  }

  /// Lays the second input over the lower right corner, a fifth of the width at most.
  mutating func overlay(in size: PixelSize) {
    let base = branch(into: 1)[0]
    let mark = label()
    let margin = max(2, min(size.width, size.height) / 40 * 2)
    var matrix = ""
    if !format.isRGB {
      matrix = ":out_color_matrix=\(colour.scaleName):out_range=\(colour.isFullRange ? "pc" : "tv")"
    }
    let wanted = format.isRGB ? "gbrap" : "yuva444p"
    chains.append(
      "[in1]scale=w='min(iw,\(size.width / 5))':h=-2:flags=lanczos\(matrix),format=\(wanted)" + mark
    )
    start = base + mark
    steps.append(
      "overlay=x=W-w-\(margin):y=H-h-\(margin):eof_action=repeat"
        + ":format=\(FilterChain.overlayFormat(format))")
    steps.append("format=\(format)")
  }

  private static let usePalette = "paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle"
  private static let findPalette = "palettegen=stats_mode=diff"

  /// Finds 256 colours for all pictures together, and stores what changes.
  ///
  /// All pictures wait in memory until the last one has been seen.
  mutating func reduceToPalette() {
    let names = branch(into: 2)
    let palette = label()
    chains.append(names[0] + FilterChain.findPalette + palette)
    start = names[1] + palette
    steps = [FilterChain.usePalette]
  }

  /// Finds the colours, and lets nothing else through.
  mutating func choosePalette() { steps.append(FilterChain.findPalette) }

  /// Stores what changes in colours that were found before, and come by an input of their own.
  mutating func reduce(toPaletteOf input: Int) {
    start = branch(into: 1)[0] + "[in\(input)]"
    steps = [FilterChain.usePalette]
  }
}

extension PixelSize {
  /// The size that a picture of another shape is drawn at to cover this one, even.
  fileprivate func covered(by other: PixelSize) -> PixelSize {
    let scale = max(
      Double(width) / Double(other.width), Double(height) / Double(other.height))
    func side(_ own: Int, _ least: Int) -> Int {
      max(least, Int((Double(own) * scale / 2).rounded(.up)) * 2)
    }
    return PixelSize(width: side(other.width, width), height: side(other.height, height))
  }
}
