/// How thick the strokes of a text are.
public struct TextWeight: Hashable, Sendable {
  /// The stroke's thickness as a part of a capital's height.
  public let thickness: Double

  /// Creates a weight; sensible values lie between 0.07 and 0.22.
  public init(thickness: Double) {
    self.thickness = thickness
  }

  /// Thin strokes, for large type.
  public static let light = TextWeight(thickness: 0.09)
  /// The usual weight.
  public static let regular = TextWeight(thickness: 0.118)
  /// A little stronger, for small type on pictures.
  public static let medium = TextWeight(thickness: 0.14)
  /// Strong, for headings.
  public static let bold = TextWeight(thickness: 0.18)
}
