/// Which part of a picture is kept when some of it has to go.
public enum Gravity: String, Hashable, Sendable, Codable, CaseIterable {
  /// The middle.
  case center
  /// The upper edge, in the middle from left to right.
  case top
  /// The lower edge.
  case bottom
  /// The left edge.
  case left
  /// The right edge.
  case right
  /// Where most of what draws the eye is.
  case smart
}
