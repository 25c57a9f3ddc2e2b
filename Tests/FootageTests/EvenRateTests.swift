import Libav
import Testing

@testable import Footage

struct EvenRateTests {
  private func rate(_ times: [Int64], ticks: Int32 = 1000, nominal: FrameRate? = nil) -> FrameRate?
  {
    FrameTiming(
      times, lastDuration: nil, Rational(1, ticks),
      claims: [Rational(Int32(times.count - 1), 1), Rational(25, 1)]
    ).evenRate(nominal: nominal)
  }

  @Test func `places left out of a grid leave its rate`() {
    #expect(rate([0, 40, 160, 200, 240, 400], nominal: FrameRate(25)) == FrameRate(25))
    #expect(rate([0, 33, 67, 133, 233, 267]) == FrameRate(30))
  }

  @Test func `the slowest rate that loses nothing will do`() {
    #expect(rate([0, 40, 160, 200], nominal: FrameRate(50)) == FrameRate(25))
  }

  @Test func `without a grid the slowest rate that loses nothing will do`() {
    // Every third frame comes a third too late.
    let times = (0..<12).map { (number: Int64) -> Int64 in (number * 1000 + number % 3 * 330) / 24 }
    #expect(rate(times) == FrameRate(48))
    #expect((rate([0, 1, 101, 178, 303])?.framesPerSecond ?? 0) <= 120)
  }

  @Test func `an even clip keeps its rate`() {
    #expect(rate([0, 40, 80, 120]) == FrameRate(25))
  }
}
