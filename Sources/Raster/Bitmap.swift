/// A picture in memory: RGBA, eight bits a part, straight alpha, sRGB.
///
/// Rows lie one after another from top to bottom without padding.
public struct Bitmap: Sendable, Hashable {
  /// Width and height.
  public let size: PixelSize
  /// Red, green, blue, alpha of each pixel, row by row; four times as many bytes as pixels.
  public internal(set) var pixels: [UInt8]

  /// Adopts pixels.
  ///
  /// - Precondition: there are exactly four bytes for each pixel of the size.
  public init(size: PixelSize, pixels: [UInt8]) {
    precondition(
      size.width >= 0 && size.height >= 0 && pixels.count == size.pixelCount * 4,
      "a bitmap of \(size) needs four bytes a pixel, not \(pixels.count) bytes")
    self.size = size
    self.pixels = pixels
  }

  /// Creates a picture of one colour.
  public init(size: PixelSize, filledWith color: Color = .clear) {
    let word = color.word
    let bytes = [UInt8](unsafeUninitializedCapacity: size.pixelCount * 4) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).bindMemory(to: UInt32.self).initialize(repeating: word)
      count = size.pixelCount * 4
    }
    self.init(size: size, pixels: bytes)
  }

  /// The width in pixels.
  public var width: Int { size.width }

  /// The height in pixels.
  public var height: Int { size.height }

  /// The colour of one pixel; the place must lie inside the picture.
  public subscript(x: Int, y: Int) -> Color {
    get {
      let index = offset(x, y)
      return Color(
        red: pixels[index], green: pixels[index + 1], blue: pixels[index + 2],
        alpha: pixels[index + 3])
    }
    set {
      let index = offset(x, y)
      pixels[index] = newValue.red
      pixels[index + 1] = newValue.green
      pixels[index + 2] = newValue.blue
      pixels[index + 3] = newValue.alpha
    }
  }

  /// Lends the bytes for reading.
  public func withPixels<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(pixels.span)
  }

  /// Lends the bytes for writing in place; nothing is copied if this is the only owner.
  public mutating func withMutablePixels<R, E: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    var span = pixels.mutableSpan
    return try body(&span)
  }

  /// Lends the bytes to C code for writing in place; nothing is copied if this is the only owner.
  public mutating func withUnsafeMutableBytes<R>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> R
  ) rethrows -> R {
    try pixels.withUnsafeMutableBytes(body)
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(
      (0..<size.width).contains(x) && (0..<size.height).contains(y),
      "pixel \(x), \(y) lies outside a picture of \(size)")
    return (y * size.width + x) * 4
  }
}

extension Color {
  /// The four bytes as they lie in memory.
  var word: UInt32 {
    UInt32(
      littleEndian: UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16 | UInt32(alpha) << 24)
  }
}

extension Bitmap {
  /// Lends whole pixels for reading; `word` of a colour says how one looks.
  func withWords<R>(_ body: (UnsafeBufferPointer<UInt32>) -> R) -> R {
    pixels.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: UInt32.self) { body($0) }
    }
  }

  /// Makes a picture by writing every one of its pixels once.
  init(size: PixelSize, writing body: (UnsafeMutableBufferPointer<UInt32>) -> Void) {
    let bytes = [UInt8](unsafeUninitializedCapacity: size.pixelCount * 4) { buffer, count in
      body(UnsafeMutableRawBufferPointer(buffer).bindMemory(to: UInt32.self))
      count = size.pixelCount * 4
    }
    self.init(size: size, pixels: bytes)
  }
}
