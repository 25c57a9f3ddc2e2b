import Dispatch
import Outputs
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C: the first one cancels, so that everything is tidied up; the second one ends at once.
final class Interrupts: Sendable {
  /// One for the process, as signals are.
  static let shared = Interrupts()

  private let count = Atomic(0)
  private let sources = Mutex<[any DispatchSourceSignal]>([])

  /// Whether a signal has come.
  var wereRaised: Bool { count.load(ordering: .relaxed) > 0 }

  /// Listens for SIGINT and SIGTERM until the process ends.
  func listen(cancel: @escaping @Sendable () -> Void) {
    sources.withLock { sources in
      sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in arrived(cancel) }
        source.activate()
        return source
      }
    }
    // A reader that went away shows as an error of the write, not as a death.
    signal(SIGPIPE, SIG_IGN)
  }

  private func arrived(_ cancel: @Sendable () -> Void) {
    if count.add(1, ordering: .relaxed).newValue == 1 {
      cancel()
    } else {
      // Nothing is tidied up any more, but no half file may stay.
      Leftovers.removeAll()
      _exit(130)
    }
  }
}
