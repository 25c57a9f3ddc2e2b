internal import CFFmpeg

/// A moment or a length of time in ticks of a time base; comparing rescales.
package struct Timestamp: Sendable, Comparable {
  package let ticks: Int64
  package let base: Rational

  package init(_ ticks: Int64, _ base: Rational) {
    self.ticks = ticks
    self.base = base
  }

  /// The nearest tick; what is beyond all ticks is the outermost one, and nothing at all is 0.
  package init(seconds: Double, base: Rational = .microseconds) {
    let ticks = (seconds / base.value).rounded()
    // The largest number of ticks is no Double; the next above it is 2^63.
    self.init(
      Int64(exactly: ticks) ?? (ticks.isNaN ? 0 : ticks < 0 ? .min : .max), base)
  }

  package var seconds: Double { Double(ticks) * base.value }

  /// The nearest tick of another base; halves go away from zero.
  package func rescaled(to other: Rational) -> Timestamp {
    Timestamp(av_rescale_q(ticks, base.raw, other.raw), other)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    av_compare_ts(left.ticks, left.base.raw, right.ticks, right.base.raw) < 0
  }

  package static func == (left: Timestamp, right: Timestamp) -> Bool {
    av_compare_ts(left.ticks, left.base.raw, right.ticks, right.base.raw) == 0
  }
}
