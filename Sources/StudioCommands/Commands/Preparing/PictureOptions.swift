public import ArgumentParser
import Raster
public import Stills

extension Gravity: ExpressibleByArgument {}
extension FitMode: ExpressibleByArgument {}
extension StillEncoding.Format: ExpressibleByArgument {}

extension Backdrop: ExpressibleByArgument {
  /// Reads "blur", "edge" or a colour.
  public init?(argument: String) { self.init(argument) }

  /// The backdrop as one would write it, for help texts.
  public var defaultValueDescription: String { description }
}

extension PictureArea: ExpressibleByArgument {
  /// Reads "X,Y,W,H".
  public init?(argument: String) { self.init(argument) }
}

extension PicturePoint: ExpressibleByArgument {
  /// Reads "X,Y".
  public init?(argument: String) { self.init(argument) }
}

/// The shape that is asked for on the command line.
enum WantedAspect: ExpressibleByArgument, Equatable {
  case keep
  case ratio(AspectRatio)
  /// That of another picture; nil for the first of those given.
  case match(String?)

  init?(argument: String) {
    if argument == "keep" {
      self = .keep
    } else if argument.hasPrefix("match:") {
      let name = String(argument.dropFirst("match:".count))
      guard !name.isEmpty else { return nil }
      self = .match(name.lowercased() == "first" ? nil : name)
    } else {
      guard let ratio = AspectRatio(argument) else { return nil }
      self = .ratio(ratio)
    }
  }
}

/// How pictures are cut, scaled and written.
struct PictureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The shape: 16:9 and the like, keep (the picture's own, within 2:5 and 5:2), match:FIRST"
        + " or match:FILE (that of the first picture, or of another).", valueName: "shape"))
  var aspect = WantedAspect.keep

  @Option(
    help: "cover cuts, contain and blur show all on a background, stretch distorts.")
  var fit = FitMode.cover

  @Option(help: "Which part is kept; smart looks for what draws the eye.")
  var gravity = Gravity.center

  @Option(
    help: ArgumentHelp(
      "The part to start from, in upright pixels or percent.", valueName: "x,y,w,h"))
  var crop: PictureArea?

  @Option(help: ArgumentHelp("The point that must stay in.", valueName: "x,y"))
  var focus: PicturePoint?

  @Option(help: ArgumentHelp("The smaller side of the result.", valueName: "pixels"))
  var shortSide = 512

  @Option(help: ArgumentHelp("What both sides are multiples of.", valueName: "pixels"))
  var multiple = 2

  @Option(
    help: ArgumentHelp(
      "What lies behind clear pictures and beside whole ones: #rrggbb, white, black, grey, blur or"
        + " edge.",
      valueName: "backdrop"))
  var background = Backdrop.white

  @Flag(inversion: .prefixedNo, help: "Scale by light, as lenses do, or by stored values.")
  var linear = true

  @Option(help: ArgumentHelp("Raise edges after scaling, 0 to 2.", valueName: "amount"))
  var sharpen = 0.0

  @Option(
    help: ArgumentHelp(
      "Refuse larger pictures; a whole number from 1 to 1000.", valueName: "number"))
  var maxMegapixels = 200

  func validate() throws {
    guard (2...4096).contains(shortSide) else {
      throw ValidationError("--short-side must be from 2 to 4096 pixels.")
    }
    guard (1...256).contains(multiple) else {
      throw ValidationError("--multiple must be from 1 to 256 pixels.")
    }
    guard (0...2).contains(sharpen) else { throw ValidationError("--sharpen must be from 0 to 2.") }
    guard (1...1000).contains(maxMegapixels) else {
      throw ValidationError("--max-megapixels must be from 1 to 1000.")
    }
    if case .ratio(let ratio) = aspect, !Fit.hailuoAspects.contains(ratio) {
      throw ValidationError(
        "--aspect is \(ratio); no clip is made at that, choose a ratio from 2:5 (tall) to 5:2 (wide)."
      )
    }
  }

  var limits: StillLimits { StillLimits(pixelCount: maxMegapixels * 1_000_000) }

  /// The options for one picture.
  ///
  /// - Parameter aspect: the shape to bring it to; nil for its own.
  func options(aspect: AspectRatio?) -> PrepareOptions {
    var options = PrepareOptions(
      aspect: aspect?.clamped(to: Fit.hailuoAspects), shortSide: shortSide, background: background)
    options.multiple = multiple
    options.fit = fit
    options.gravity = gravity
    options.crop = crop
    options.focus = focus
    options.isLinear = linear
    options.sharpening = sharpen
    options.limits = limits
    return options
  }
}

/// What kind of file is written.
struct EncodingOptions: ParsableArguments {
  @Option(help: "The kind of file; without it the ending of --output decides, and PNG.")
  var format: StillEncoding.Format?

  @Option(
    help: ArgumentHelp(
      "Lower the quality until a file fits: 8MB, 500kB or bytes; 1000 bytes at least.",
      valueName: "size"))
  var maxBytes = FileSize(bytes: 19_999_999)

  @Option(help: ArgumentHelp("For JPEG and WebP, 1 to 100.", valueName: "number"))
  var quality = 92

  @Option(help: ArgumentHelp("For PNG: 0 (none) to 9 (smallest).", valueName: "level"))
  var compression = StillEncoding.usualCompression

  @Flag(
    help: ArgumentHelp(
      "Keep camera, lens, exposure, time, software, artist and copyright; never descriptions,"
        + " places or serial numbers."))
  var keepMetadata = false

  func validate() throws {
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality must be from 1 to 100.")
    }
    guard (0...9).contains(compression) else {
      throw ValidationError("--compression must be from 0 to 9.")
    }
  }

  /// The encoding for a result, by its name where nothing else was asked for.
  func encoding(of output: String?) throws -> StillEncoding {
    let named = output.map { FileEnding(of: $0).description }
    var encoding = StillEncoding(
      format: format ?? named.flatMap { StillEncoding.Format(fileEnding: $0) } ?? .png)
    if let output, let named, StillEncoding.Format(fileEnding: named) != encoding.format {
      throw ValidationError(
        "--output is \(output); what is written is a \(encoding.format.rawValue.uppercased()), so"
          + " end the name in .\(encoding.format.fileEnding).")
    }
    encoding.maximumByteCount = maxBytes.bytes
    encoding.quality = quality
    encoding.compression = compression
    encoding.keepsMetadata = keepMetadata
    return encoding
  }
}
