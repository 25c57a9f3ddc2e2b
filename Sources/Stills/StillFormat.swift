/// The kinds of picture files that are read; they are the ones that the endpoint takes, too.
///
/// Source: MiniMax API reference, "Image to Video", `first_frame_image`: JPG, JPEG, PNG, WebP.
public enum StillFormat: String, Hashable, Sendable, Codable, CaseIterable, CustomStringConvertible
{
  /// JPEG, baseline or progressive.
  case jpeg
  /// PNG, any depth and colour type.
  case png
  /// WebP, lossy or lossless.
  case webp

  /// The usual way to write it: "JPEG", "PNG", "WebP".
  public var description: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    }
  }

  /// The media type that servers use: "image/jpeg".
  public var mediaType: String { "image/\(rawValue)" }
}
