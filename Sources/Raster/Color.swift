/// A colour in sRGB with straight (not premultiplied) alpha, eight bits a part.
public struct Color: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Red, 0 to 255.
  public let red: UInt8
  /// Green, 0 to 255.
  public let green: UInt8
  /// Blue, 0 to 255.
  public let blue: UInt8
  /// Opacity, 0 (clear) to 255 (opaque).
  public let alpha: UInt8

  /// Creates a colour, opaque unless told otherwise.
  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// Creates a grey, opaque unless told otherwise.
  public init(grey: UInt8, alpha: UInt8 = 255) {
    self.init(red: grey, green: grey, blue: grey, alpha: alpha)
  }

  /// Reads "#rrggbb" or "#rgb", with or without the "#", or the words "white", "black" and "grey".
  public init?(_ text: String) {
    switch text.lowercased() {
    case "white": self = .white
    case "black": self = .black
    case "grey", "gray": self = Color(grey: 128)
    case let name:
      let digits = name.hasPrefix("#") ? name.dropFirst() : name[...]
      let nibbles = digits.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
      guard nibbles.count == digits.count, nibbles.count == 3 || nibbles.count == 6 else {
        return nil
      }
      let full = nibbles.count == 6 ? nibbles : nibbles.flatMap { [$0, $0] }
      let bytes = stride(from: 0, to: 6, by: 2).map { UInt8(full[$0] * 16 + full[$0 + 1]) }
      self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
    }
  }

  /// Opaque white.
  public static let white = Color(grey: 255)
  /// Opaque black.
  public static let black = Color(grey: 0)
  /// No colour at all.
  public static let clear = Color(grey: 0, alpha: 0)

  /// The same colour at another opacity, 0 to 1.
  public func opacity(_ opacity: Double) -> Color {
    Color(
      red: red, green: green, blue: blue,
      alpha: UInt8((min(max(opacity, 0), 1) * 255).rounded()))
  }

  /// The colour as "#rrggbb", followed by the alpha if it is not opaque.
  public var description: String {
    let parts = alpha == 255 ? [red, green, blue] : [red, green, blue, alpha]
    return parts.reduce(into: "#") { text, part in
      text += (part < 16 ? "0" : "") + String(part, radix: 16)
    }
  }
}
