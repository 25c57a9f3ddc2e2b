internal import CFFmpeg

/// How samples lie in memory: FFmpeg's pixel formats, by name.
package struct PixelFormat: Hashable, Sendable, CustomStringConvertible {
  let raw: AVPixelFormat

  init(raw: AVPixelFormat) { self.raw = raw }

  /// - Returns: nil when this build of FFmpeg does not know the name.
  package init?(name: String) {
    let found = av_get_pix_fmt(name)
    guard found != AV_PIX_FMT_NONE else { return nil }
    raw = found
  }

  package static let rgba = PixelFormat(raw: AV_PIX_FMT_RGBA)
  package static let rgb24 = PixelFormat(raw: AV_PIX_FMT_RGB24)
  package static let grey = PixelFormat(raw: AV_PIX_FMT_GRAY8)
  package static let yuv420p = PixelFormat(raw: AV_PIX_FMT_YUV420P)

  /// FFmpeg's name, such as "yuv420p"; "unknown" when the file does not say.
  package var description: String {
    av_get_pix_fmt_name(raw).map { String(cString: $0) } ?? "unknown"
  }

  package var hasAlpha: Bool {
    guard let facts = av_pix_fmt_desc_get(raw) else { return false }
    return facts.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
  }

  /// Whether its samples are red, green and blue, or numbers of a palette of those.
  package var isRGB: Bool {
    guard let facts = av_pix_fmt_desc_get(raw) else { return false }
    return facts.pointee.flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0
  }

  /// The one of some formats that loses least of another; nil without any.
  package static func nearest(to own: PixelFormat, of names: [String]) -> PixelFormat? {
    // The "J" formats are the plain ones with a range that the tags tell, too.
    let formats = names.compactMap(PixelFormat.init(name:)).filter { !$0.isFullRangeByName }
    let plain =
      PixelFormat(
        name: own.description.replacingPrefix("yuvj", with: "yuv")) ?? own
    if formats.contains(plain) { return plain }
    var list = formats.map(\.raw)
    guard !list.isEmpty else { return nil }
    list.append(AV_PIX_FMT_NONE)
    let found = avcodec_find_best_pix_fmt_of_list(list, plain.raw, plain.hasAlpha ? 1 : 0, nil)
    return found == AV_PIX_FMT_NONE ? nil : PixelFormat(raw: found)
  }

  /// Bits of the deepest channel; nil when the format is unknown.
  package var bitDepth: Int? {
    guard let facts = av_pix_fmt_desc_get(raw), facts.pointee.nb_components > 0 else { return nil }
    let channels: [AVComponentDescriptor] = Array(tuple: facts.pointee.comp)
    return channels.prefix(Int(facts.pointee.nb_components)).map { Int($0.depth) }.max()
  }

  /// The "J" formats of old: full range by definition.
  package var isFullRangeByName: Bool {
    [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P]
      .contains(raw)
  }

  // AVPixelFormat is a C enumeration without Hashable.
  package static func == (left: PixelFormat, right: PixelFormat) -> Bool {
    left.raw.rawValue == right.raw.rawValue
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(raw.rawValue) }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
