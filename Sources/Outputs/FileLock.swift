#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that one holder at a time may have, until it lets go or its process ends.
public final class FileLock: Sendable {
  private let descriptor: Int32

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Takes the lock without waiting; the file is made when it is not there, and stays.
  ///
  /// - Returns: nil when somebody else holds it.
  /// - Throws: ``OutputError`` when the file cannot be made.
  public static func take(_ path: String) throws(OutputError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno, to: "open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      close(descriptor)
      if number == EWOULDBLOCK { return nil }
      throw failure(number, to: "lock", path)
    }
    return FileLock(descriptor)
  }

  deinit { close(descriptor) }
}
