import Outputs

/// What the chunks of an animated WebP say: FFmpeg writes such files and cannot read them.
///
/// Source of the layout: the WebP container specification, "Animation".
struct WebPFacts: Equatable {
  let frameCount: Int
  /// Times it is shown; zero is for ever.
  let loops: Int
  let milliseconds: Int
  /// Whether it is one picture without an animation.
  let isStill: Bool

  static func read(_ path: String) throws(OutputError) -> WebPFacts {
    let file = try PieceReader.of(path)
    var offset = 12
    var (frames, loops, milliseconds) = (0, 1, 0)
    var isStill = false
    while offset + 8 <= file.byteCount {
      let head = try file.bytes(at: offset, count: 24)
      guard head.count >= 8 else { break }
      let name = String(decoding: head[..<4], as: UTF8.self)
      let size = number(head[4..<8])
      if name == "VP8 " || name == "VP8L" { isStill = true }
      if name == "ANIM", head.count >= 14 { loops = number(head[12..<14]) }
      if name == "ANMF", head.count >= 23 {
        frames += 1
        milliseconds += number(head[20..<23])
      }
      // Chunks are filled up to an even length.
      offset += 8 + size + size % 2
    }
    return WebPFacts(frameCount: frames, loops: loops, milliseconds: milliseconds, isStill: isStill)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
