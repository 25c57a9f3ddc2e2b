/// A digest over what a file was made from: how it was made, and the digests of its inputs in order.
public struct InputsDigest: Hashable, Sendable, CustomStringConvertible {
  /// 64 hexadecimal digits.
  public let description: String

  /// A digest of a way of making and its inputs.
  ///
  /// - Parameters:
  ///   - recipe: what is done, with its settings and their version: `concat 1`.
  ///   - inputs: the SHA-256 of each input, in the order they are used.
  public init(recipe: String, inputs: [String]) {
    var text = CanonicalText("hailuo-studio inputs 1")
    text.add("recipe", recipe)
    for input in inputs { text.add("input", input) }
    description = text.sha256
  }
}

extension InputsDigest: Codable {
  /// Reads the digits.
  public init(from decoder: any Decoder) throws {
    description = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes the digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
