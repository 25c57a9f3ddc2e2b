/// How the pixels of a TIFF are stored; pure rules.
struct TIFFKind: Hashable, Sendable {
  /// What the numbers of a pixel are.
  enum Meaning: Hashable, Sendable {
    case grey, rgb, inks
    /// Black is the highest number.
    case invertedGrey
    /// Places in a list of colours.
    case palette
    /// What libtiff itself has to turn into red, green and blue.
    case converted
  }

  let meaning: Meaning
  /// Numbers a pixel, whatever they are.
  let channelCount: Int
  /// Bits a number.
  let bits: Int
  /// Whether one of the channels is alpha, which follows the colours.
  let hasAlpha: Bool
  let isPremultiplied: Bool
  /// Whether each channel is stored for itself.
  let isPlanar: Bool

  /// Channels that are stored and kept.
  var keptCount: Int { colourCount + (hasAlpha ? 1 : 0) }

  /// Channels of colour as they are stored.
  var colourCount: Int {
    switch meaning {
    case .grey, .invertedGrey, .palette: 1
    case .rgb, .converted: 3
    case .inks: 4
    }
  }

  /// What the channels are when they have been read.
  var space: ColourSpace {
    switch meaning {
    case .grey, .invertedGrey: .grey
    case .rgb, .palette, .converted: .rgb
    case .inks: .cmyk
    }
  }

  /// Bits a number when it has been read.
  var readBits: Int { bits > 8 && meaning != .palette ? 16 : 8 }
}

extension TIFFKind {
  /// What a file says of its pixels, by the numbers of TIFF 6.0.
  struct Tags {
    var photometric = 0
    var compression = 1
    var bits = 1
    var sampleFormat = 1
    var channelCount = 1
    var extraCount = 0
    var firstExtra = 0
    /// Whether the file has more channels than it names.
    var hasUntoldChannels = false
    var isPlanar = false
    var inkSet = 1
    var isRaw = false
    /// Whether libtiff knows how to undo the compression.
    var isReadable = true
  }

  private static let jpeg = 7

  /// Judges a file.
  ///
  /// Source: TIFF 6.0, sections 3 to 8, 16, 18, 20 to 23, and its technical note 2 on JPEG.
  /// - Throws: ``RasterError`` `.unsupported` or `.damaged`; the message completes "the TIFF …".
  init(_ tags: Tags) throws(RasterError) {
    try Self.requireReadable(tags)
    let isJPEG = tags.compression == Self.jpeg
    switch tags.photometric {
    case 0: meaning = .invertedGrey
    case 1: meaning = .grey
    case 2: meaning = .rgb
    case 3: meaning = .palette
    case 5: meaning = .inks
    // libjpeg gives red, green and blue where they lie side by side.
    case 6 where isJPEG && !tags.isPlanar: meaning = .rgb
    case 6: meaning = .converted
    // libtiff would show white as it is by another light.
    case 8, 9, 10: throw RasterError(.unsupported, "has colours of CIE L*a*b*, which are not read")
    default:
      throw RasterError(
        .unsupported, "has colours of kind \(tags.photometric), which are not read")
    }
    bits = tags.bits
    channelCount = tags.channelCount
    isPlanar = tags.isPlanar
    let colours =
      switch meaning {
      case .grey, .invertedGrey, .palette: 1
      case .rgb, .converted: 3
      case .inks: 4
      }
    guard channelCount >= colours else {
      throw RasterError(.damaged, "has \(channelCount) channels where \(colours) are needed")
    }
    // Channels that are named and are no alpha, such as masks of layers, do not show.
    let isUntold = tags.hasUntoldChannels && channelCount == colours + 1
    let isAlpha = tags.firstExtra == 1 || tags.firstExtra == 2 || isUntold
    hasAlpha =
      channelCount > colours && tags.extraCount > 0 && isAlpha && meaning != .palette
    isPremultiplied = hasAlpha && (tags.firstExtra == 1 || meaning == .converted)
    guard meaning != .palette || bits <= 8 || bits == 16 else {
      throw RasterError(.damaged, "has a palette for \(bits) bits")
    }
    guard meaning != .inks || tags.inkSet == 1 else {
      throw RasterError(.unsupported, "is in other inks than cyan, magenta, yellow and black")
    }
  }

  private static func requireReadable(_ tags: Tags) throws(RasterError) {
    if tags.isRaw {
      throw RasterError(
        .unsupported, "holds what a camera's sensor saw (DNG), which is not developed here")
    }
    // Its makers withdrew it in 1995, and every program did it differently.
    guard tags.compression != 6 else {
      throw RasterError(.unsupported, "is compressed by JPEG in the old way, which is not read")
    }
    guard tags.isReadable else {
      throw RasterError(
        .unsupported,
        "is compressed in a way (number \(tags.compression)) that this libtiff cannot undo")
    }
    guard tags.sampleFormat == 1 || tags.sampleFormat == 4,
      tags.photometric != 32_844, tags.photometric != 32_845
    else {
      let kind = tags.sampleFormat == 2 ? "numbers with a sign" : "floating-point numbers"
      throw RasterError(
        .unsupported, "has \(kind) for colours; 1 to 16 or 32 bits without a sign are read")
    }
    guard (1...16).contains(tags.bits) || tags.bits == 32 else {
      throw RasterError(.unsupported, "has \(tags.bits) bits a colour; 1 to 16 and 32 are read")
    }
    guard tags.compression != jpeg || tags.bits == 8 else {
      throw RasterError(.unsupported, "has a JPEG of \(tags.bits) bits a colour; 8 are read")
    }
    guard (1...64).contains(tags.channelCount) else {
      throw RasterError(.unsupported, "has \(tags.channelCount) channels; up to 64 are read")
    }
  }
}
