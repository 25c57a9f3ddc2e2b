import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The temporary files of this process, and what dead processes left behind.
public enum Leftovers {
  private static let live = Mutex<Set<String>>([])

  static func register(_ path: String) { live.withLock { _ = $0.insert(path) } }

  static func forget(_ path: String) { live.withLock { _ = $0.remove(path) } }

  /// Removes every temporary file this process has open; for the moment before a hard exit.
  public static func removeAll() {
    for path in live.withLock({ $0 }) { remove(path) }
  }

  private static let counter = Atomic(0)

  /// A temporary name that this process has not used yet, for a file or a folder.
  static func freshName(for name: String) -> String {
    temporaryName(for: name, count: counter.add(1, ordering: .relaxed).newValue)
  }

  /// Temporary names carry the number of the process that made them: `.NAME.PID-COUNT.part`.
  static func temporaryName(for name: String, count: Int) -> String {
    "\(prefix(for: name))\(getpid())-\(count).part"
  }

  /// The fixed start of a temporary name; a name has at most 255 bytes on Linux, so it is cut.
  private static func prefix(for name: String) -> String {
    var kept = ""
    for character in name {
      guard kept.utf8.count + character.utf8.count <= 200 else { break }
      kept.append(character)
    }
    return ".\(kept)."
  }

  /// Removes what processes that no longer run left of earlier attempts at the same file.
  static func sweep(folder: String, name: String) {
    let start = prefix(for: name)
    for found in FolderListing.entries(of: folder) ?? [] {
      guard let process = owner(of: found, prefix: start) else { continue }
      let path = "\(folder)/\(found)"
      if kill(process, 0) != 0, errno == ESRCH, !isHeld(path) { remove(path) }
    }
  }

  /// Removes a file, or a folder of files.
  private static func remove(_ path: String) {
    if unlink(path) != 0, errno == EISDIR || errno == EPERM { FolderListing.remove(path) }
  }

  /// Whether some process, perhaps one of another machine or container, has a file locked.
  private static func isHeld(_ path: String) -> Bool {
    var descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if descriptor < 0, errno == EISDIR {
      descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    }
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// The process named in a temporary name that starts with the prefix; nil for any other name.
  static func owner(of name: String, prefix: String) -> pid_t? {
    guard name.hasPrefix(prefix), name.hasSuffix(".part") else { return nil }
    let middle = name.dropFirst(prefix.count).dropLast(".part".count)
    let parts = middle.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, Int(parts[1]) != nil, let process = pid_t(parts[0]), process > 0 else {
      return nil
    }
    return process
  }
}
