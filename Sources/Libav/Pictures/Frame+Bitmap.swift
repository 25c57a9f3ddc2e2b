internal import CFFmpeg
package import Raster

/// Which matrix turns an untagged picture's luma and chroma into colours.
package enum MatrixGuess: Sendable {
  /// What video players assume: BT.709 for HD sizes, BT.601 below.
  case video
  /// JPEG and WebP are BT.601 whatever their size.
  case picture
}

extension Frame {
  /// The picture in RGBA, scaled to a size; display shape and turns are the caller's.
  ///
  /// The frame's own tags say which matrix and range it is in.
  package func bitmap(
    scaledTo target: PixelSize? = nil, matrix guess: MatrixGuess = .video
  ) throws(LibavError) -> Bitmap {
    let size = self.size
    let target = target ?? size
    let scaler = try Scaler(
      from: size, format, to: target, .rgba,
      flags: size == target ? hs_sws_bicubic : Scaler.kernel(from: size, to: target))
    let matrixSize = guess == .picture ? PixelSize(width: 1, height: 1) : size
    let isFull =
      colour.isFullRange || format.isFullRangeByName
    scaler.setColours(
      source: colour.conversionMatrix(width: matrixSize.width, height: matrixSize.height),
      sourceIsFull: isFull || format.isRGB,
      target: colour.conversionMatrix(width: matrixSize.width, height: matrixSize.height),
      targetIsFull: true)
    // Not straight into the bitmap: vector code writes beyond the last pixel of an unpadded row.
    let converted = try Frame.picture(target, format: .rgba)
    try check(scaler.scale(self, into: converted), "convert a picture of \(size)")
    return try converted.packedRGBA()
  }

  private func packedRGBA() throws(LibavError) -> Bitmap {
    let size = self.size
    let row = size.width * 4
    let pixels = withPlane(0, rows: size.height) { bytes, stride in
      [UInt8](unsafeUninitializedCapacity: row * size.height) { target, count in
        for y in 0..<size.height {
          UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(target)[(y * row)...]
          )
          .copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[(y * stride)..<(y * stride + row)]))
        }
        count = row * size.height
      }
    }
    return Bitmap(size: size, pixels: try allocated(pixels, "a picture"))
  }

  /// A frame in RGBA with a copy of a bitmap's pixels.
  package static func rgba(_ bitmap: Bitmap) throws(LibavError) -> Frame {
    let frame = try Frame.picture(bitmap.size, format: .rgba)
    let row = bitmap.size.width * 4
    let stride = Int(frame.raw.pointee.linesize.0)
    guard let start = frame.raw.pointee.data.0 else {
      throw LibavError(.failed, "fill a picture", reason: "out of memory")
    }
    bitmap.pixels.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      for y in 0..<bitmap.size.height {
        UnsafeMutableRawPointer(start + y * stride)
          .copyMemory(from: source + y * row, byteCount: row)
      }
    }
    return frame
  }

  /// A frame for encoders with a bitmap's picture, its matrix and range as the tags say.
  package static func video(
    _ bitmap: Bitmap, format: PixelFormat, colour: ColourTags
  ) throws(LibavError) -> Frame {
    let source = try Frame.rgba(bitmap)
    let frame = try Frame.picture(bitmap.size, format: format)
    frame.colour = colour
    let scaler = try Scaler(
      from: bitmap.size, .rgba, to: bitmap.size, format, flags: hs_sws_bicubic)
    let matrix = colour.conversionMatrix(width: bitmap.size.width, height: bitmap.size.height)
    scaler.setColours(
      source: matrix, sourceIsFull: true, target: matrix, targetIsFull: colour.isFullRange)
    try check(scaler.scale(source, into: frame), "convert a picture of \(bitmap.size)")
    return frame
  }
}
