import Raster

extension StillHeader {
  /// JPEG: segments up to the first scan, then a search for the end mark.
  ///
  /// Decoders are content with a file that stops in the middle and paint the rest grey; such a file
  /// is truncated here. Source: ITU-T T.81, annex B.
  static func jpeg(_ bytes: [UInt8]) throws(Problem) -> StillHeader {
    var walk = JPEGWalk(bytes: bytes[...], position: 2)
    var frame: JPEGFrame?
    var exif: [UInt8] = []
    var profile = JPEGProfile()
    while true {
      guard let marker = walk.nextMarker() else { throw .truncated }
      if marker == 0xD9 { throw .damaged("ends before its picture begins") }
      guard let segment = walk.nextSegment() else { throw .truncated }
      switch marker {
      case 0xE1 where exif.isEmpty && segment.starts(with: Exif.prefix):
        exif = Array(segment.dropFirst(Exif.prefix.count))
      case 0xE2: profile.add(segment)
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker) && frame == nil:
        frame = try JPEGFrame(segment, marker)
      case 0xDA:
        guard let frame else { throw .damaged("has no frame header") }
        guard JPEGMarkers.reachEnd(of: bytes, from: walk.position) else { throw .truncated }
        return header(frame, exif, profile)
      default: break
      }
    }
  }

  private static func header(
    _ frame: JPEGFrame, _ exif: [UInt8], _ profile: JPEGProfile
  ) -> StillHeader {
    var header = StillHeader(
      size: frame.size, orientation: Exif.orientation(in: exif[...]) ?? .up, isAnimated: false)
    header.exif = exif
    header.chromaStep = frame.chromaStep
    header.colour = profile.bytes.map { .profile($0) } ?? Exif.colour(in: exif[...])
    header.hasBrokenProfile = profile.isBroken
    return header
  }
}

/// What a frame header says.
private struct JPEGFrame {
  let size: PixelSize
  /// For how many pixels of a row or column colours are stored once, if that is not the same for both.
  ///
  /// Where it is, libjpeg shrinks by leaving out the steps that would enlarge the colours first.
  let chromaStep: Int

  init(_ segment: ArraySlice<UInt8>, _ marker: UInt8) throws(StillHeader.Problem) {
    func number(_ offset: Int, _ width: Int) -> Int? {
      segment.number(at: offset, bytes: width, isLittleEndian: false)
    }
    guard let depth = number(0, 1), let height = number(1, 2), let width = number(3, 2)
    else { throw .damaged("has a broken frame header") }
    // Baseline, extended and progressive ones, the last two coded arithmetically, too; the others
    // are lossless or hierarchical.
    guard [0xC0, 0xC1, 0xC2, 0xC9, 0xCA].contains(marker) else {
      throw .unsupported("is coded in a way that is hardly ever used and not read here")
    }
    guard depth == 8 else { throw .unsupported("has \(depth) bits a colour; 8 are read") }
    size = PixelSize(width: width, height: height)
    // The first component's two numbers of samples, across and down, against the second's.
    guard let first = number(7, 1), let second = number(10, 1) else {
      chromaStep = 1
      return
    }
    let across = (first >> 4) / max(1, second >> 4)
    let down = (first & 15) / max(1, second & 15)
    chromaStep = across == down ? 1 : min(4, max(1, across, down))
  }
}

/// A colour profile, which may be spread over several segments.
///
/// Source: ICC.1:2022, B.4.
private struct JPEGProfile {
  private static let mark = Array("ICC_PROFILE".utf8) + [0]
  private var parts: [Int: ArraySlice<UInt8>] = [:]
  private var count = 0

  mutating func add(_ segment: ArraySlice<UInt8>) {
    guard segment.count > 14, segment.starts(with: Self.mark) else { return }
    let start = segment.startIndex + 12
    parts[Int(segment[start])] = segment.dropFirst(14)
    count = max(count, Int(segment[start + 1]))
  }

  /// The whole profile; nil if there is none or a part is missing.
  var bytes: [UInt8]? {
    guard count > 0, (1...count).allSatisfy({ parts[$0] != nil }) else { return nil }
    return (1...count).flatMap { parts[$0] ?? [] }
  }

  var isBroken: Bool { !parts.isEmpty && bytes == nil }
}

/// Steps from marker to marker through a JPEG; every step goes forward.
private struct JPEGWalk {
  let bytes: ArraySlice<UInt8>
  var position: Int

  /// Goes to the next marker, over fill bytes and stray ones, and past it.
  mutating func nextMarker() -> UInt8? {
    let end = bytes.endIndex
    while position < end - 1 {
      let code = bytes[position + 1]
      let isMarker = bytes[position] == 0xFF && code != 0xFF && code != 0
      position += isMarker ? 2 : 1
      // Restart marks and the temporary mark stand alone.
      if isMarker && !(0xD0...0xD8).contains(code) && code != 0x01 { return code }
    }
    return nil
  }

  /// The content of the segment after a marker; goes past it.
  mutating func nextSegment() -> ArraySlice<UInt8>? {
    guard
      let length = bytes.number(
        at: position - bytes.startIndex, bytes: 2, isLittleEndian: false),
      length >= 2, length <= bytes.endIndex - position
    else { return nil }
    defer { position += length }
    return bytes[(position + 2)..<(position + length)]
  }
}
