/// How a picture of one shape becomes a picture of another.
public enum FitMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Fills the shape; what does not fit is cut off.
  case cover
  /// Shows all of the picture; the rest is background.
  case contain
  /// Shows all of the picture; the rest is a blurred enlargement of it.
  case blur
  /// Shows all of the picture, distorted.
  case stretch
}
