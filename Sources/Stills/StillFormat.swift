/// The kinds of picture files that are read.
public enum StillFormat: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible
{
  /// JPEG, baseline or progressive.
  case jpeg
  /// PNG, any depth and colour type.
  case png
  /// WebP, lossy or lossless.
  case webp
  /// GIF.
  case gif
  /// Windows bitmap.
  case bmp
  /// TIFF.
  case tiff
  /// AVIF.
  case avif
  /// HEIC and other HEIF files.
  case heic
  /// JPEG XL.
  case jpegXL = "jxl"

  /// The usual way to write it: "JPEG", "PNG", "WebP".
  public var description: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    case .gif: "GIF"
    case .bmp: "BMP"
    case .tiff: "TIFF"
    case .avif: "AVIF"
    case .heic: "HEIC"
    case .jpegXL: "JPEG XL"
    }
  }

  /// The media type that servers use: "image/jpeg".
  public var mediaType: String { "image/\(rawValue)" }

  /// Endings that files of the kind usually have.
  public var fileEndings: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg"]
    case .tiff: ["tif", "tiff"]
    case .heic: ["heic", "heif"]
    default: [rawValue]
    }
  }

  /// All endings of all kinds, for shells that complete names.
  public static let allFileEndings = allCases.flatMap(\.fileEndings)
}
