import Libav
import Testing

@testable import Footage

struct DecodePlanTests {
  /// An index from times in decoding order; a key frame is written as its time with an exclamation.
  private func index(_ times: String) -> FrameIndex {
    FrameIndex(
      timeBase: Rational(1, 25),
      entries: times.split(separator: " ").enumerated().map { number, text in
        FrameIndex.Entry(
          presentation: Int64(text.filter(\.isNumber)) ?? 0, decoding: Int64(number), duration: 1,
          byteCount: 100, isKey: text.hasSuffix("!"), isHidden: false)
      })
  }

  private func runs(_ positions: [Int], _ times: String) -> [String] {
    DecodePlan(positions, in: index(times)).runs.map {
      "\($0.packets.lowerBound)-\($0.packets.upperBound): "
        + $0.wanted.map(String.init).joined(separator: " ")
    }
  }

  @Test func `one group is decoded once and only as far as needed`() {
    #expect(runs([1, 3], "0! 2 1 4 3 6 5") == ["0-3: 1 3"])
    #expect(runs([0], "0! 2 1 4 3") == ["0-0: 0"])
    #expect(runs([], "0! 1") == [])
  }

  @Test func `groups nobody wants are left out`() {
    #expect(runs([1, 7], "0! 1 2 3! 4 5 6! 7 8") == ["0-1: 1", "6-7: 7"])
    #expect(runs([0, 3, 6], "0! 1 2 3! 4 5 6! 7 8") == ["0-0: 0", "3-3: 3", "6-6: 6"])
  }

  @Test func `a frame shown before its key frame is decoded from the key frame before`() {
    // The frames 3 and 4 stand behind the key frame 5 and are shown before it.
    #expect(runs([4], "0! 2 1 5! 3 4 6 7") == ["0-4: 4"])
    #expect(runs([6], "0! 2 1 5! 3 4 6 7") == ["3-6: 6"])
    #expect(runs([2, 4], "0! 2 1 5! 3 4 6 7") == ["0-4: 2 4"])
  }

  @Test func `a run can be begun a key frame earlier, until the start`() {
    let frames = index("0! 1 2! 3 4! 5")
    let run = DecodePlan([5], in: frames).runs[0]
    #expect(run.packets == 4...5)
    let earlier = DecodePlan.earlier(run, in: frames)
    #expect(earlier?.packets == 2...5)
    let earliest = earlier.flatMap { DecodePlan.earlier($0, in: frames) }
    #expect(earliest?.packets == 0...5)
    #expect(earliest.flatMap { DecodePlan.earlier($0, in: frames) } == nil)
  }

  @Test func `times find the frame that is on screen`() {
    let frames = index("0! 3 1 2 6 4 5")
    #expect((0..<7).map { frames.ticks(ofFrame: $0) } == Array(0..<7))
    #expect(frames.frame(at: 0) == 0)
    #expect(frames.frame(at: 0.0799) == 2 && frames.frame(at: 0.079) == 1)
    #expect(frames.frame(at: 99) == 6)
    #expect(frames.number(atTicks: 5) == 5 && frames.number(atTicks: 9) == nil)
    #expect(frames.keyFrame(nearestTo: 5) == 0)
  }
}
