internal import CJPEG

/// Reads JPEG files with libjpeg-turbo.
///
/// Its scaled decoding leaves out what a smaller picture cannot show, chroma that is stored more
/// coarsely keeps its detail, and inks and the usual marks of Adobe are what other programs take
/// them for.
package enum JPEG {
  /// The picture as it is stored: not turned, not converted; inks as how much there is of each.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - shrink: 1, 2, 4 or 8: how much smaller the picture comes out.
  ///   - mostPixels: more are refused before memory is taken for them.
  ///   - isCancelled: asked every few rows.
  /// - Throws: ``RasterError`` `.truncated`, `.damaged`, `.unsupported`, `.unsuitableSize`,
  ///   `.cancelled`.
  package static func samples(
    of bytes: [UInt8], shrink: Int = 1, mostPixels: Int = 1 << 28,
    isCancelled: () -> Bool = { false }
  ) throws(RasterError) -> SampledPicture {
    try bytes.withUnsafeBufferPointer { file in
      Result { () throws(RasterError) in
        try OpenedJPEG.reading(file, shrink: shrink)
          .samples(mostPixels: mostPixels, isCancelled)
      }
    }.get()
  }
}

/// A file that libjpeg has open; must not outlive the bytes.
private struct OpenedJPEG: ~Copyable {
  private let file: UnsafeMutablePointer<hs_jpeg>
  private let shrink: Int

  private init(adopting file: UnsafeMutablePointer<hs_jpeg>, shrink: Int) {
    self.file = file
    self.shrink = shrink
  }

  static func reading(
    _ bytes: UnsafeBufferPointer<UInt8>, shrink: Int
  ) throws(RasterError) -> OpenedJPEG {
    guard let file = hs_jpeg_open(bytes.baseAddress, bytes.count, UInt32(shrink)) else {
      throw RasterError(.damaged, "there is no memory to read the picture")
    }
    let opened = OpenedJPEG(adopting: file, shrink: shrink)
    guard file.pointee.state == hs_jpeg_fine else { throw opened.problem }
    return opened
  }

  deinit { hs_jpeg_close(file) }

  private var problem: RasterError {
    let words = withUnsafeBytes(of: file.pointee.message) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return switch file.pointee.state {
    case hs_jpeg_short: RasterError(.truncated, "the JPEG ends too early (\(words))")
    case hs_jpeg_unsupported:
      RasterError(.unsupported, "the JPEG is of a kind that is not read (\(words))")
    default: RasterError(.damaged, "the JPEG is damaged inside (\(words))")
    }
  }

  private var size: PixelSize {
    PixelSize(
      width: Int(file.pointee.info.output_width), height: Int(file.pointee.info.output_height))
  }

  func samples(
    mostPixels: Int, _ isCancelled: () -> Bool
  ) throws(RasterError) -> SampledPicture {
    let whole = PixelSize(
      width: Int(file.pointee.info.image_width), height: Int(file.pointee.info.image_height))
    guard whole.pixelCount <= mostPixels else {
      throw RasterError(.unsuitableSize, "the JPEG is \(whole) pixels, which is too many")
    }
    guard hs_jpeg_start(file) != 0 else { throw problem }
    let space: ColourSpace =
      switch file.pointee.kind {
      case hs_jpeg_grey: .grey
      case hs_jpeg_inks: .cmyk
      default: .rgb
      }
    let stride = size.width * space.channelCount
    var problem: RasterError?
    let bytes = [UInt8](unsafeUninitializedCapacity: stride * size.height) { place, count in
      do throws(RasterError) {
        try readAll(into: place, stride: stride, isCancelled)
        count = stride * size.height
      } catch {
        problem = error
      }
      // Adobe's files say how much of each ink is missing, and so do all that follow them.
      if space == .cmyk { for index in 0..<count { place[index] = ~place[index] } }
    }
    if let problem { throw problem }
    var picture = SampledPicture(
      size: size, layout: .interleaved(space, hasAlpha: false, bits: 8),
      planes: [SampledPicture.Plane(bytes: bytes, stride: stride)])
    picture.shrink = shrink
    return picture
  }

  private func readAll(
    into place: UnsafeMutableBufferPointer<UInt8>, stride: Int, _ isCancelled: () -> Bool
  ) throws(RasterError) {
    while hs_jpeg_has_more(file) != 0 {
      guard !isCancelled() else { throw RasterError(.cancelled, "cancelled") }
      guard hs_jpeg_read_rows(file, place.baseAddress, stride) != 0 else { throw problem }
    }
    guard hs_jpeg_finish(file) != 0 else { throw problem }
  }
}
