import Libav
import Raster

extension Bitmap {
  /// The picture with its colours mapped; what leaves the range is cut.
  func recoloured(by matrix: ColourMatrix) -> Bitmap {
    guard matrix != .identity else { return self }
    let (factors, offsets) = (matrix.factors, matrix.offsets)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size.pixelCount * 4)
    withPixels { pixels in
      for index in 0..<size.pixelCount {
        let red = Double(pixels[4 * index])
        let green = Double(pixels[4 * index + 1])
        let blue = Double(pixels[4 * index + 2])
        for row in 0..<3 {
          let value =
            factors[3 * row] * red + factors[3 * row + 1] * green + factors[3 * row + 2] * blue
            + offsets[row] * 255
          bytes.append(UInt8(max(0, min(255, value.rounded()))))
        }
        bytes.append(pixels[4 * index + 3])
      }
    }
    return Bitmap(size: size, pixels: bytes)
  }
}
