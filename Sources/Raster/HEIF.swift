internal import CHEIF

/// Reads HEIC and AVIF pictures with libheif.
package enum HEIF {
  /// What a file says before its pixels.
  package struct Facts: Sendable, Hashable {
    /// The upright size of the primary picture.
    package let size: PixelSize
    package let hasAlpha: Bool
    package let bitDepth: Int
    package let colour: ColourSource?
    /// Pictures that stand beside each other in the file.
    package let pictureCount: Int
    /// Exif metadata of the primary picture, from the TIFF header on; empty if there is none.
    package let exif: [UInt8]
  }

  /// Reads what the primary picture says.
  ///
  /// - Throws: ``RasterError`` `.truncated`, `.damaged` or `.unsupported`.
  package static func facts(of bytes: [UInt8]) throws(RasterError) -> Facts {
    try bytes.withUnsafeBytes { file in
      Result { () throws(RasterError) in try Opened(file).facts }
    }.get()
  }

  /// Reads the primary picture, turned upright as the file says.
  ///
  /// - Throws: ``RasterError`` `.truncated`, `.damaged` or `.unsupported`.
  package static func samples(of bytes: [UInt8]) throws(RasterError) -> SampledPicture {
    try bytes.withUnsafeBytes { file in
      Result { () throws(RasterError) in try Opened(file).samples() }
    }.get()
  }
}

/// A file that libheif has open; must not outlive the bytes.
private struct Opened: ~Copyable {
  private let context: OpaquePointer
  private let handle: OpaquePointer
  /// Whether colours are stored for every second pixel of every second row.
  private let isChromaHalved: Bool

  init(_ file: UnsafeRawBufferPointer) throws(RasterError) {
    guard let context = heif_context_alloc() else {
      throw RasterError(.damaged, "there is no memory to read the picture")
    }
    // Pictures of 200 million pixels are let through, for the caller to judge.
    heif_context_set_maximum_image_size_limit(context, 32_768)
    var found: OpaquePointer?
    var error = heif_context_read_from_memory_without_copy(
      context, file.baseAddress, file.count, nil)
    if hs_heif_code(error) == 0 { error = heif_context_get_primary_image_handle(context, &found) }
    guard hs_heif_code(error) == 0, let handle = found else {
      let problem = Self.problem(error)
      heif_context_free(context)
      throw problem
    }
    self.context = context
    self.handle = handle
    isChromaHalved = Self.isChromaHalved(file)
  }

  /// Looks into the decoder's settings, which libheif keeps for itself; those of alpha have no chroma.
  ///
  /// Source: AV1 in ISOBMFF 1.3, 2.3.3, and ISO/IEC 14496-15, 8.3.2.1.
  private static func isChromaHalved(_ file: UnsafeRawBufferPointer) -> Bool {
    var kinds: Set<UInt8> = []
    for place in 4..<max(4, min(file.count - 24, 1 << 18)) where file[place + 3] == 0x43 {
      switch String(decoding: file[place..<(place + 4)], as: UTF8.self) {
      case "av1C" where file[place + 6] & 0x10 == 0:
        kinds.insert(file[place + 6] & 0x0C == 0x0C ? 1 : 3)
      case "hvcC" where file[place + 20] & 3 > 0: kinds.insert(file[place + 20] & 3)
      default: break
      }
    }
    return kinds == [1]
  }

  deinit {
    heif_image_handle_release(handle)
    heif_context_free(context)
  }

  var facts: HEIF.Facts {
    HEIF.Facts(
      size: PixelSize(
        width: Int(heif_image_handle_get_width(handle)),
        height: Int(heif_image_handle_get_height(handle))),
      hasAlpha: heif_image_handle_has_alpha_channel(handle) != 0,
      bitDepth: max(8, Int(heif_image_handle_get_luma_bits_per_pixel(handle))), colour: colour,
      pictureCount: Int(heif_context_get_number_of_top_level_images(context)), exif: exif)
  }

  /// Source: ISO/IEC 23008-12, annex A.2.1: four bytes say how far behind them the TIFF header is.
  private var exif: [UInt8] {
    var id: heif_item_id = 0
    guard heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &id, 1) == 1 else {
      return []
    }
    let length = heif_image_handle_get_metadata_size(handle, id)
    guard (5...(1 << 20)).contains(length) else { return [] }
    var block = [UInt8](repeating: 0, count: length)
    guard hs_heif_code(heif_image_handle_get_metadata(handle, id, &block)) == 0 else { return [] }
    let start = block.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return Array(block.dropFirst(4).dropFirst(start))
  }

  private var colour: ColourSource? {
    let length = heif_image_handle_get_raw_color_profile_size(handle)
    if (1...(16 << 20)).contains(length) {
      var profile = [UInt8](repeating: 0, count: length)
      if hs_heif_code(heif_image_handle_get_raw_color_profile(handle, &profile)) == 0 {
        return .profile(profile)
      }
    }
    var found: UnsafeMutablePointer<heif_color_profile_nclx>?
    guard hs_heif_code(heif_image_handle_get_nclx_color_profile(handle, &found)) == 0,
      let points = found
    else { return nil }
    defer { heif_nclx_color_profile_free(points) }
    return ColourSource.codePoints(
      primaries: Int(points.pointee.color_primaries.rawValue),
      transfer: Int(points.pointee.transfer_characteristics.rawValue))
  }

  func samples() throws(RasterError) -> SampledPicture {
    let facts = facts
    if facts.bitDepth == 8, isChromaHalved,
      let picture = try planes(hasAlpha: facts.hasAlpha)
    {
      return picture
    }
    let isDeep = facts.bitDepth > 8
    let chroma =
      switch (isDeep, facts.hasAlpha) {
      case (false, false): heif_chroma_interleaved_RGB
      case (false, true): heif_chroma_interleaved_RGBA
      case (true, false): heif_chroma_interleaved_RRGGBB_LE
      case (true, true): heif_chroma_interleaved_RRGGBBAA_LE
      }
    var found: OpaquePointer?
    let error = heif_decode_image(handle, &found, heif_colorspace_RGB, chroma, nil)
    guard hs_heif_code(error) == 0, let image = found else { throw Self.problem(error) }
    defer { heif_image_release(image) }
    var stride: Int32 = 0
    let size = PixelSize(
      width: Int(heif_image_get_width(image, heif_channel_interleaved)),
      height: Int(heif_image_get_height(image, heif_channel_interleaved)))
    guard !size.isEmpty,
      let start = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride)
    else { throw RasterError(.damaged, "the picture has no pixels") }
    let row = size.width * (facts.hasAlpha ? 4 : 3) * (isDeep ? 2 : 1)
    let depth = Int(heif_image_get_bits_per_pixel_range(image, heif_channel_interleaved))
    let pixels = [UInt8](unsafeUninitializedCapacity: row * size.height) { target, count in
      for y in 0..<size.height {
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[(y * row)...])
          .copyMemory(
            from: UnsafeRawBufferPointer(start: start + y * Int(stride), count: row))
      }
      count = row * size.height
      if isDeep { Self.widen(target, depth) }
    }
    var picture = SampledPicture(
      size: size,
      layout: .interleaved(.rgb, hasAlpha: facts.hasAlpha, bits: isDeep ? 16 : 8),
      planes: [SampledPicture.Plane(bytes: pixels, stride: row)])
    picture.isPremultiplied =
      facts.hasAlpha && heif_image_handle_is_premultiplied_alpha(handle) != 0
    return picture
  }

  /// Luma and differences as they are stored, since libheif spreads chroma by repeating it.
  ///
  /// - Returns: nil where the picture is of another kind.
  private func planes(hasAlpha: Bool) throws(RasterError) -> SampledPicture? {
    var found: OpaquePointer?
    let error = heif_decode_image(handle, &found, heif_colorspace_YCbCr, heif_chroma_420, nil)
    guard hs_heif_code(error) == 0, let image = found else { throw Self.problem(error) }
    defer { heif_image_release(image) }
    guard heif_image_get_chroma_format(image) == heif_chroma_420, let (red, blue, isFull) = matrix
    else { return nil }
    let size = PixelSize(
      width: Int(heif_image_get_width(image, heif_channel_Y)),
      height: Int(heif_image_get_height(image, heif_channel_Y)))
    let layout = SampledPicture.YCC(
      columnShift: 1, rowShift: 1, redPart: red, bluePart: blue,
      isFullRange: isFull, hasAlpha: hasAlpha)
    var planes: [SampledPicture.Plane] = []
    for channel in [heif_channel_Y, heif_channel_Cb, heif_channel_Cr, heif_channel_Alpha]
      .prefix(hasAlpha ? 4 : 3)
    {
      let isChroma = channel == heif_channel_Cb || channel == heif_channel_Cr
      let width = isChroma ? (size.width + 1) / 2 : size.width
      let height = isChroma ? (size.height + 1) / 2 : size.height
      guard let plane = Self.plane(channel, of: image, width, height) else { return nil }
      planes.append(plane)
    }
    var picture = SampledPicture(size: size, layout: .differences(layout), planes: planes)
    picture.isPremultiplied = hasAlpha && heif_image_handle_is_premultiplied_alpha(handle) != 0
    return picture
  }

  /// The parts of red and blue in luma, and whether all values are used; nil for other kinds.
  ///
  /// Source: ITU-T H.273, tables 4 and 8.4.3.
  private var matrix: (Float, Float, Bool)? {
    var found: UnsafeMutablePointer<heif_color_profile_nclx>?
    guard hs_heif_code(heif_image_handle_get_nclx_color_profile(handle, &found)) == 0,
      let points = found
    else { return (0.299, 0.114, true) }
    defer { heif_nclx_color_profile_free(points) }
    let isFull = points.pointee.full_range_flag != 0
    return switch points.pointee.matrix_coefficients.rawValue {
    case 1: (0.2126, 0.0722, isFull)
    case 2, 5, 6: (0.299, 0.114, isFull)
    case 9: (0.2627, 0.0593, isFull)
    default: nil
    }
  }

  private static func plane(
    _ channel: heif_channel, of image: OpaquePointer, _ width: Int, _ height: Int
  ) -> SampledPicture.Plane? {
    var stride: Int32 = 0
    guard heif_image_get_bits_per_pixel_range(image, channel) == 8,
      Int(heif_image_get_width(image, channel)) >= width,
      Int(heif_image_get_height(image, channel)) >= height,
      let start = heif_image_get_plane_readonly(image, channel, &stride), Int(stride) >= width
    else { return nil }
    let bytes = UnsafeBufferPointer(start: start, count: Int(stride) * height)
    return SampledPicture.Plane(
      bytes: (0..<height).flatMap { bytes[($0 * Int(stride))..<($0 * Int(stride) + width)] },
      stride: width)
  }

  /// Numbers of 10 or 12 bits become such of 16.
  private static func widen(_ bytes: UnsafeMutableBufferPointer<UInt8>, _ depth: Int) {
    let top = UInt32(1) << UInt32(min(max(depth, 9), 16)) - 1
    UnsafeMutableRawBufferPointer(bytes).withMemoryRebound(to: UInt16.self) { samples in
      for index in samples.indices {
        let value = min(UInt32(UInt16(littleEndian: samples[index])), top)
        samples[index] = UInt16((value * 65_535 + top / 2) / top)
      }
    }
  }

  private static func problem(_ error: heif_error) -> RasterError {
    let words = error.message.map { String(cString: $0) } ?? "unknown"
    let codes = [
      heif_error_Unsupported_feature, heif_error_Unsupported_filetype,
      heif_error_Decoder_plugin_error,
    ]
    if codes.contains(where: { $0 == error.code }) {
      return RasterError(
        .unsupported, "the picture is of a kind that libheif does not read (\(words))")
    }
    let isShort = words.contains("End of data") || words.contains("end of file")
    return RasterError(isShort ? .truncated : .damaged, "the picture is damaged (\(words))")
  }
}
