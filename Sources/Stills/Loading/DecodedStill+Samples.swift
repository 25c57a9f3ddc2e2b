import Libav
import Raster

extension DecodedStill {
  /// Has a file decoded by whoever knows its format.
  static func samples(
    of still: ExaminedStill, _ cancellation: Cancellation
  ) throws -> (SampledPicture, ColourSource?) {
    let (bytes, name) = (still.source.bytes, still.source.name)
    switch still.facts.format {
    case .png:
      return (try inRaster(name) { () throws(RasterError) in try PNG.samples(of: bytes) }, nil)
    case .avif, .heic:
      return (try inRaster(name) { () throws(RasterError) in try HEIF.samples(of: bytes) }, nil)
    case .webp:
      let alone =
        still.header.isAnimated
        ? try firstOfAnimation(bytes, of: still.facts.storedSize, name) : bytes
      return try inLibav(alone, .webp, still, cancellation)
    case .jpeg: return (try withJPEG(still, shrink: 1, cancellation) { $0 }, nil)
    case .tiff: return (try inTIFF(still, cancellation), nil)
    case .gif:
      let (picture, colour) = try inLibav(bytes, .gif, still, cancellation)
      // The decoder paints what the first picture leaves in a colour that nobody meant to show.
      return (still.header.covered.map { picture.cleared(outside: $0) } ?? picture, colour)
    case .bmp: return try inLibav(bytes, .bmp, still, cancellation)
    case .jpegXL: return try inLibav(bytes, .jpegXL, still, cancellation)
    }
  }

  private static func inTIFF(
    _ still: ExaminedStill, _ cancellation: Cancellation
  ) throws -> SampledPicture {
    do {
      return try TIFF.samples(
        of: still.source.bytes, mostPixels: still.limits.pixelCount,
        isCancelled: { cancellation.isRaised })
    } catch {
      try cancellation.check()
      throw stillError(error, still.source.name)
    }
  }

  /// Has a JPEG decoded while something is made of it.
  static func withJPEG<Answer: Sendable>(
    _ still: ExaminedStill, shrink: Int, _ cancellation: Cancellation,
    _ body: @Sendable (SampledPicture) throws -> Answer
  ) throws -> Answer {
    try cancellation.check()
    do {
      return try JPEG.withSamples(
        of: still.source.bytes, shrink: shrink, mostPixels: still.limits.pixelCount,
        isCancelled: { cancellation.isRaised }, body)
    } catch let error as RasterError {
      try cancellation.check()
      throw stillError(error, still.source.name)
    }
  }

  private static func inRaster(
    _ name: String, _ body: () throws(RasterError) -> SampledPicture
  ) throws(StillError) -> SampledPicture {
    do {
      return try body()
    } catch {
      throw stillError(error, name)
    }
  }

  private static func stillError(_ error: RasterError, _ name: String) -> StillError {
    let code: StillError.Code =
      switch error.code {
      case .truncated: .truncated
      case .unsupported: .unsupportedFormat
      case .unsuitableSize: .tooLarge
      default: .damaged
      }
    // What is sound, only not read here, would come again as it is.
    let advice = code == .unsupportedFormat ? Advice.convert : Advice.again
    return StillError(code, name, "\(error.message); \(advice)")
  }

  private static func inLibav(
    _ bytes: [UInt8], _ format: PictureFormat, _ still: ExaminedStill,
    _ cancellation: Cancellation
  ) throws -> (SampledPicture, ColourSource?) {
    let name = still.source.name
    let decoded = Result { () throws(LibavError) in
      try PictureDecoder.decode(
        bytes, as: format, mostPixels: still.limits.pixelCount, cancellation)
    }
    switch decoded {
    case .success(let result):
      return (result.picture, result.profile.map { .profile($0) })
    case .failure(let error):
      try cancellation.check()
      // A decoder's own words about damage are places inside it, which help nobody.
      let reason =
        error.code == .damaged
        ? "the picture is damaged inside" : "the picture cannot be decoded (\(error.reason))"
      let code = code(for: error)
      let advice = code == .unsupportedFormat ? Advice.convert : Advice.again
      throw StillError(code, name, "\(reason); \(advice)")
    }
  }

  private static func code(for error: LibavError) -> StillError.Code {
    switch error.code {
    case .unsupported: .unsupportedFormat
    case .missing: .unreadable
    default: .damaged
    }
  }

  /// The first picture of an animated WebP as a file of its own.
  ///
  /// Source: RFC 9649, section 2.7.1.1: `ANMF` is 16 bytes of place, size and manner, then chunks.
  private static func firstOfAnimation(
    _ bytes: [UInt8], of canvas: PixelSize, _ name: String
  ) throws(StillError) -> [UInt8] {
    guard let frame = StillHeader.webpChunks(in: bytes[...]).first(where: { $0.name == "ANMF" }),
      frame.content.count > 24
    else {
      throw StillError(.damaged, name, "the animation has no pictures; \(Advice.again)")
    }
    let head = frame.content.prefix(16)
    func side(_ place: Int) -> Int {
      head.dropFirst(place).prefix(3).reversed().reduce(0) { $0 << 8 | Int($1) } + 1
    }
    guard PixelSize(width: side(6), height: side(9)) == canvas else {
      throw StillError(
        .unsupportedFormat, name,
        "the first picture of the animation fills only a part of it; \(Advice.convert)")
    }
    let picture = frame.content.dropFirst(16)
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      Array(name.utf8) + little(content.count, 4) + content
    }
    let hasAlpha = picture.starts(with: "ALPH".utf8)
    let extended = chunk(
      "VP8X", [hasAlpha ? 0x10 : 0, 0, 0, 0] + Array(head.dropFirst(6).prefix(6)))
    let body = Array("WEBP".utf8) + (hasAlpha ? extended : []) + Array(picture)
    return Array("RIFF".utf8) + little(body.count, 4) + body
  }
}
