/// A decoded picture with its numbers as the file had them: not turned, not converted.
package struct SampledPicture: Sendable {
  /// How the numbers lie in the planes.
  package enum Layout: Sendable, Hashable {
    /// One plane with the channels of each pixel side by side, alpha last; 16-bit ones in the
    /// machine's own order.
    case interleaved(ColourSpace, hasAlpha: Bool, bits: Int)
    /// Planes of luma, blue and red difference and perhaps alpha, eight bits each.
    case differences(YCC)
  }

  /// One rectangle of numbers.
  package struct Plane: Sendable {
    private enum Content {
      case whole([UInt8])
      case arriving(ArrivingRows)
    }

    private let content: Content
    /// Bytes from one row to the next.
    package let stride: Int

    package init(bytes: [UInt8], stride: Int) {
      content = .whole(bytes)
      self.stride = stride
    }

    init(_ rows: ArrivingRows) {
      content = .arriving(rows)
      stride = rows.stride
    }

    fileprivate var byteCount: Int {
      switch content {
      case .whole(let bytes): bytes.count
      case .arriving(let rows): rows.stride * rows.height
      }
    }

    /// Lends the numbers of a row; waits for one that is still being decoded.
    ///
    /// - Returns: nil if it never came, because the file turned out to be damaged.
    func withRow<Answer>(_ y: Int, _ body: (UnsafePointer<UInt8>) -> Answer) -> Answer? {
      switch content {
      case .whole(let bytes):
        bytes.withUnsafeBufferPointer { buffer in
          buffer.baseAddress.map { body($0 + y * stride) }
        }
      case .arriving(let rows): rows.withRow(y, body)
      }
    }
  }

  package let size: PixelSize
  package let layout: Layout
  package let planes: [Plane]
  /// Whether the colours were multiplied by alpha when the file was written.
  package var isPremultiplied = false
  /// How much smaller than in the file each side is: a power of two, because the decoder did that.
  package var shrink = 1

  /// - Precondition: the planes have room for the size.
  package init(size: PixelSize, layout: Layout, planes: [Plane]) {
    self.size = size
    self.layout = layout
    self.planes = planes
    for (index, plane) in planes.enumerated() {
      let (width, height) = Self.extent(of: index, size, layout)
      precondition(
        plane.stride >= width && plane.byteCount >= plane.stride * (height - 1) + width,
        "a plane is too small for a picture of \(size)")
    }
    precondition(planes.count == Self.planeCount(layout), "a picture lacks a plane")
  }

  package var space: ColourSpace {
    switch layout {
    case .interleaved(let space, _, _): space
    case .differences: .rgb
    }
  }

  package var bits: Int {
    switch layout {
    case .interleaved(_, _, let bits): bits
    case .differences: 8
    }
  }

  package var hasAlpha: Bool {
    switch layout {
    case .interleaved(_, let hasAlpha, _): hasAlpha
    case .differences(let ycc): ycc.hasAlpha
    }
  }

  private static func planeCount(_ layout: Layout) -> Int {
    switch layout {
    case .interleaved: 1
    case .differences(let ycc): ycc.hasAlpha ? 4 : 3
    }
  }

  /// Bytes a row and rows of one plane.
  private static func extent(of plane: Int, _ size: PixelSize, _ layout: Layout) -> (Int, Int) {
    switch layout {
    case .interleaved(let space, let hasAlpha, let bits):
      (size.width * (space.channelCount + (hasAlpha ? 1 : 0)) * bits / 8, size.height)
    case .differences(let ycc):
      plane == 1 || plane == 2
        ? (ycc.chromaWidth(of: size.width), ycc.chromaHeight(of: size.height))
        : (size.width, size.height)
    }
  }
}

extension SampledPicture {
  /// How luma and differences of colour were made.
  package struct YCC: Sendable, Hashable {
    /// Chroma is stored for every 2 to this power pixels of a row.
    package let columnShift: Int
    /// The same for rows.
    package let rowShift: Int
    /// The parts of red and blue in luma.
    package let redPart: Float
    package let bluePart: Float
    package let isFullRange: Bool
    package let hasAlpha: Bool

    /// The defaults are those of JPEG and WebP: BT.601.
    package init(
      columnShift: Int, rowShift: Int, redPart: Float = 0.299, bluePart: Float = 0.114,
      isFullRange: Bool, hasAlpha: Bool
    ) {
      self.columnShift = columnShift
      self.rowShift = rowShift
      self.redPart = redPart
      self.bluePart = bluePart
      self.isFullRange = isFullRange
      self.hasAlpha = hasAlpha
    }

    func chromaWidth(of width: Int) -> Int { (width + (1 << columnShift) - 1) >> columnShift }
    func chromaHeight(of height: Int) -> Int { (height + (1 << rowShift) - 1) >> rowShift }
  }

  /// A picture in memory as samples: straight RGBA of eight bits.
  package init(_ bitmap: Bitmap) {
    self.init(
      size: bitmap.size, layout: .interleaved(.rgb, hasAlpha: true, bits: 8),
      planes: [Plane(bytes: bitmap.pixels, stride: bitmap.size.width * 4)])
  }
}

extension SampledPicture {
  /// The picture in eight bits of sRGB with straight alpha, which it is taken to be already.
  ///
  /// - Throws: ``RasterError``.
  package func bitmap(at target: PixelSize? = nil) throws(RasterError) -> Bitmap {
    let conversion = try ColourConversion(.sRGB, space, bits: bits)
    return try PictureRenderer(self, conversion).draw(at: target ?? size)
  }
}

extension SampledPicture {
  /// Whether alpha, if there is any, lets nothing shine through.
  package var isWhollyOpaque: Bool {
    guard hasAlpha else { return true }
    let (plane, step, width) =
      switch layout {
      case .differences: (planes[3], 1, 1)
      case .interleaved(let space, _, let bits):
        (planes[0], (space.channelCount + 1) * bits / 8, bits / 8)
      }
    return (0..<size.height).allSatisfy { y in
      plane.withRow(y) { row in
        var place = step - width
        while place < step * size.width {
          if row[place] != 255 || row[place + width - 1] != 255 { return false }
          place += step
        }
        return true
      } ?? true
    }
  }
}
