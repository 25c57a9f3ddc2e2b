import Outputs
import Raster

extension StillFile {
  /// Reads a file and judges it as far as that is possible without decoding.
  static func examine(
    _ path: String
  ) throws(StillError) -> (facts: StillFacts, bytes: [UInt8]) {
    let bytes = try bytes(of: path)
    let format = try format(of: bytes, path)
    let header: StillHeader
    do {
      header = try StillHeader.read(bytes, as: format)
    } catch {
      throw refusal(of: error, format, byteCount: bytes.count, path)
    }
    guard !header.isAnimated else {
      throw StillError(
        .animated, path,
        "this \(format) is an animation, and which of its pictures is meant cannot be known;"
          + " save one of them as PNG and give that")
    }
    guard header.size.pixelCount <= PNG.maximumPixelCount else {
      throw StillError(
        .tooLarge, path,
        "the picture is \(header.size) pixels, and at most"
          + " \(PNG.maximumPixelCount / 1_000_000) megapixels are read; make it smaller first")
    }
    let facts = StillFacts(
      format: format, byteCount: bytes.count, storedSize: header.size,
      orientation: header.orientation)
    return (facts, bytes)
  }

  private static func bytes(of path: String) throws(StillError) -> [UInt8] {
    let byteCount = try onDisk { () throws(OutputError) in try WholeFile.size(of: path) }
    guard byteCount > 0 else {
      throw StillError(.empty, path, "the file is empty; \(Advice.give)")
    }
    guard byteCount <= maximumByteCount else {
      throw StillError(
        .tooLarge, path,
        "the file has \(byteCount) bytes, and at most \(maximumByteCount / 1_000_000) million are"
          + " read; make the picture smaller first")
    }
    return try onDisk { () throws(OutputError) in
      try WholeFile.bytes(of: path, limit: maximumByteCount)
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
    }
  }
}
