internal import CFFmpeg

/// A fingerprint of a picture's samples: equal pictures have equal ones, and others have not, but by
/// a chance of one in 2^128.
///
/// It is no guard against forgery. At a tenth of SHA-256's cost it hardly slows decoding down.
package struct FrameDigest: Hashable, Sendable {
  fileprivate let low: UInt64
  fileprivate let high: UInt64
  fileprivate let width: Int32
  fileprivate let height: Int32
  fileprivate let format: Int32
}

/// Makes fingerprints of pictures, one after another.
package struct FrameDigester: ~Copyable {
  private let state: OpaquePointer

  package init() throws(LibavError) {
    state = try allocated(av_murmur3_alloc(), "a picture's fingerprint")
  }

  deinit { av_free(UnsafeMutableRawPointer(state)) }

  /// The fingerprint of all planes, rows without padding.
  ///
  /// - Throws: ``LibavError`` `.unsupported` for a frame whose samples are not in memory.
  package func digest(_ frame: borrowing Frame) throws(LibavError) -> FrameDigest {
    let picture = frame.raw
    let (width, height) = (picture.pointee.width, picture.pointee.height)
    let label = "compare a picture of \(frame.size)"
    guard let facts = av_pix_fmt_desc_get(frame.format.raw),
      facts.pointee.flags & UInt64(AV_PIX_FMT_FLAG_HWACCEL) == 0
    else { throw LibavError(.unsupported, label, reason: "its format is not known") }
    av_murmur3_init(state)
    let planes: [UnsafeMutablePointer<UInt8>?] = Array(tuple: picture.pointee.data)
    let strides: [Int32] = Array(tuple: picture.pointee.linesize)
    let hasPalette = facts.pointee.flags & UInt64(AV_PIX_FMT_FLAG_PAL) != 0
    for plane in 0..<planes.count {
      guard let start = planes[plane] else { break }
      if hasPalette, plane == 1 {
        av_murmur3_update(state, start, 1024)
        break
      }
      let byteCount = try check(
        av_image_get_linesize(frame.format.raw, width, Int32(plane)), label)
      guard byteCount > 0 else { break }
      let shift = plane == 1 || plane == 2 ? Int32(facts.pointee.log2_chroma_h) : 0
      for row in 0..<Int(-((-height) >> shift)) {
        av_murmur3_update(state, start + row * Int(strides[plane]), Int(byteCount))
      }
    }
    var result: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &result) { bytes in
      av_murmur3_final(state, bytes.bindMemory(to: UInt8.self).baseAddress)
    }
    return FrameDigest(
      low: result.0, high: result.1, width: width, height: height, format: frame.format.raw.rawValue
    )
  }
}
