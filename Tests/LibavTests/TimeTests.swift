import Libav
import Testing

struct TimeTests {
  static let rescalings: [(Timestamp, Rational, Int64)] = [
    (Timestamp(1, Rational(1, 25)), Rational(1, 12_800), 512),
    (Timestamp(-2, Rational(1, 25)), Rational(1, 90_000), -7200),
    (Timestamp(1, Rational(1, 3)), Rational(1, 10), 3),
    (Timestamp(1, Rational(1, 2)), Rational(1, 1), 1),
    (Timestamp(-1, Rational(1, 2)), Rational(1, 1), -1),
    (Timestamp(0, Rational(1, 1000)), Rational(1001, 30_000), 0),
  ]

  @Test(arguments: rescalings)
  func `rescaling finds the nearest tick`(time: Timestamp, base: Rational, ticks: Int64) {
    #expect(time.rescaled(to: base).ticks == ticks)
    #expect(time.rescaled(to: base).base == base)
  }

  @Test func `times compare across bases`() {
    #expect(Timestamp(1, Rational(1, 25)) == Timestamp(512, Rational(1, 12_800)))
    #expect(Timestamp(1, Rational(1, 25)) < Timestamp(513, Rational(1, 12_800)))
    #expect(Timestamp(-1, Rational(1, 25)) < Timestamp(0, Rational(1, 90_000)))
    #expect(Timestamp(.max, Rational(1, 90_000)) > Timestamp(.max, Rational(1, 90_001)))
  }

  @Test func `seconds round trip`() {
    #expect(Timestamp(seconds: 1.5, base: Rational(1, 1000)).ticks == 1500)
    #expect(Timestamp(seconds: -0.04, base: Rational(1, 12_800)).ticks == -512)
    #expect(Timestamp(37, Rational(1, 25)).seconds == 1.48)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
  func `nonsense seconds are no trap`(seconds: Double) {
    let time = Timestamp(seconds: seconds, base: Rational(1, 90_000))
    #expect(seconds.isNaN ? time.ticks == 0 : (time.ticks > 0) == (seconds > 0))
    #expect(Timestamp(seconds: 1, base: Rational(0, 0)).ticks >= 0)
  }

  @Test func `unknown fractions are told apart`() {
    #expect(Rational(25, 1).isPositive)
    #expect(!Rational(0, 1).isPositive)
    #expect(!Rational(0, 0).isPositive)
    #expect(!Rational(1, 0).isPositive)
    #expect(!Rational(-1, 25).isPositive)
    #expect(Rational(1, 0).value == 0)
    #expect(Rational(30_000, 1001).inverse == Rational(1001, 30_000))
  }
}
