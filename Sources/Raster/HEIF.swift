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
      pictureCount: Int(heif_context_get_number_of_top_level_images(context)))
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
