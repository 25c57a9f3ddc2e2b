public import Raster

/// What shows where a picture is clear, and beside it.
public enum Backdrop: Hashable, Sendable, CustomStringConvertible {
  /// One colour.
  case color(Color)
  /// A blurred enlargement of the picture itself.
  case blur
  /// The picture's own edge, drawn out.
  case edge

  /// White, as pages and viewers show clear pictures; black is what surprises people.
  public static let white = Backdrop.color(.white)

  /// Reads "blur", "edge", or a colour as ``Raster/Color`` reads it.
  public init?(_ text: String) {
    switch text.lowercased() {
    case "blur": self = .blur
    case "edge": self = .edge
    default:
      guard let color = Color(text) else { return nil }
      self = .color(color)
    }
  }

  /// The colour as "#rrggbb", "blur" or "edge".
  public var description: String {
    switch self {
    case .color(let color): "\(color)"
    case .blur: "blur"
    case .edge: "edge"
    }
  }
}
