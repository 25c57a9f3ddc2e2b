import StudioTestSupport
import Testing

@testable import Footage

struct GroupCutTests {
  private typealias Piece = GroupCut.Piece

  /// "c" for a copy, "e" for what is encoded.
  private func pieces(_ frames: Range<Int>, _ index: ClipIndex, opening: Bool = false) -> [String] {
    GroupCut.pieces(frames, of: index, opening: opening).map { piece in
      "\(piece.reason == nil ? "c" : "e")\(piece.frames.lowerBound)-\(piece.frames.upperBound)"
    }
  }

  @Test func `a whole clip is copied`() {
    #expect(pieces(0..<150, .sample(150)) == ["c0-150"])
    #expect(pieces(0..<150, .sample(150, run: 1)) == ["c0-150"])
  }

  @Test(arguments: [(149, ["c0-149"]), (148, ["c0-145", "e145-148"]), (1, ["c0-1"])])
  func `only what hangs over the last closed place is encoded`(end: Int, wanted: [String]) {
    // 1 + 37 runs of 4 = 149, then one frame alone.
    #expect(pieces(0..<end, .sample(150)) == wanted)
  }

  @Test func `without B-frames any end is free`() {
    for end in 1...20 { #expect(pieces(0..<end, .sample(20, run: 1)) == ["c0-\(end)"]) }
  }

  @Test func `a part that starts in the middle is encoded up to the next start`() {
    let index = ClipIndex.sample(100, group: 25, run: 4)
    #expect(pieces(30..<100, index) == ["e30-50", "c50-100"])
    #expect(pieces(25..<80, index) == ["c25-80"])
    #expect(pieces(30..<48, index) == ["e30-48"])
    #expect(pieces(30..<78, index) == ["e30-50", "c50-76", "e76-78"])
  }

  @Test(arguments: [(24, 0), (25, 25), (74, 50), (99, 75)])
  func `decoding a frame begins with the last start in front of it`(frame: Int, start: Int) {
    #expect(ClipIndex.sample(100, group: 25, run: 4).lastStart(upTo: frame) == start)
    #expect(ClipIndex.sample(100, group: 25, hidden: 5).lastStart(upTo: 10) == -5)
  }

  @Test func `hidden frames in front are not copied`() {
    #expect(pieces(0..<20, .sample(20, group: 25, hidden: 5)) == ["e0-20"])
    #expect(pieces(0..<45, .sample(45, group: 25, hidden: 5)) == ["e0-20", "c20-45"])
    #expect(pieces(0..<45, .sample(45, group: 25, hidden: 25)) == ["c0-45"])
  }

  @Test func `a file's own beginning will do where the film begins`() {
    let entries = (0..<10).map {
      ClipIndex.Entry(number: Int32($0), frame: Int32($0), isStart: false)
    }
    let index = ClipIndex(entries, frameCount: 10)
    #expect(pieces(0..<10, index) == ["e0-10"])
    #expect(pieces(0..<10, index, opening: true) == ["c0-10"])
    #expect(pieces(1..<10, index, opening: true) == ["e1-10"])
  }

  @Test(arguments: [
    (true, false, 1, false, true), (true, true, 1, false, true), (false, true, 12, false, true),
    (false, true, 5, false, true), (false, true, 4, false, false), (false, true, 1, false, false),
    (false, true, 1, true, true), (false, false, 12, true, false),
  ])
  func `a mark stays where players can start`(
    isStart: Bool, isOpen: Bool, left: Int, isLast: Bool, stays: Bool
  ) {
    let entry = ClipIndex.Entry(number: 0, frame: 8, isStart: isStart, isOpenStart: isOpen)
    let index = ClipIndex([entry], frameCount: 20)
    #expect(index.keepsMark(of: entry, end: 8 + left, isLast: isLast) == stays)
  }

  @Test func `obstacles are told`() {
    let index = ClipIndex.sample(10, obstacles: ["it limps"])
    let pieces = GroupCut.pieces(2..<5, of: index, opening: true)
    #expect(pieces == [Piece(frames: 2..<5, reason: "it limps")])
    #expect(GroupCut.pieces(3..<3, of: index, opening: true).isEmpty)
  }

  /// Whatever the order of decoding, wherever the cuts.
  @Test(arguments: 0..<200) func `cuts keep their promises`(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 1...60, using: &random)
    let hidden = Int.random(in: 0...3, using: &random)
    var order = Array(0..<count + hidden)
    for _ in 0..<count / 3 {
      let place = Int.random(in: 0..<order.count, using: &random)
      let other = min(order.count - 1, place + Int.random(in: 0...4, using: &random))
      order.swapAt(place, other)
    }
    let entries = order.enumerated().map { number, frame in
      ClipIndex.Entry(
        number: Int32(number), frame: Int32(frame - hidden),
        isStart: number == 0 || Int.random(in: 0..<8, using: &random) == 0)
    }
    let index = ClipIndex(entries, frameCount: count)
    for _ in 0..<20 {
      let start = Int.random(in: 0..<count, using: &random)
      let end = Int.random(in: start + 1...count, using: &random)
      let opening = Bool.random(using: &random)
      let pieces = GroupCut.pieces(start..<end, of: index, opening: opening)
      // The pieces are the wanted frames, each once and in order.
      #expect(pieces.flatMap { Array($0.frames) } == Array(start..<end))
      for piece in pieces where piece.reason == nil {
        let packets = index.packets(of: piece.frames)
        #expect(Set(packets.map { Int($0.frame) }) == Set(piece.frames))
        let first = packets.first
        #expect(first?.isStart == true || opening && first?.number == 0)
        // Nothing in front of the copy belongs to it, nothing in it to what follows.
        let before = entries.prefix(packets.startIndex)
        #expect(before.allSatisfy { Int($0.frame) < piece.frames.lowerBound })
      }
    }
  }
}
