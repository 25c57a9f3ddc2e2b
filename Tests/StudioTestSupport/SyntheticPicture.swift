import Libav
package import Raster

/// Pictures made in process.
package enum SyntheticPicture {
  /// Red grows to the right, green downwards; blue is a soft wave.
  package static func gradient(_ size: PixelSize) -> Bitmap {
    var bitmap = Bitmap(size: size, filledWith: .black)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let wave = abs((x + y) % 64 - 32) * 8
        bitmap[x, y] = Color(
          red: UInt8(255 * x / max(1, size.width - 1)),
          green: UInt8(255 * y / max(1, size.height - 1)), blue: UInt8(min(255, wave)))
      }
    }
    return bitmap
  }

  /// The colours of `bars`, from left to right.
  package static let barColors = [
    "#ffffff", "#ffff00", "#00ffff", "#00ff00", "#ff00ff", "#ff0000", "#0000ff", "#000000",
  ].compactMap { Color($0) }

  /// Eight upright bars of pure colours.
  package static func bars(_ size: PixelSize) -> Bitmap {
    var bitmap = Bitmap(size: size, filledWith: .black)
    for (number, color) in barColors.enumerated() {
      let left = size.width * number / barColors.count
      let right = size.width * (number + 1) / barColors.count
      bitmap.fill(PixelRect(x: left, y: 0, width: right - left, height: size.height), with: color)
    }
    return bitmap
  }

  /// White with another colour in each corner, so that every turn and mirror image is told apart.
  package static func corners(_ size: PixelSize) -> Bitmap {
    var bitmap = Bitmap(size: size, filledWith: .white)
    let (width, height) = (size.width / 2, size.height / 2)
    let spots = [(0, 0, "#e02020"), (1, 0, "#20c020"), (0, 1, "#2020e0"), (1, 1, "#e0c020")]
    for (column, row, name) in spots {
      bitmap.fill(
        PixelRect(
          x: column * (size.width - width), y: row * (size.height - height), width: width,
          height: height), with: Color(name) ?? .black)
    }
    return bitmap
  }
}

extension Bitmap {
  /// The picture as a JPEG file, 4:4:4, of very good quality.
  package func jpeg() throws -> [UInt8] {
    try encoded(
      with: "mjpeg", as: "yuvj444p", colour: .jpeg, options: [("qmin", "1"), ("qmax", "1")])
  }

  /// The picture as a WebP file.
  package func webP(isLossless: Bool = false) throws -> [UInt8] {
    isLossless
      ? try encoded(with: "libwebp", as: "bgra", colour: .unspecified, options: [("lossless", "1")])
      : try encoded(
        with: "libwebp", as: "yuv420p", colour: .unspecified, options: [("quality", "90")])
  }

  /// The picture as a file of one packet.
  package func encoded(with encoder: String, as format: String) throws -> [UInt8] {
    // Grey stills use all values.
    try encoded(
      with: encoder, as: format, colour: format == "gray" ? .jpeg : .unspecified, options: [])
  }

  private func encoded(
    with encoder: String, as format: String, colour: ColourTags,
    options: [(name: String, value: String)]
  ) throws -> [UInt8] {
    guard let format = PixelFormat(name: format) else { return [] }
    let encoder = try Encoder.open(
      VideoEncoding(
        encoder: encoder, size: size, pixelFormat: format, timeBase: Rational(1, 25),
        frameRate: Rational(25, 1), colour: colour, threads: 1, options: options))
    let frame = try Frame.video(self, format: format, colour: colour)
    frame.presentation = 0
    try encoder.push(frame)
    try encoder.finish()
    guard let packet = try encoder.take() else { return [] }
    return packet.bytes
  }
}
