#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The reason of the last failed system call, as the C library words it.
func systemReason(_ number: Int32) -> String { String(cString: strerror(number)) }

/// Turns the error number of a failed call into the error that fits it.
func failure(_ number: Int32, to operation: String, _ path: String) -> OutputError {
  let reason = systemReason(number)
  switch number {
  case ENOSPC, EDQUOT:
    return OutputError(
      .full, path: path, "\(path): cannot \(operation), the disk is full; free some space.")
  case EACCES, EPERM, EROFS:
    return OutputError(.unwritable, path: path, "\(path): cannot \(operation): \(reason).")
  default:
    return OutputError(.failed, path: path, "\(path): cannot \(operation): \(reason).")
  }
}

/// What stands at a path, links followed.
enum PathKind {
  case absent, file, folder, other

  init(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      self = .absent
      return
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }
}

/// Makes the content of a file, or the names in a folder, survive a power cut.
func synchronize(_ path: String) throws(OutputError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure(errno, to: "open", path) }
  defer { close(descriptor) }
  // Some file systems cannot sync a folder and say EINVAL; that is not a failure of ours.
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, to: "sync", path) }
}

/// `write(2)`, under a name that methods called `write` do not hide.
func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return 0 }
  return write(descriptor, bytes, count)
}
