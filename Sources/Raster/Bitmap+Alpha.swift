extension Bitmap {
  /// Whether no pixel lets anything shine through.
  public var isOpaque: Bool {
    let opaque = Color(red: 0, green: 0, blue: 0, alpha: 255).word
    return withWords { words in
      for word in words where word & opaque != opaque { return false }
      return true
    }
  }

  /// The picture laid over a background colour, wholly opaque.
  ///
  /// Opaque pixels stay exactly as they are; the background's own alpha is ignored.
  public func flattened(onto background: Color) -> Bitmap {
    guard !isOpaque else { return self }
    let opaque = Color(red: 0, green: 0, blue: 0, alpha: 255).word
    let behind = background.word | opaque
    return withWords { source in
      Bitmap(size: size) { target in
        for index in 0..<source.count {
          let word = source[index]
          let isSolid = word & opaque == opaque
          target[index] = isSolid ? word : word.blended(over: behind, coverage: 255)
        }
      }
    }
  }
}

extension UInt32 {
  /// One pixel laid over another, both with straight alpha; coverage (0 to 255) scales the upper
  /// one.
  func blended(over lower: UInt32, coverage: UInt32) -> UInt32 {
    let top = UInt32(littleEndian: self)
    let bottom = UInt32(littleEndian: lower)
    let alpha = ((top >> 24) &* coverage &+ 127) / 255
    if alpha == 0 { return lower }
    if alpha == 255 { return self }
    // Weights in 255ths of 255ths: of the upper pixel, and of what shines through it.
    let upper = alpha &* 255
    let under = (bottom >> 24) &* (255 &- alpha)
    let total = upper &+ under
    let half = total / 2
    var result = ((total &+ 127) / 255) << 24
    result |= ((top & 255) &* upper &+ (bottom & 255) &* under &+ half) / total
    result |=
      (((top >> 8 & 255) &* upper &+ (bottom >> 8 & 255) &* under &+ half) / total) << 8
    result |=
      (((top >> 16 & 255) &* upper &+ (bottom >> 16 & 255) &* under &+ half) / total) << 16
    return UInt32(littleEndian: result)
  }
}
