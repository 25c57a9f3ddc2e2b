import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output or standard error, which may go away while the program runs.
///
/// A write that fails ends nothing: a clip that is being fetched is worth more than a line about it.
final class StandardStream: Sendable {
  static let output = StandardStream(1)
  static let notices = StandardStream(2)

  private let descriptor: Int32
  private let problem = Mutex<Int32>(0)

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Why something could not be written, in words; nil while all is well.
  ///
  /// A reader that wants no more, such as `head`, is no trouble.
  var failure: String? {
    let number = problem.withLock { $0 }
    return number == 0 || number == EPIPE ? nil : unsafe String(cString: strerror(number))
  }

  /// Writes text; after a failure nothing more is written, and work goes on.
  func write(_ text: String) {
    problem.withLock { problem in
      guard problem == 0 else { return }
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { bytes in
          unsafe send(descriptor, bytes.baseAddress, bytes.count)
        }
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          waitUntilReady()
        } else if errno != EINTR {
          problem = errno
          return
        }
      }
    }
  }

  /// Has a reader that leaves be an error of a write, not the end of the process; and keeps files
  /// from being opened in the place of a stream that was closed, where answers would go into them.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is taken: this one.
      _ = unsafe open("/dev/null", O_RDWR)
    }
  }

  /// The other end of a terminal or pipe may have made it one that does not wait.
  private func waitUntilReady() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&waiting, 1, 1000)
  }
}

/// The system's `write`, whose name the method has, too.
private func send(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
