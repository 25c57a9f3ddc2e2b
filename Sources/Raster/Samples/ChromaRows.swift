/// Turns rows of luma and colour differences into rows of red, green and blue.
///
/// Chroma that is stored for two pixels is spread over them by a triangle, as all good decoders do;
/// it lies in the middle between the pixels.
struct ChromaRows {
  private let picture: SampledPicture
  private let ycc: SampledPicture.YCC
  private let chromaWidth: Int
  private let chromaHeight: Int
  /// Chroma of one row, four times as large, and after that at full width.
  private var narrow: [[Int16]]
  private var wide: [[Float]]

  init(_ picture: SampledPicture, _ ycc: SampledPicture.YCC) {
    self.picture = picture
    self.ycc = ycc
    chromaWidth = ycc.chromaWidth(of: picture.size.width)
    chromaHeight = ycc.chromaHeight(of: picture.size.height)
    narrow = [[Int16]](repeating: [Int16](repeating: 0, count: chromaWidth + 2), count: 2)
    wide = [[Float]](
      repeating: [Float](repeating: 0, count: (chromaWidth + 1) << ycc.columnShift), count: 2)
  }

  /// Writes one row as three runs of bytes.
  mutating func read(
    _ y: Int, red: UnsafeMutablePointer<UInt8>, green: UnsafeMutablePointer<UInt8>,
    blue: UnsafeMutablePointer<UInt8>
  ) {
    for plane in 0..<2 {
      gather(plane, y)
      widen(plane)
    }
    let width = picture.size.width
    let lumaScale: Float = ycc.isFullRange ? 1 : 255.0 / 219
    let chromaScale: Float = ycc.isFullRange ? 1 : 255.0 / 224
    let luma0: Float = ycc.isFullRange ? 0 : 16
    let toRed = 2 * (1 - ycc.redPart) * chromaScale
    let toBlue = 2 * (1 - ycc.bluePart) * chromaScale
    let greenPart = 1 - ycc.redPart - ycc.bluePart
    let redToGreen = toRed * ycc.redPart / greenPart
    let blueToGreen = toBlue * ycc.bluePart / greenPart
    let plane = picture.planes[0]
    plane.withRow(y) { row in
      wide[0].withUnsafeBufferPointer { blueDifference in
        wide[1].withUnsafeBufferPointer { redDifference in
          guard let cb = blueDifference.baseAddress, let cr = redDifference.baseAddress else {
            return
          }
          var x = 0
          while x < width {
            let light = (Float(row[x]) - luma0) * lumaScale
            red[x] = Self.byte(light + toRed * cr[x])
            green[x] = Self.byte(light - redToGreen * cr[x] - blueToGreen * cb[x])
            blue[x] = Self.byte(light + toBlue * cb[x])
            x &+= 1
          }
        }
      }
    }
  }

  @inline(__always) private static func byte(_ value: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(value < 0 ? 0 : value > 255 ? 255 : value + 0.5))
  }

  /// Chroma of one row of the picture, interpolated between two stored rows where they are fewer.
  private mutating func gather(_ index: Int, _ y: Int) {
    let plane = picture.planes[index + 1]
    let width = chromaWidth
    let near = min(y >> ycc.rowShift, chromaHeight - 1)
    var other = near
    // Of four rows for one, and more, the nearest is taken.
    if ycc.rowShift == 1 { other = min(max(near + (y & 1 == 0 ? -1 : 1), 0), chromaHeight - 1) }
    plane.withRow(min(near, other)) { upper in
      narrow[index].withUnsafeMutableBufferPointer { target in
        guard let row = target.baseAddress else { return }
        let lower = upper + abs(near - other) * plane.stride
        let (first, second) = near <= other ? (upper, lower) : (lower, upper)
        var x = 0
        while x < width {
          row[x &+ 1] =
            Int16(truncatingIfNeeded: first[x]) &* 3 &+ Int16(truncatingIfNeeded: second[x])
          x &+= 1
        }
        row[0] = row[1]
        row[width + 1] = row[width]
      }
    }
  }

  private mutating func widen(_ index: Int) {
    let width = chromaWidth
    let shift = ycc.columnShift
    narrow[index].withUnsafeBufferPointer { source in
      wide[index].withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        var x = 0
        switch shift {
        case 0:
          while x < width {
            to[x] = Float(from[x &+ 1]) * 0.25 - 128
            x &+= 1
          }
        case 1:
          while x < width {
            let near = from[x &+ 1] &* 3
            to[2 &* x] = Float(near &+ from[x]) * 0.0625 - 128
            to[2 &* x &+ 1] = Float(near &+ from[x &+ 2]) * 0.0625 - 128
            x &+= 1
          }
        default:
          while x < width << shift {
            to[x] = Float(from[(x >> shift) &+ 1]) * 0.25 - 128
            x &+= 1
          }
        }
      }
    }
  }
}
