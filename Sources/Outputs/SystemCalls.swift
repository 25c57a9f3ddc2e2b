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
  case ENAMETOOLONG:
    return OutputError(
      .unwritable, path: path, "\(path): this name is too long; choose a shorter one.")
  default:
    return OutputError(.failed, path: path, "\(path): cannot \(operation): \(reason).")
  }
}

/// The same for a file that was to be read, where rights to write do not matter.
func readFailure(_ number: Int32, _ path: String) -> OutputError {
  number == EACCES || number == EPERM
    ? OutputError(.forbidden, path: path, "\(path): you have no permission to read it.")
    : OutputError(.failed, path: path, "\(path): cannot read: \(systemReason(number)).")
}

/// What stands at a path, links followed.
enum PathKind: Equatable {
  case absent, file, folder, other
  /// A link whose end is not there.
  case brokenLink
  /// The path leads nowhere for another reason, such as a name that is too long.
  case unreachable(Int32)

  init(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) != 0 else {
      switch facts.st_mode & S_IFMT {
      case S_IFREG: self = .file
      case S_IFDIR: self = .folder
      default: self = .other
      }
      return
    }
    let number = errno
    if number == ENOENT || number == ENOTDIR {
      self = lstat(path, &facts) == 0 ? .brokenLink : .absent
    } else {
      self = .unreachable(number)
    }
  }

  /// What may be done with a file, and by whom; nil when there is none.
  static func permissions(of path: String) -> mode_t? {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : nil
  }
}

/// Makes the content of a file survive a power cut.
func synchronize(_ path: String) throws(OutputError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure(errno, to: "open", path) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw failure(errno, to: "sync", path) }
}

/// Makes the names in a folder survive a power cut, where that can be asked for.
func synchronize(folder path: String) throws(OutputError) {
  // A folder that may be written to but not listed cannot be opened; its names are written all
  // the same, when the system sees fit.
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  // Some file systems cannot sync a folder and say EINVAL; that is not a failure of ours.
  guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, to: "sync", path) }
}

/// `write(2)`, under a name that methods called `write` do not hide.
func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  guard let bytes else { return 0 }
  return write(descriptor, bytes, count)
}
