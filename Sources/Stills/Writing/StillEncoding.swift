import Libav
public import Outputs
import Raster

/// How a prepared picture is written.
public struct StillEncoding: Hashable, Sendable {
  /// The kinds of files that are written; the endpoint takes all of them.
  public enum Format: String, Hashable, Sendable, Codable, CaseIterable {
    /// Every pixel as it is.
    case png
    /// Small, not exact; colours at full width.
    case jpeg
    /// Smaller, not exact.
    case webp

    /// The usual ending of a file's name.
    public var fileEnding: String { self == .jpeg ? "jpg" : rawValue }

    /// The kind that an ending stands for, without its dot.
    public init?(fileEnding: String) {
      switch fileEnding.lowercased() {
      case "png": self = .png
      case "jpg", "jpeg": self = .jpeg
      case "webp": self = .webp
      default: return nil
      }
    }
  }

  /// Where a picture came from, for the text chunks of a PNG.
  public struct Provenance: Hashable, Sendable {
    /// The name of the file, without its folder.
    public var sourceName: String
    /// The SHA-256 digest of the file.
    public var sourceDigest: String
    /// The program and its version.
    public var software: String

    /// Creates a provenance.
    public init(sourceName: String, sourceDigest: String, software: String) {
      self.sourceName = sourceName
      self.sourceDigest = sourceDigest
      self.software = software
    }
  }

  /// zlib's level where nobody asks for another: nearly as small as the smallest, several times as
  /// quick.
  public static let usualCompression = 3

  /// The kind of file.
  public var format = Format.png
  /// zlib's level, 0 to 9.
  public var compression = StillEncoding.usualCompression
  /// For JPEG and WebP, 1 to 100.
  public var quality = 92
  /// The largest file; quality is lowered until it fits.
  ///
  /// Source: MiniMax API reference, "Image to Video", `first_frame_image`: under 20 MB.
  public var maximumByteCount = 19_999_999
  /// Whether camera, lens, exposure, time, software, artist and copyright are kept; descriptions,
  /// places and serial numbers never.
  public var keepsMetadata = false
  /// Written into a PNG if given.
  public var provenance: Provenance?
  /// What the source says of its origin, which the result says as well; without the metadata, only how
  /// it came to be.
  public var label: OriginLabel?

  /// Creates the usual encoding: a PNG without text.
  public init(format: Format = .png) { self.format = format }

  /// Makes a file of a picture.
  ///
  /// - Returns: the same bytes for the same picture and encoding.
  /// - Throws: ``StillError`` `.tooManyBytes`, `.failed`; `CancellationError`.
  public func encode(_ picture: RenderedPicture) async throws -> EncodedPicture {
    try await Workshop.shared.run { cancellation in try encode(picture, cancellation) }
  }

  private func encode(
    _ picture: RenderedPicture, _ cancellation: Cancellation
  ) throws -> EncodedPicture {
    do {
      return format == .png
        ? try png(picture, cancellation) : try lossy(picture, cancellation)
    } catch let error as RasterError {
      throw StillError(.failed, picture.name, error.message)
    } catch let error as LibavError {
      try cancellation.check()
      throw StillError(.failed, picture.name, "\(error)")
    }
  }

  private func png(
    _ picture: RenderedPicture, _ cancellation: Cancellation
  ) throws -> EncodedPicture {
    let text = provenance.map { texts($0, picture) } ?? []
    for level in compression < 9 ? [compression, 9] : [9] {
      try cancellation.check()
      let bytes = labelled(
        MetadataInsertion.png(
          try PNG.encode(picture.bitmap, compression: level, text: text), exif: exif(of: picture)))
      if bytes.count <= maximumByteCount {
        return EncodedPicture(
          bytes: bytes, digest: FileDigest.sha256(of: bytes), format: .png, quality: nil,
          warnings: [])
      }
    }
    throw StillError(
      .tooManyBytes, picture.name,
      "a PNG of it has more than \(maximumByteCount) bytes; write a JPEG or WebP instead")
  }

  private func lossy(
    _ picture: RenderedPicture, _ cancellation: Cancellation
  ) throws -> EncodedPicture {
    var best: (quality: Int, bytes: [UInt8])?
    var (low, high) = (1, min(max(quality, 1), 100))
    var tried = high
    while low <= high {
      try cancellation.check()
      let bytes = labelled(try file(picture, quality: tried))
      if bytes.count <= maximumByteCount {
        best = (tried, bytes)
        low = tried + 1
      } else {
        high = tried - 1
      }
      tried = (low + high) / 2
    }
    guard let best else {
      throw StillError(
        .tooManyBytes, picture.name,
        "no quality brings it below \(maximumByteCount) bytes; choose a smaller --short-side")
    }
    let isLowered = best.quality < min(max(quality, 1), 100)
    let warning = StillWarning(
      .qualityLowered,
      "its quality was lowered to \(best.quality) to stay below \(maximumByteCount) bytes")
    return EncodedPicture(
      bytes: best.bytes, digest: FileDigest.sha256(of: best.bytes), format: format,
      quality: best.quality, warnings: isLowered ? [warning] : [])
  }

  private func file(_ picture: RenderedPicture, quality: Int) throws -> [UInt8] {
    let profile = try SRGBProfile.bytes()
    let exif = exif(of: picture)
    if format == .jpeg {
      return MetadataInsertion.jpeg(
        try PictureEncoder.encode(picture.bitmap, as: .jpeg(quality: quality)), profile: profile,
        exif: exif)
    }
    return MetadataInsertion.webp(
      try PictureEncoder.encode(picture.bitmap, as: .webp(quality: quality)),
      size: picture.bitmap.size, profile: profile, exif: exif)
  }

  private func labelled(_ file: [UInt8]) -> [UInt8] {
    guard let label else { return file }
    return (keepsMetadata ? label : label.bare).added(to: file)
  }

  private func exif(of picture: RenderedPicture) -> [UInt8] {
    keepsMetadata ? picture.harmlessMetadata : []
  }

  private func texts(
    _ provenance: Provenance, _ picture: RenderedPicture
  ) -> [(key: String, value: String)] {
    [
      ("Software", provenance.software), ("Source", provenance.sourceName),
      ("Source-SHA256", provenance.sourceDigest), ("Crop", "\(picture.preparation.crop)"),
    ]
  }
}

/// A prepared picture as a file in memory.
public struct EncodedPicture: Sendable {
  /// The file's content.
  public let bytes: [UInt8]
  /// The SHA-256 digest of the content, 64 lower-case hexadecimal digits.
  public let digest: String
  /// The kind of file.
  public let format: StillEncoding.Format
  /// The quality that it was written with; nil for PNG.
  public let quality: Int?
  /// What a person should know.
  public let warnings: [StillWarning]
}
