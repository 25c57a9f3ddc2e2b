import Libav
import Testing

@testable import Footage

struct SqueezedTimingTests {
  private func timing(_ times: [Int64], _ ticks: Int32 = 12_288) -> FrameTiming {
    // Containers divide all frames by the length.
    FrameTiming(
      times, lastDuration: nil, Rational(1, ticks),
      claims: [Rational(512, 21), Rational(24, 1)])
  }

  @Test func `frames of a tick on an even grid are squeezed`() {
    let film = timing([0, 512, 1024, 1535, 1536, 2048, 2559, 2560, 3072])
    #expect(film.squeezed == [3, 6] && film.rate == FrameRate(24))
    #expect(!film.isConstant && !film.isOnGrid && film.looksEven)
    #expect(abs(film.seconds - 7.0 / 24) < 1e-9 && film.evenRate(nominal: nil) == FrameRate(24))
  }

  @Test func `two may follow each other, and ticks may be coarse`() {
    #expect(timing([0, 512, 1022, 1023, 1024, 1536, 2048]).squeezed == [2, 3])
    #expect(timing([0, 42, 82, 83, 125, 167, 208], 1000).squeezed == [2])
    // Milliseconds may leave nothing of it.
    #expect(timing([0, 42, 83, 83, 125, 167, 208], 1000).squeezed == [2])
  }

  @Test func `frames that come anyhow are not`() {
    #expect(timing([0, 512, 1024, 1535, 1536, 2300, 2560, 3072]).squeezed.isEmpty)
    #expect(timing([0, 512, 1024, 1536]).squeezed.isEmpty)
    #expect(timing([0, 512, 800, 1024, 1536]).squeezed.isEmpty)
    #expect(timing([0, 1, 512, 1024, .max]).squeezed.isEmpty)
    #expect(timing([.min, 512, .max]).squeezed.isEmpty)
    #expect(timing([0, 0, 0, 1]).squeezed.isEmpty)
  }
}
