internal import CJPEG
import Dispatch
import Synchronization

/// Reads JPEG files with libjpeg-turbo.
///
/// Its scaled decoding leaves out what a smaller picture cannot show, chroma that is stored more
/// coarsely keeps its detail, and inks and the usual marks of Adobe are what other programs take
/// them for.
package enum JPEG {
  /// Decodes the picture as it is stored, not turned, not converted, inks as how much there is of
  /// each, while something is made of it already.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - shrink: 1, 2, 4 or 8: how much smaller the picture comes out.
  ///   - mostPixels: more are refused before memory is taken for them.
  ///   - isCancelled: asked every few rows.
  ///   - body: is given the picture, and waits where it reads rows that are not there yet. What it
  ///     makes of a file that turns out to be damaged is thrown away.
  /// - Throws: ``RasterError`` `.truncated`, `.damaged`, `.unsupported`, `.unsuitableSize`,
  ///   `.cancelled`; what the body throws.
  package static func withSamples<Answer: Sendable>(
    of bytes: [UInt8], shrink: Int = 1, mostPixels: Int = 1 << 28,
    isCancelled: @Sendable () -> Bool = { false },
    _ body: @Sendable (SampledPicture) throws -> Answer
  ) throws -> Answer {
    try bytes.withUnsafeBufferPointer { file in
      let opened = try OpenedJPEG.reading(file, shrink: shrink)
      let (picture, rows) = try opened.picture(mostPixels: mostPixels)
      let problem = FirstProblem()
      let answer = Mutex<Result<Answer, any Error>?>(nil)
      let isAnswered = Atomic(false)
      // The first of the two waits for nobody, so that they may run one after the other as well.
      DispatchQueue.concurrentPerform(iterations: 2) { index in
        if index == 0 {
          do throws(RasterError) {
            try opened.decode(into: rows) {
              isCancelled() || isAnswered.load(ordering: .relaxed)
            }
          } catch {
            problem.note(error)
          }
          rows.finish()
        } else {
          let made = Result { try body(picture) }
          if case .failure = made { isAnswered.store(true, ordering: .relaxed) }
          answer.withLock { $0 = made }
        }
      }
      let made = answer.withLock { $0 }
      // Decoding was broken off because nobody wants the picture any more.
      if case .failure(let error) = made, isAnswered.load(ordering: .relaxed),
        problem.error?.code == .cancelled
      {
        throw error
      }
      if let error = problem.error { throw error }
      guard let made else { throw RasterError(.cancelled, "cancelled") }
      return try made.get()
    }
  }

  /// The whole picture as it is stored.
  ///
  /// - Throws: ``RasterError``, as ``withSamples(of:shrink:mostPixels:isCancelled:_:)`` does.
  package static func samples(
    of bytes: [UInt8], shrink: Int = 1, mostPixels: Int = 1 << 28,
    isCancelled: @Sendable () -> Bool = { false }
  ) throws -> SampledPicture {
    try withSamples(
      of: bytes, shrink: shrink, mostPixels: mostPixels, isCancelled: isCancelled
    ) { $0 }
  }
}

/// A file that libjpeg has open; must not outlive the bytes.
///
/// `nonisolated(unsafe)`: one thread opens it, one decodes, and whoever opened it closes it after
/// that; never two at a time.
private struct OpenedJPEG: ~Copyable, Sendable {
  private nonisolated(unsafe) let file: UnsafeMutablePointer<hs_jpeg>
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

  /// Gets ready to decode: the picture, and its rows, none of which is there yet.
  func picture(mostPixels: Int) throws(RasterError) -> (SampledPicture, ArrivingRows) {
    let whole = PixelSize(
      width: Int(file.pointee.info.image_width), height: Int(file.pointee.info.image_height))
    guard whole.pixelCount <= mostPixels else {
      throw RasterError(.unsuitableSize, "the JPEG is \(whole) pixels, which is too many")
    }
    let space: ColourSpace =
      switch file.pointee.kind {
      case hs_jpeg_grey: .grey
      case hs_jpeg_inks: .cmyk
      default: .rgb
      }
    let rows = try ArrivingRows(stride: size.width * space.channelCount, height: size.height)
    var picture = SampledPicture(
      size: size, layout: .interleaved(space, hasAlpha: false, bits: 8),
      planes: [SampledPicture.Plane(rows)])
    picture.shrink = shrink
    return (picture, rows)
  }

  func decode(into rows: ArrivingRows, _ isCancelled: () -> Bool) throws(RasterError) {
    guard hs_jpeg_start(file) != 0 else { throw problem }
    while hs_jpeg_has_more(file) != 0 {
      guard !isCancelled() else { throw RasterError(.cancelled, "cancelled") }
      try rows.append { place throws(RasterError) in
        let count = Int(hs_jpeg_read_rows(file, place, rows.stride))
        guard count > 0 else { throw problem }
        // Adobe's files say how much of each ink is missing, and so do all that follow them.
        if file.pointee.kind == hs_jpeg_inks {
          for index in 0..<(count * rows.stride) { place[index] = ~place[index] }
        }
        return count
      }
    }
    guard hs_jpeg_finish(file) != 0 else { throw problem }
  }
}
