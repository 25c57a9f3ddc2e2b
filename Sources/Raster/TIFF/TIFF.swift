/// Reads TIFF files with libtiff: strips and tiles, BigTIFF, and every compression that libtiff was
/// built with.
package enum TIFF {
  /// What a file says before its pixels.
  package struct Facts: Sendable, Hashable {
    /// The size as it is stored.
    package let size: PixelSize
    package let orientation: Orientation
    /// What the colours mean, where the file says so.
    package let colour: ColourSource?
    /// Whether there are further pictures that are more than a smaller version of this one.
    package let hasMore: Bool
  }

  /// Reads what stands before the pixels, and whether the file goes on to their end.
  ///
  /// - Throws: ``RasterError`` `.truncated`, `.damaged` or `.unsupported`; its message completes
  ///   "the TIFF …".
  package static func facts(of bytes: [UInt8]) throws(RasterError) -> Facts {
    try bytes.withUnsafeBufferPointer { file in
      Result { () throws(RasterError) in
        let opened = try OpenedTIFF.reading(file)
        try opened.requireWhole(byteCount: file.count)
        return try opened.facts()
      }
    }.get()
  }

  /// Reads the pixels as they are stored: not turned, not converted, inks as how much there is of
  /// each.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - mostPixels: more are refused before memory is taken for them.
  ///   - isCancelled: asked every few rows.
  /// - Throws: ``RasterError`` `.truncated`, `.damaged`, `.unsupported`, `.unsuitableSize`,
  ///   `.cancelled`.
  package static func samples(
    of bytes: [UInt8], mostPixels: Int = 1 << 28, isCancelled: () -> Bool = { false }
  ) throws(RasterError) -> SampledPicture {
    try bytes.withUnsafeBufferPointer { file in
      Result { () throws(RasterError) in
        let opened = try OpenedTIFF.reading(file)
        guard opened.size.pixelCount <= mostPixels else {
          throw RasterError(.unsuitableSize, "the picture is \(opened.size) pixels, too many")
        }
        return try opened.samples(isCancelled)
      }
    }.get()
  }
}
