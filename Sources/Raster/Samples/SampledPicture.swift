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
    package var bytes: [UInt8]
    /// Bytes from one row to the next.
    package var stride: Int

    package init(bytes: [UInt8], stride: Int) {
      self.bytes = bytes
      self.stride = stride
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
        plane.stride >= width && plane.bytes.count >= plane.stride * (height - 1) + width,
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
  /// How four planes of a file are inks.
  package enum Inks: Sendable, Hashable {
    /// Numbers are how much ink there is.
    case plain
    /// Numbers are how much ink is missing, as Adobe writes JPEG files.
    case inverted
    /// The first three inks as luma and differences, as Adobe writes most of them.
    case differences
  }

  /// The picture with its four channels taken as cyan, magenta, yellow and black.
  ///
  /// - Returns: the picture itself if it does not have four channels.
  package func asInks(_ inks: Inks) -> SampledPicture {
    guard hasAlpha, space == .rgb else { return self }
    switch layout {
    case .interleaved(_, _, let bits):
      var plane = planes[0]
      if inks != .plain {
        for index in plane.bytes.indices { plane.bytes[index] = ~plane.bytes[index] }
      }
      return replaced(.interleaved(.cmyk, hasAlpha: false, bits: bits), [plane])
    case .differences(let ycc):
      var bytes = [UInt8](repeating: 0, count: size.width * size.height * 4)
      var chroma = ChromaRows(self, ycc)
      var runs = [UInt8](repeating: 0, count: size.width * 3)
      for y in 0..<size.height {
        readInks(y, inks, ycc, &chroma, &runs)
        let black = planes[3]
        for x in 0..<size.width {
          let to = (y * size.width + x) * 4
          for channel in 0..<3 { bytes[to + channel] = runs[channel * size.width + x] }
          let value = black.bytes[y * black.stride + x]
          bytes[to + 3] = inks == .plain ? value : ~value
        }
      }
      return replaced(
        .interleaved(.cmyk, hasAlpha: false, bits: 8),
        [Plane(bytes: bytes, stride: size.width * 4)])
    }
  }

  private func readInks(
    _ y: Int, _ inks: Inks, _ ycc: YCC, _ chroma: inout ChromaRows, _ runs: inout [UInt8]
  ) {
    guard inks == .differences else {
      // What the decoder took for luma and chroma are inks, perhaps fewer of the second and third.
      for channel in 0..<3 {
        let plane = planes[channel]
        let (down, right) = channel == 0 ? (0, 0) : (ycc.rowShift, ycc.columnShift)
        for x in 0..<size.width {
          let value = plane.bytes[(y >> down) * plane.stride + x >> right]
          runs[channel * size.width + x] = inks == .plain ? value : ~value
        }
      }
      return
    }
    let width = size.width
    runs.withUnsafeMutableBufferPointer { target in
      guard let start = target.baseAddress else { return }
      chroma.read(y, red: start, green: start + width, blue: start + 2 * width)
    }
  }

  private func replaced(_ layout: Layout, _ planes: [Plane]) -> SampledPicture {
    var picture = SampledPicture(size: size, layout: layout, planes: planes)
    picture.shrink = shrink
    return picture
  }
}

extension SampledPicture {
  /// The picture in eight bits of sRGB with straight alpha, which it is taken to be already.
  ///
  /// - Throws: ``RasterError``.
  package func bitmap() throws(RasterError) -> Bitmap {
    let conversion = try ColourConversion(.sRGB, space, bits: bits)
    return try PictureRenderer(self, conversion).draw(at: size)
  }
}

extension SampledPicture {
  /// Whether alpha, if there is any, lets nothing shine through.
  package var isWhollyOpaque: Bool {
    guard hasAlpha else { return true }
    switch layout {
    case .differences:
      return planes[3].bytes.allSatisfy { $0 == 255 }
    case .interleaved(let space, _, let bits):
      let step = (space.channelCount + 1) * bits / 8
      return planes[0].bytes.withUnsafeBufferPointer { bytes in
        var place = step - bits / 8
        while place < bytes.count {
          if bytes[place] != 255 || (bits == 16 && bytes[place + 1] != 255) { return false }
          place += step
        }
        return true
      }
    }
  }
}
