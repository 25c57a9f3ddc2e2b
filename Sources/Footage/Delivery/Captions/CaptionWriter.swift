import Libav

/// Writes captions into a file as its pictures go by.
struct CaptionWriter {
  private let codec: String
  private let stream: Int
  private var pieces: [CaptionPiece]
  private static let ticks = Rational(1, 1000)

  /// Adds the track to a file.
  init(_ track: CaptionTrack, _ muxer: borrowing Muxer) throws(LibavError) {
    codec = track.codec
    stream = try muxer.addText(
      codec: track.codec, header: track.codec == "mov_text" ? TimedText.header : [],
      timeBase: Self.ticks, language: nil)
    pieces = CaptionPiece.all(
      track.captions, fillsGaps: track.codec == "mov_text", overlaps: track.codec != "mov_text"
    ).reversed()
  }

  /// Writes what is shown before a moment; all of it for nil.
  mutating func write(until seconds: Double?, to file: borrowing OpenMuxer) throws(LibavError) {
    let limit = seconds.map { Int64($0 * 1000) } ?? .max
    while let piece = pieces.last, piece.start < limit {
      pieces.removeLast()
      let packet = try Packet()
      try packet.replaceBytes(
        codec == "mov_text" ? TimedText.sample(piece.text) : Array(piece.text.utf8))
      packet.presentation = piece.start
      packet.decoding = piece.start
      packet.duration = piece.end - piece.start
      packet.isKey = true
      packet.rescale(from: Self.ticks, to: file.timeBase(of: stream))
      try file.write(packet, to: stream)
    }
  }
}

/// A length of a caption track during which the same text is shown; pure.
struct CaptionPiece: Hashable {
  let start: Int64
  let end: Int64
  let text: String

  /// - Parameters:
  ///   - fillsGaps: whether a track has samples at all times, empty ones where nothing is shown.
  ///   - overlaps: whether two captions may be shown at once; the earlier one ends otherwise.
  static func all(_ captions: [Caption], fillsGaps: Bool, overlaps: Bool) -> [CaptionPiece] {
    var pieces: [CaptionPiece] = []
    var position: Int64 = 0
    for (number, caption) in captions.enumerated() {
      var end = caption.end
      if !overlaps, number + 1 < captions.count { end = min(end, captions[number + 1].start) }
      guard end > caption.start else { continue }
      if fillsGaps, caption.start > position {
        pieces.append(CaptionPiece(start: position, end: caption.start, text: ""))
      }
      pieces.append(CaptionPiece(start: caption.start, end: end, text: caption.text))
      position = end
    }
    return pieces
  }
}

/// Text as MP4 stores it: 3GPP TS 26.245.
enum TimedText {
  /// The sample description behind its first eight bytes: white letters of 18 pixels at the bottom,
  /// without a background, in the font "Serif".
  static let header: [UInt8] =
    [0, 0, 0, 0, 1, 0xFF, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
    + [0, 0, 0, 0, 0, 1, 0, 18, 255, 255, 255, 255]
    + [0, 0, 0, 18] + Array("ftab".utf8) + [0, 1, 0, 1, 5] + Array("Serif".utf8)

  /// A length of 16 bits, then the text without marks that are not understood here.
  static func sample(_ text: String) -> [UInt8] {
    var bytes = Array(plain(text).utf8)
    if bytes.count > 65_535 { bytes = Array(bytes[..<65_535]) }
    return [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
  }

  /// Without tags such as "<i>".
  private static func plain(_ text: String) -> String {
    var isInTag = false
    return text.filter { character in
      if character == "<" { isInTag = true }
      defer { if character == ">" { isInTag = false } }
      return !isInTag
    }
  }
}
