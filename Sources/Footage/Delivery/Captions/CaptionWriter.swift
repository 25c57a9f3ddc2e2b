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
    let isTimedText = track.codec == "mov_text"
    pieces = CaptionPiece.all(
      track.captions, fillsGaps: isTimedText, overlaps: !isTimedText,
      text: isTimedText ? \.plain : track.codec == "webvtt" ? \.webVTT : \.subRip
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
  ///   - captions: by their starts.
  ///   - fillsGaps: whether a track has samples at all times, empty ones where nothing is shown.
  ///   - overlaps: whether pieces may be shown at once; captions that are share a piece otherwise.
  ///   - text: what is stored of a caption.
  static func all(
    _ captions: [Caption], fillsGaps: Bool, overlaps: Bool, text: (Caption) -> String
  ) -> [CaptionPiece] {
    let shown = captions.filter { $0.end > $0.start }
    guard !overlaps else {
      return shown.map { CaptionPiece(start: $0.start, end: $0.end, text: text($0)) }
    }
    var pieces: [CaptionPiece] = []
    var position: Int64 = 0
    var active: [Caption] = []
    var coming = shown[...]
    while !coming.isEmpty || !active.isEmpty {
      if active.isEmpty, let next = coming.first {
        if fillsGaps, next.start > position {
          pieces.append(CaptionPiece(start: position, end: next.start, text: ""))
        }
        position = next.start
      }
      while let next = coming.first, next.start <= position {
        active.append(next)
        coming.removeFirst()
      }
      // What is shown stays the same until one goes or another comes.
      let goes = active.map(\.end).min() ?? position
      let end = min(goes, coming.first?.start ?? goes)
      let lines = active.map(text).joined(separator: "\n")
      pieces.append(CaptionPiece(start: position, end: end, text: lines))
      position = end
      active.removeAll { $0.end <= position }
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

  /// A length of 16 bits, then the text.
  static func sample(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    if bytes.count > 65_535 { bytes = Array(bytes[..<65_535]) }
    return [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
  }
}
