internal import CPNG

/// Reads and writes PNG files in memory.
public enum PNG {
  /// The largest picture that is read, in pixels; it takes 400 MB in memory.
  public static let maximumPixelCount = 100_000_000

  /// Reads a PNG of any depth and colour type as eight-bit RGBA.
  ///
  /// Grey, palette, 16-bit and interlaced files come out alike. Gamma given in the file is brought
  /// to sRGB; a file that says nothing is taken as sRGB. Of an animated PNG the still picture is
  /// read.
  ///
  /// - Throws: ``RasterError`` `.notPNG`, `.truncated`, `.damaged` or `.unsuitableSize`, the latter
  ///   before memory for the pixels is taken.
  public static func decode(_ bytes: [UInt8]) throws(RasterError) -> Bitmap {
    let size = try size(of: bytes)
    try requireSuitable(size)
    try requireWhole(bytes)

    // libpng keeps the address of the file from its first call to its last: one loan for both.
    return try bytes.withUnsafeBytes { file in
      Result { () throws(RasterError) in try decode(file, expecting: size) }
    }.get()
  }

  /// Writes a PNG: RGB if the picture is opaque, RGBA otherwise, tagged as sRGB.
  ///
  /// The same picture always gives the same bytes with the same release of libpng and zlib.
  ///
  /// - Parameter isQuick: whether a file some tenths larger will do that takes a sixth of the time.
  /// - Throws: ``RasterError`` `.unsuitableSize` or `.encoding`.
  public static func encode(
    _ bitmap: Bitmap, isQuick: Bool = false
  ) throws(RasterError) -> [UInt8] {
    if isQuick { return try encode(bitmap, compression: quick) }
    try requireSuitable(bitmap.size)
    let isOpaque = bitmap.isOpaque
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(bitmap.size.width)
    image.height = png_uint_32(bitmap.size.height)
    image.format = isOpaque ? hs_png_rgb : hs_png_rgba
    defer { png_image_free(&image) }

    let samples = isOpaque ? bitmap.withoutAlpha : bitmap.pixels
    // Room for pixels that do not compress at all, so that one pass is enough.
    var length = samples.count + samples.count / 128 + bitmap.size.height + 4096
    var wrote: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
      wrote = samples.withUnsafeBytes {
        png_image_write_to_memory(
          &image, buffer.baseAddress, &length, 0, $0.baseAddress, 0, nil)
      }
      initialized = wrote == 0 ? 0 : length
    }
    guard wrote != 0 else {
      throw RasterError(.encoding, "cannot write a PNG of \(bitmap.size): \(message(of: image))")
    }
    return Array(bytes[...])
  }

  /// Throws unless a picture of this size is one that can be held in memory.
  static func requireSuitable(_ size: PixelSize) throws(RasterError) {
    guard !size.isEmpty else {
      throw RasterError(.unsuitableSize, "a picture of \(size) pixels has nothing in it")
    }
    guard size.pixelCount <= maximumPixelCount else {
      throw RasterError(
        .unsuitableSize,
        "the picture is \(size) pixels; at most \(maximumPixelCount / 1_000_000) megapixels"
          + " are read"
      )
    }
  }

  private static func decode(
    _ file: UnsafeRawBufferPointer, expecting size: PixelSize
  ) throws(RasterError) -> Bitmap {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else {
      throw damaged(image)
    }
    guard Int(image.width) == size.width, Int(image.height) == size.height else {
      throw RasterError(.damaged, "the PNG states two different sizes")
    }
    image.format = hs_png_rgba
    image.flags |= hs_png_assume_srgb
    var read: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: size.pixelCount * 4) { buffer, count in
      read = png_image_finish_read(&image, nil, buffer.baseAddress, 0, nil)
      count = read == 0 ? 0 : size.pixelCount * 4
    }
    guard read != 0 else { throw damaged(image) }
    return Bitmap(size: size, pixels: pixels)
  }

  private static func damaged(_ image: png_image) -> RasterError {
    let text = message(of: image)
    let code: RasterError.Code = text.contains("beyond end") ? .truncated : .damaged
    return RasterError(code, "the PNG is damaged (\(text))")
  }

  private static func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Bitmap {
  /// Red, green and blue alone.
  fileprivate var withoutAlpha: [UInt8] {
    let count = size.pixelCount
    return [UInt8](unsafeUninitializedCapacity: count * 3) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        var (from, to) = (0, 0)
        while to < count * 3 {
          target[to] = source[from]
          target[to &+ 1] = source[from &+ 1]
          target[to &+ 2] = source[from &+ 2]
          from &+= 4
          to &+= 3
        }
      }
      initialized = count * 3
    }
  }
}
