internal import CFFmpeg
import Raster

extension Frame {
  /// A colour profile that came with the picture.
  var profile: [UInt8]? {
    guard let side = av_frame_get_side_data(raw, AV_FRAME_DATA_ICC_PROFILE),
      side.pointee.size > 0
    else { return nil }
    return Array(UnsafeBufferPointer(start: side.pointee.data, count: Int(side.pointee.size)))
  }

  /// A copy of the numbers, in one of the few layouts that pictures are converted from.
  func samples() throws(LibavError) -> SampledPicture {
    guard let facts = av_pix_fmt_desc_get(format.raw) else {
      throw LibavError(.unsupported, PictureDecoder.label, reason: "an unknown pixel format")
    }
    let flags = facts.pointee.flags
    func has(_ flag: Int32) -> Bool { flags & UInt64(flag) != 0 }
    if has(AV_PIX_FMT_FLAG_PAL) { return paletteSamples() }
    if has(AV_PIX_FMT_FLAG_BITSTREAM) { return bitSamples(facts) }
    let count = Int(facts.pointee.nb_components)
    if !has(AV_PIX_FMT_FLAG_RGB), count >= 3 {
      guard facts.pointee.comp.0.depth == 8, has(AV_PIX_FMT_FLAG_PLANAR) else {
        throw LibavError(
          .unsupported, PictureDecoder.label, reason: "the pixel format \(format) is not read")
      }
      return differences(
        facts, isFull: colour.isFullRange || format.isFullRangeByName)
    }
    guard !has(AV_PIX_FMT_FLAG_FLOAT) else {
      throw LibavError(
        .unsupported, PictureDecoder.label, reason: "floating-point pixels are not read")
    }
    return interleaved(facts)
  }

  private func differences(
    _ facts: UnsafePointer<AVPixFmtDescriptor>, isFull: Bool
  ) -> SampledPicture {
    let ycc = SampledPicture.YCC(
      columnShift: Int(facts.pointee.log2_chroma_w), rowShift: Int(facts.pointee.log2_chroma_h),
      isFullRange: isFull, hasAlpha: facts.pointee.nb_components == 4)
    let planes = (0..<(ycc.hasAlpha ? 4 : 3)).map { index in
      let isChroma = index == 1 || index == 2
      let width =
        isChroma ? (size.width + (1 << ycc.columnShift) - 1) >> ycc.columnShift : size.width
      let height = isChroma ? (size.height + (1 << ycc.rowShift) - 1) >> ycc.rowShift : size.height
      return SampledPicture.Plane(bytes: packed(index, width, height), stride: width)
    }
    return SampledPicture(size: size, layout: .differences(ycc), planes: planes)
  }

  /// One plane without padding.
  private func packed(_ plane: Int, _ width: Int, _ height: Int) -> [UInt8] {
    withPlane(plane, rows: height) { bytes, stride in
      [UInt8](unsafeUninitializedCapacity: width * height) { target, count in
        let output = UnsafeMutableRawBufferPointer(target)
        for y in 0..<height {
          UnsafeMutableRawBufferPointer(rebasing: output[(y * width)...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[(y * stride)..<(y * stride + width)]))
        }
        count = width * height
      }
    } ?? [UInt8](repeating: 0, count: width * height)
  }

  /// Greys and colours of whole bytes, wherever their parts lie.
  private func interleaved(_ facts: UnsafePointer<AVPixFmtDescriptor>) -> SampledPicture {
    let parts: [AVComponentDescriptor] = Array(tuple: facts.pointee.comp)
    let count = Int(facts.pointee.nb_components)
    let depth = parts[0].depth
    let bits = depth > 8 ? 16 : 8
    let isBigEndian = facts.pointee.flags & UInt64(AV_PIX_FMT_FLAG_BE) != 0
    let row = size.width * count * bits / 8
    var bytes = [UInt8](repeating: 0, count: row * size.height)
    bytes.withUnsafeMutableBytes { output in
      for (channel, part) in parts.prefix(count).enumerated() {
        let (step, offset, shift) = (Int(part.step), Int(part.offset), UInt32(part.shift))
        let top = UInt32(1) << UInt32(part.depth) - 1
        let isWide = Int(part.depth) + Int(part.shift) > 8
        _ = withPlane(Int(part.plane), rows: size.height) { source, stride in
          for y in 0..<size.height {
            var from = y * stride + offset
            var to = (y * size.width * count + channel)
            for _ in 0..<size.width {
              var value = UInt32(source[from])
              if isWide {
                let next = UInt32(source[from + 1])
                value = isBigEndian ? value << 8 | next : next << 8 | value
              }
              value = (value >> shift) & top
              if bits == 8 {
                output[to] = UInt8(truncatingIfNeeded: top == 255 ? value : value * 255 / top)
              } else {
                let wide = top == 65_535 ? value : (value * 65_535 + top / 2) / top
                output.storeBytes(
                  of: UInt16(truncatingIfNeeded: wide), toByteOffset: to * 2, as: UInt16.self)
              }
              from += step
              to += count
            }
          }
        }
      }
    }
    return SampledPicture(
      size: size,
      layout: .interleaved(count < 3 ? .grey : .rgb, hasAlpha: count % 2 == 0, bits: bits),
      planes: [SampledPicture.Plane(bytes: bytes, stride: row)])
  }

  /// One bit a pixel: black and white.
  private func bitSamples(_ facts: UnsafePointer<AVPixFmtDescriptor>) -> SampledPicture {
    let isWhite = format.raw == AV_PIX_FMT_MONOWHITE
    var bytes = [UInt8](repeating: 0, count: size.width * size.height)
    _ = withPlane(0, rows: size.height) { source, stride in
      for y in 0..<size.height {
        for x in 0..<size.width {
          let bit = source[y * stride + x / 8] >> UInt8(7 - x % 8) & 1
          bytes[y * size.width + x] = (bit == 1) == isWhite ? 0 : 255
        }
      }
    }
    return SampledPicture(
      size: size, layout: .interleaved(.grey, hasAlpha: false, bits: 8),
      planes: [SampledPicture.Plane(bytes: bytes, stride: size.width)])
  }

  /// Colours by number; the palette's are 32-bit words: alpha, red, green, blue.
  private func paletteSamples() -> SampledPicture {
    let colours: [UInt32] =
      withPlane(1, rows: 1, stride: 1024) { bytes in
        (0..<256).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
      } ?? [UInt32](repeating: 0, count: 256)
    var pixels = [UInt8](repeating: 0, count: size.pixelCount * 4)
    _ = withPlane(0, rows: size.height) { source, stride in
      var to = 0
      for y in 0..<size.height {
        for x in 0..<size.width {
          let colour = colours[Int(source[y * stride + x])]
          pixels[to] = UInt8(truncatingIfNeeded: colour >> 16)
          pixels[to + 1] = UInt8(truncatingIfNeeded: colour >> 8)
          pixels[to + 2] = UInt8(truncatingIfNeeded: colour)
          pixels[to + 3] = UInt8(truncatingIfNeeded: colour >> 24)
          to += 4
        }
      }
    }
    return SampledPicture(
      size: size, layout: .interleaved(.rgb, hasAlpha: true, bits: 8),
      planes: [SampledPicture.Plane(bytes: pixels, stride: size.width * 4)])
  }

  /// A plane that is not made of rows of the picture.
  private func withPlane<R>(
    _ index: Int, rows: Int, stride: Int, _ body: (UnsafeRawBufferPointer) -> R
  ) -> R? {
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: raw.pointee.data)
    guard let start = planes[index] else { return nil }
    return body(UnsafeRawBufferPointer(start: start, count: rows * stride))
  }
}
