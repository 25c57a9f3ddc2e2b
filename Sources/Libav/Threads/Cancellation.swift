internal import CFFmpeg
import Synchronization

/// A flag that stops blocking work: raised from anywhere, checked once a packet and during I/O.
package final class Cancellation: Sendable {
  private let raised = Atomic(false)
  private let whole: Cancellation?

  package init() { whole = nil }

  /// One for a part of some work: raised with the whole's, and by itself.
  package init(within whole: Cancellation) { self.whole = whole }

  package func raise() { raised.store(true, ordering: .relaxed) }

  package var isRaised: Bool { raised.load(ordering: .relaxed) || whole?.isRaised ?? false }

  /// - Throws: ``LibavError`` `.cancelled` once the flag is up.
  package func check() throws(LibavError) {
    if isRaised { throw LibavError(.cancelled, "go on", reason: "cancelled") }
  }

  /// Polled by libavformat during I/O; it must be set before a context is opened.
  ///
  /// The pointer is not retained: whoever opens a context keeps this object as long as the context.
  var interrupt: AVIOInterruptCB {
    AVIOInterruptCB(
      callback: { opaque in
        guard let opaque else { return 0 }
        return Unmanaged<Cancellation>.fromOpaque(opaque).takeUnretainedValue().isRaised ? 1 : 0
      },
      opaque: Unmanaged.passUnretained(self).toOpaque())
  }
}
