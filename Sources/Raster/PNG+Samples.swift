internal import CPNG

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension PNG {
  /// What a PNG says before its pixels.
  package struct Facts: Sendable, Hashable {
    package let size: PixelSize
    /// Channels and bits once palettes and small depths are expanded.
    package let channelCount: Int
    package let bits: Int
    /// What the colours mean, where the file says so.
    package let colour: ColourSource?
  }

  /// Reads what stands before the pixels.
  ///
  /// - Throws: ``RasterError`` `.notPNG`, `.truncated` or `.damaged`.
  package static func facts(of bytes: [UInt8]) throws(RasterError) -> Facts {
    _ = try size(of: bytes)
    var found = hs_png_facts()
    defer { free(found.profile) }
    try read(bytes, &found, into: nil)
    var profile: [UInt8] = []
    if let start = found.profile {
      profile = Array(UnsafeBufferPointer(start: start, count: found.profile_count))
    }
    return Facts(
      size: PixelSize(width: Int(found.width), height: Int(found.height)),
      channelCount: Int(found.channels), bits: Int(found.bits),
      colour: codePoints(in: bytes) ?? (profile.isEmpty ? colour(found) : .profile(profile)))
  }

  /// Reads the pixels as they are: greys stay grey, 16 bits stay 16 bits, no gamma is applied.
  ///
  /// - Throws: ``RasterError`` `.notPNG`, `.truncated` or `.damaged`.
  package static func samples(of bytes: [UInt8]) throws(RasterError) -> SampledPicture {
    try requireWhole(bytes)
    let facts = try facts(of: bytes)
    let channels = facts.channelCount
    let rowBytes = facts.size.width * channels * facts.bits / 8
    var found = hs_png_facts()
    let pixels = try Result { () throws(RasterError) in
      var problem: RasterError?
      let pixels = [UInt8](unsafeUninitializedCapacity: rowBytes * facts.size.height) {
        buffer, count in
        do throws(RasterError) {
          try read(bytes, &found, into: buffer.baseAddress)
          count = rowBytes * facts.size.height
        } catch {
          problem = error
          count = 0
        }
      }
      if let problem { throw problem }
      return pixels
    }.get()
    return SampledPicture(
      size: facts.size,
      layout: .interleaved(
        channels < 3 ? .grey : .rgb, hasAlpha: channels % 2 == 0, bits: facts.bits),
      planes: [SampledPicture.Plane(bytes: pixels, stride: rowBytes)])
  }

  /// In place of a level: the quickest way that still makes photographs half as large.
  static let quick = -1

  /// Writes a PNG: RGB if the picture is opaque, RGBA otherwise, tagged as sRGB.
  ///
  /// - Parameters:
  ///   - bitmap: the picture.
  ///   - compression: zlib's level, 0 (none) to 9 (smallest), or ``quick``; up to 3 one filter and
  ///     runs alone, for speed.
  ///   - text: text chunks, in this order; keys are 1 to 79 Latin letters.
  /// - Returns: the same bytes for the same arguments, with the same release of libpng and zlib.
  /// - Throws: ``RasterError`` `.unsuitableSize` or `.encoding`.
  package static func encode(
    _ bitmap: Bitmap, compression: Int, text: [(key: String, value: String)] = []
  ) throws(RasterError) -> [UInt8] {
    try requireSuitable(bitmap.size)
    var output = hs_png_output()
    defer { free(output.bytes) }
    let copies: [(UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)] = text.map {
      (strdup($0.key), strdup($0.value))
    }
    defer {
      for copy in copies {
        free(copy.0)
        free(copy.1)
      }
    }
    let keys = copies.map { UnsafePointer<CChar>($0.0) }
    let values = copies.map { UnsafePointer<CChar>($0.1) }
    let wrote = bitmap.pixels.withUnsafeBufferPointer { pixels in
      hs_png_write(
        &output, pixels.baseAddress, UInt32(bitmap.width), UInt32(bitmap.height),
        bitmap.isOpaque ? 0 : 1, Int32(min(max(compression, quick), 9)), keys, values,
        Int32(text.count))
    }
    guard wrote != 0, let start = output.bytes else {
      throw RasterError(
        .encoding, "cannot write a PNG of \(bitmap.size): \(string(of: output.message))")
    }
    return Array(UnsafeBufferPointer(start: start, count: output.count))
  }

  private static func read(
    _ bytes: [UInt8], _ facts: inout hs_png_facts, into target: UnsafeMutablePointer<UInt8>?
  ) throws(RasterError) {
    var file = hs_png_file()
    let isRead = bytes.withUnsafeBufferPointer { buffer in
      file.bytes = buffer.baseAddress
      file.count = buffer.count
      return hs_png_read(&file, &facts, target)
    }
    guard isRead != 0 else {
      throw RasterError(
        file.is_short != 0 ? .truncated : .damaged,
        "the PNG is damaged (\(string(of: file.message)))")
    }
  }

  private static func string<Characters>(of characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// The code points of ITU-T H.273 in a `cICP` chunk, which goes before all else.
  private static func codePoints(in bytes: [UInt8]) -> ColourSource? {
    guard let chunk = chunks(in: bytes).first(where: { $0.name == "cICP" }),
      chunk.content.count == 4
    else { return nil }
    let start = chunk.content.lowerBound
    return ColourSource.codePoints(
      primaries: Int(bytes[start]), transfer: Int(bytes[start + 1]))
  }

  private static func colour(_ facts: hs_png_facts) -> ColourSource? {
    if facts.has_srgb != 0 { return .sRGB }
    guard facts.has_gamma != 0 || facts.has_chroma != 0 else { return nil }
    var primaries = ColourSource.Primaries.bt709
    if facts.has_chroma != 0 {
      let chroma = facts.chroma
      let stated = ColourSource.Primaries(
        red: .init(chroma.2, chroma.3), green: .init(chroma.4, chroma.5),
        blue: .init(chroma.6, chroma.7), white: .init(chroma.0, chroma.1))
      if !stated.isNear(.bt709) { primaries = stated }
    }
    // 1/2.2 is how files say sRGB that know no better word for it.
    let isUsual = facts.has_gamma == 0 || abs(facts.gamma - 0.45455) < 0.001
    guard isUsual || facts.gamma > 0.01 else { return nil }
    let curve = isUsual ? TransferCurve.sRGB : .power(1 / facts.gamma)
    return primaries == .bt709 && isUsual ? .sRGB : .primaries(primaries, curve)
  }
}

extension ColourSource.Primaries {
  fileprivate func isNear(_ other: Self) -> Bool {
    zip([red, green, blue, white], [other.red, other.green, other.blue, other.white])
      .allSatisfy { abs($0.x - $1.x) < 0.001 && abs($0.y - $1.y) < 0.001 }
  }
}
