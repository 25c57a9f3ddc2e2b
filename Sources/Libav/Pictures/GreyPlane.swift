internal import CFFmpeg
package import Raster

/// The brightness of a picture: one byte a pixel, 0 for black to 255 for white, rows without padding.
package struct GreyPlane: Sendable {
  package let size: PixelSize
  package let samples: [UInt8]

  package init(size: PixelSize, samples: [UInt8]) {
    self.size = size
    self.samples = samples
  }
}

extension Frame {
  /// How bright the picture is, scaled to a size; limited range is stretched to the full one.
  package func grey(scaledTo target: PixelSize) throws(LibavError) -> GreyPlane {
    let scaler = try Scaler(from: size, format, to: target, .grey, flags: hs_sws_area)
    let isFull = colour.isFullRange || format.isFullRangeByName || format.isRGB
    let matrix = colour.conversionMatrix(width: size.width, height: size.height)
    scaler.setColours(source: matrix, sourceIsFull: isFull, target: matrix, targetIsFull: true)
    let converted = try Frame.picture(target, format: .grey)
    try check(scaler.scale(self, into: converted), "measure a picture of \(size)")
    let samples = converted.withPlane(0, rows: target.height) { bytes, stride in
      [UInt8](unsafeUninitializedCapacity: target.pixelCount) { output, count in
        let output = UnsafeMutableRawBufferPointer(output)
        for y in 0..<target.height {
          UnsafeMutableRawBufferPointer(rebasing: output[(y * target.width)...])
            .copyMemory(
              from: UnsafeRawBufferPointer(
                rebasing: bytes[(y * stride)..<(y * stride + target.width)]))
        }
        count = target.pixelCount
      }
    }
    return GreyPlane(size: target, samples: try allocated(samples, "a measured picture"))
  }
}
