import Outputs

/// Where the fragments of a fragmented MP4 lie.
///
/// Boxes after ISO/IEC 14496-12: `sidx` in 8.16.3, `moof` in 8.8.4, `trun` in 8.8.8.
struct FragmentIndex: Sendable, Hashable {
  /// A run of bytes that players ask for.
  struct Range: Sendable, Hashable {
    let offset: Int
    let count: Int
  }

  struct Fragment: Sendable, Hashable {
    let range: Range
    /// From the fragment's start to the end of its first picture.
    let firstPicture: Range
    /// In ticks.
    let duration: Int
    /// Whether decoding can start with it.
    let isIndependent: Bool
  }

  /// The boxes that come before all fragments.
  let header: Range
  /// The box that lists the fragments.
  let index: Range
  let ticksPerSecond: Int
  let fragments: [Fragment]
  let byteCount: Int

  func seconds(_ fragment: Fragment) -> Double {
    Double(fragment.duration) / Double(ticksPerSecond)
  }

  /// Seconds at which each fragment starts.
  var starts: [Double] {
    var ticks = 0
    return fragments.map { fragment in
      defer { ticks += fragment.duration }
      return Double(ticks) / Double(ticksPerSecond)
    }
  }

  /// - Returns: nil when it is no such file.
  static func read(_ path: String) throws(OutputError) -> FragmentIndex? {
    let file = try PieceReader.of(path)
    var offset = 0
    var header: Range?
    while offset + 8 <= file.byteCount {
      let head = BoxBytes(try file.bytes(at: offset, count: 8)[...])
      guard let size = head.number(at: 0), let type = head.text(at: 4), size >= 8,
        size <= file.byteCount - offset
      else { return nil }
      if type == "moov" { header = Range(offset: 0, count: offset + size) }
      if type == "sidx", let header {
        let box = BoxBytes(try file.bytes(at: offset, count: size)[...]).dropFirst(8)
        return try parse(
          box, file, header: header, index: Range(offset: offset, count: size))
      }
      offset += size
    }
    return nil
  }

  private static func parse(
    _ box: BoxBytes, _ file: borrowing PieceReader, header: Range, index: Range
  ) throws(OutputError) -> FragmentIndex? {
    guard let version = box.byte(at: 0), let ticks = box.number(at: 8), ticks > 0,
      let ahead = version == 0 ? box.number(at: 16) : box.longNumber(at: 20)
    else { return nil }
    let start = version == 0 ? 20 : 28
    guard let word = box.number(at: start) else { return nil }
    var offset = index.offset + index.count + ahead
    var fragments: [Fragment] = []
    for place in 0..<(word & 0xFFFF) {
      let entry = start + 4 + 12 * place
      guard let size = box.number(at: entry), let duration = box.number(at: entry + 4),
        let access = box.number(at: entry + 8), size >> 31 == 0, size <= file.byteCount - offset
      else { return nil }
      let range = Range(offset: offset, count: size)
      guard let first = try firstPicture(in: range, file) else { return nil }
      fragments.append(
        Fragment(
          range: range, firstPicture: first, duration: duration, isIndependent: access >> 31 == 1))
      offset += size
    }
    return FragmentIndex(
      header: header, index: index, ticksPerSecond: ticks, fragments: fragments,
      byteCount: file.byteCount)
  }

  private static func firstPicture(
    in range: Range, _ file: borrowing PieceReader
  ) throws(OutputError) -> Range? {
    var offset = range.offset
    while offset + 8 <= range.offset + range.count {
      let head = BoxBytes(try file.bytes(at: offset, count: 8)[...])
      guard let size = head.number(at: 0), let type = head.text(at: 4), size >= 8 else {
        return nil
      }
      if type == "moof" {
        let moof = BoxBytes(try file.bytes(at: offset, count: size)[...]).dropFirst(8)
        guard let track = moof.child("traf"), let (start, bytes) = firstSample(track) else {
          return nil
        }
        let end = offset + start + bytes
        return Range(offset: range.offset, count: end - range.offset)
      }
      offset += size
    }
    return nil
  }

  /// Where the first sample's data starts behind the `moof`'s start, and its bytes.
  private static func firstSample(_ track: BoxBytes) -> (start: Int, bytes: Int)? {
    guard let head = track.child("tfhd"), let run = track.child("trun"),
      let headFlags = head.number(at: 0), let flags = run.number(at: 0), flags & 1 != 0,
      let start = run.signedNumber(at: 8)
    else { return nil }
    var place = 12 + (flags & 0x4 != 0 ? 4 : 0)
    if flags & 0x200 != 0 {
      if flags & 0x100 != 0 { place += 4 }
      return run.number(at: place).map { (start, $0) }
    }
    guard headFlags & 0x10 != 0 else { return nil }
    var usual = 8
    if headFlags & 0x1 != 0 { usual += 8 }
    if headFlags & 0x2 != 0 { usual += 4 }
    if headFlags & 0x8 != 0 { usual += 4 }
    return head.number(at: usual).map { (start, $0) }
  }
}
