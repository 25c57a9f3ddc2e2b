import StudioTestSupport
import Testing

@testable import Footage

struct FramePositionTests {
  static let positions: [(String, FramePosition)] = [
    ("first", .first), ("last", .last), ("middle", .middle), ("0", .seconds(0)),
    ("1.5", .seconds(1.5)), ("90", .seconds(90)), (".5", .seconds(0.5)), ("2.", .seconds(2)),
    ("01:30", .seconds(90)), ("1:02.250", .seconds(62.25)), ("00:00:01.500", .seconds(1.5)),
    ("100:00:00", .seconds(360_000)), ("90:00", .seconds(5400)), ("50%", .fraction(0.5)),
    ("0%", .fraction(0)), ("100%", .fraction(1)), ("12.5%", .fraction(0.125)),
    ("f:0", .frame(0)), ("f:37", .frame(37)),
  ]

  @Test(arguments: positions)
  func `positions are read`(text: String, expected: FramePosition) {
    #expect(FramePosition(text) == expected)
  }

  @Test(arguments: [
    "", " ", "-1", "+1", "1e3", "nan", "inf", "0x10", "1,5", "1.5s", "First", "f:", "f:-1", "f:1.5",
    "f:+1", "f:99999999999999999999", "%", "101%", "-1%", "1:60", "1:2:60", "1:60:00", "1:2:3:4",
    ":", ":5", "1:",
    "1::2", "1.5:00", "1 .5", "٣", "1.2.3", "first ", ".", "..", "%50",
  ])
  func `anything else is not`(text: String) {
    #expect(FramePosition(text) == nil)
  }

  @Test func `positions are written as they are read`() {
    for (_, position) in Self.positions {
      #expect(FramePosition(position.description) == position, "\(position)")
    }
  }

  @Test func `any text gets an answer`() {
    var random = SeededGenerator(seed: 5)
    let letters = Array("0123456789.:%f-+e lastmidr")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...10, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? "0"
        })
      switch FramePosition(text) {
      case .seconds(let seconds): #expect(seconds >= 0 && seconds.isFinite, "\(text)")
      case .fraction(let part): #expect((0...1).contains(part), "\(text)")
      case .frame(let number): #expect(number >= 0, "\(text)")
      default: break
      }
    }
  }
}
