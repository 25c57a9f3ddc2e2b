import Libav
public import Outputs
public import Raster

/// Pictures as files of several kinds.
public enum PictureFile {
  /// A kind of picture file.
  public enum Format: String, Sendable, CaseIterable {
    /// Exact, and large.
    case png
    /// For everything that shows pictures.
    case jpeg
    /// Smaller; for browsers.
    case webp
    /// Smallest; for browsers since about 2021.
    case avif

    /// The kind that a file's name says by its ending; nil for any other.
    public init?(named path: String) {
      let name = path.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: ".") else { return nil }
      switch name[name.index(after: dot)...].lowercased() {
      case "png": self = .png
      case "jpg", "jpeg": self = .jpeg
      case "webp": self = .webp
      case "avif": self = .avif
      default: return nil
      }
    }

    /// What names of such files end in, with the dot.
    public var ending: String { self == .jpeg ? ".jpg" : "." + rawValue }
  }

  /// Writes a picture, whole or not at all.
  ///
  /// - Parameters:
  ///   - quality: 1 to 100, for kinds that lose something.
  ///   - label: of what it shows, put into PNG and JPEG files; nil when nothing is known of it.
  /// - Throws: ``FootageError`` `.unsupported` when this FFmpeg has no such encoder; `OutputError`.
  public static func write(
    _ bitmap: Bitmap, as format: Format, to path: String, replacing: Bool, quality: Int = 88,
    label: OriginLabel? = nil
  ) throws {
    guard bitmap.size.pixelCount <= PNG.maximumPixelCount else {
      throw FootageError(
        .unsupported, path: path,
        "\(path): a picture of \(bitmap.size) pixels has more than the "
          + "\(PNG.maximumPixelCount / 1_000_000) megapixels that are written; ask for a smaller one."
      )
    }
    do {
      switch format {
      case .png:
        let bytes = try PNG.encode(bitmap, isQuick: true)
        try AtomicOutput.write(label?.added(to: bytes) ?? bytes, to: path, replacing: replacing)
      case .jpeg:
        let bytes = try PictureEncoder.encode(bitmap, as: .jpeg(quality: quality))
        try AtomicOutput.write(label?.added(to: bytes) ?? bytes, to: path, replacing: replacing)
      case .webp:
        let bytes = try PictureEncoder.encode(bitmap, as: .webp(quality: quality))
        try AtomicOutput.write(bytes, to: path, replacing: replacing)
      case .avif:
        let output = try AtomicOutput.begin(at: path, replacing: replacing)
        try AnimationWriter.writeAVIF(
          [AnimationFrame(bitmap: bitmap, ticks: 0)], ticksPerSecond: 25, quality: quality,
          to: output.temporaryPath, Cancellation())
        try output.commit()
      }
    } catch let error as LibavError {
      throw FootageError(error, path: path)
    }
  }
}
