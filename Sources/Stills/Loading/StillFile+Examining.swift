import Outputs
import Raster

/// A file whose header was read and judged.
struct ExaminedStill {
  let source: StillBytes
  let header: StillHeader
  let facts: StillFacts
  let limits: StillLimits
}

extension StillFile {
  /// Judges a file as far as that is possible without decoding.
  static func examine(
    _ source: StillBytes, limits: StillLimits = StillLimits()
  ) throws(StillError) -> ExaminedStill {
    let (bytes, path) = (source.bytes, source.name)
    guard !bytes.isEmpty else {
      throw StillError(.empty, path, "the file is empty; \(Advice.give)")
    }
    let format = try format(of: bytes, path)
    let header: StillHeader
    do {
      header = try StillHeader.read(bytes, as: format)
    } catch {
      throw refusal(of: error, format, byteCount: bytes.count, path)
    }
    try requireSuitable(header.size, byteCount: bytes.count, limits, path)
    return ExaminedStill(
      source: source, header: header,
      facts: StillFacts(
        format: format, byteCount: bytes.count, storedSize: header.size,
        orientation: header.orientation, isAnimated: header.isAnimated),
      limits: limits)
  }

  /// Reads a file that is not too long.
  static func bytes(
    of path: String, limits: StillLimits = StillLimits()
  ) throws(StillError) -> StillBytes {
    let byteCount = try onDisk { () throws(OutputError) in try WholeFile.size(of: path) }
    guard byteCount <= limits.byteCount else {
      throw StillError(
        .tooLarge, path,
        "the file has \(byteCount) bytes, and at most \(limits.byteCount / 1_000_000) million are"
          + " read; make the picture smaller first")
    }
    let bytes = try onDisk { () throws(OutputError) in
      try WholeFile.bytes(of: path, limit: limits.byteCount)
    }
    return StillBytes(name: path, bytes: bytes)
  }

  private static func requireSuitable(
    _ size: PixelSize, byteCount: Int, _ limits: StillLimits, _ path: String
  ) throws(StillError) {
    guard size.pixelCount <= limits.pixelCount else {
      throw StillError(
        .tooLarge, path,
        "the picture is \(size) pixels, and at most"
          + " \(limits.pixelCount / 1_000_000) megapixels are read; make it smaller first")
    }
    let isPlausible =
      size.pixelCount <= StillLimits.harmlessPixelCount
      || size.pixelCount / StillLimits.pixelsPerByte <= byteCount
    guard isPlausible else {
      throw StillError(
        .tooLarge, path,
        "the file has \(byteCount) bytes and claims to be \(size) pixels, which no picture of"
          + " anything is; \(Advice.again)")
    }
  }

  private static func onDisk<R>(_ body: () throws(OutputError) -> R) throws(StillError) -> R {
    do {
      return try body()
    } catch {
      throw StillError(.unreadable, subject: error.path, message: error.message)
    }
  }

  private static func format(
    of bytes: [UInt8], _ path: String
  ) throws(StillError) -> StillFormat {
    switch FileKind(of: bytes) {
    case .still(let format): return format
    case .otherPicture(let name):
      throw StillError(
        .unsupportedFormat, path, "this is \(name), which is not read; \(Advice.convert)")
    case .video:
      throw StillError(
        .video, path, "this is a video; say which of its pictures is meant, such as --at 1.5")
    case .somethingElse(let name):
      let whatever = FileKind.isNamedLikePicture(path) ? ", whatever its name says" : ""
      throw StillError(.notAPicture, path, "this is \(name)\(whatever); \(Advice.give)")
    case .unknown:
      throw StillError(
        .notAPicture, path, "this is no picture of a kind that is known here; \(Advice.give)")
    }
  }

  private static func refusal(
    of problem: StillHeader.Problem, _ format: StillFormat, byteCount: Int, _ path: String
  ) -> StillError {
    switch problem {
    case .truncated:
      StillError(
        .truncated, path,
        "the \(format) ends after \(byteCount) bytes, before its picture is complete;"
          + " copy or download it again")
    case .damaged(let what):
      StillError(.damaged, path, "the \(format) \(what); \(Advice.again)")
    case .unsupported(let what):
      StillError(.unsupportedFormat, path, "the \(format) \(what); \(Advice.convert)")
    }
  }
}
