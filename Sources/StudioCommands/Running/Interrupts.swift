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

/// Ctrl-C, and a terminal that is closed: the first one cancels, so that everything is tidied up; the
/// second one ends at once.
///
/// A signal's handler writes a byte into a pipe, from which a dispatch source reads when it is ready
/// to: one that comes while the source is still being set up is not lost.
final class Interrupts: Sendable {
  /// One for the process, as signals are.
  static let shared = Interrupts()

  private let count = Atomic(0)
  private let source = Mutex<(any DispatchSourceRead)?>(nil)

  /// Whether a signal has come.
  var wereRaised: Bool { count.load(ordering: .relaxed) > 0 }

  /// Listens for SIGINT, SIGTERM and SIGHUP until the process ends.
  ///
  /// Whoever started the process with SIGHUP ignored, as `nohup` does, wants it to outlive its terminal.
  func listen(cancel: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    // Without a pipe the system's own way is left: a signal ends the process.
    guard unsafe pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading = ends[0]
    bell.store(ends[1], ordering: .relaxed)
    for number in [SIGINT, SIGTERM] { signal(number, ring) }
    if !isIgnored(SIGHUP) { signal(SIGHUP, ring) }
    source.withLock { kept in
      let source = DispatchSource.makeReadSource(fileDescriptor: reading, queue: .global())
      source.setEventHandler { [self] in
        var byte: UInt8 = 0
        if unsafe read(reading, &byte, 1) == 1 { arrived(cancel) }
      }
      source.activate()
      kept = source
    }
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

/// Where a signal's handler writes; set before there is a handler.
private let bell = Atomic<Int32>(-1)

/// The handler: does nothing but what may be done in one.
private func ring(_ number: Int32) {
  let before = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = unsafe write(bell.load(ordering: .relaxed), &byte, 1)
  errno = before
}

/// Whether the process was started with a signal ignored.
private func isIgnored(_ number: Int32) -> Bool {
  var action = sigaction()
  guard unsafe sigaction(number, nil, &action) == 0 else { return false }
  #if canImport(Darwin)
    let handler = unsafe action.__sigaction_u.__sa_handler
  #else
    let handler = unsafe action.__sigaction_handler.sa_handler
  #endif
  return unsafe unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
