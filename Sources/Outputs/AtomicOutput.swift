import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears whole under its name, or not at all.
///
/// Writers write to ``temporaryPath``, which lies in the destination's folder and exists, empty,
/// from the start. A commit syncs it and gives it its name; whatever else ends the value removes it.
public struct AtomicOutput: ~Copyable {
  /// Where the file will stand; a link is followed, so that the file behind it is replaced.
  public let destination: String
  /// Where to write meanwhile.
  public let temporaryPath: String
  private let replacing: Bool
  private var isOver = false

  private static let counter = Atomic(0)

  private init(destination: String, temporaryPath: String, replacing: Bool) {
    self.destination = destination
    self.temporaryPath = temporaryPath
    self.replacing = replacing
  }

  /// Reserves a temporary name beside the destination, after checking that all can work.
  ///
  /// - Parameter replacing: whether an existing file may be replaced.
  /// - Throws: ``OutputError`` `.exists`, `.unwritable`, `.full`, `.failed`.
  public static func begin(
    at destination: String, replacing: Bool
  ) throws(OutputError) -> AtomicOutput {
    try check(destination, replacing: replacing)
    let target = realpath(destination, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let path = target ?? destination
    let (folder, name) = split(path)
    Leftovers.sweep(folder: folder, name: name)
    let count = counter.add(1, ordering: .relaxed).newValue
    let temporary = "\(folder)/\(Leftovers.temporaryName(for: name, count: count))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw failure(errno, to: "write into this folder", folder)
    }
    close(descriptor)
    Leftovers.register(temporary)
    return AtomicOutput(destination: path, temporaryPath: temporary, replacing: replacing)
  }

  /// Checks that a file could be written here, without writing anything.
  ///
  /// Ask before long or paid work; ``begin(at:replacing:)`` asks again.
  /// - Throws: ``OutputError`` `.exists`, `.unwritable`.
  public static func check(_ destination: String, replacing: Bool) throws(OutputError) {
    let (folder, name) = split(destination)
    guard !name.isEmpty, name != ".", name != ".." else {
      throw OutputError(
        .unwritable, path: destination, "\(destination): this names a folder; name a file in it.")
    }
    switch PathKind(destination) {
    case .absent: break
    case .folder:
      throw OutputError(
        .unwritable, path: destination, "\(destination): this is a folder; name a file in it.")
    case .other:
      throw OutputError(
        .unwritable, path: destination, "\(destination): this is not a regular file.")
    case .file where !replacing:
      throw OutputError(
        .exists, path: destination,
        "\(destination): this file exists; use --force to replace it, or name another.")
    case .file: break
    }
    guard case .folder = PathKind(folder) else {
      throw OutputError(
        .unwritable, path: folder, "\(folder): there is no such folder; create it first.")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw failure(errno, to: "write into this folder", folder)
    }
  }

  /// Syncs the file and gives it its name; from then on it survives a power cut.
  ///
  /// - Throws: ``OutputError``; the temporary file is gone then.
  public consuming func commit() throws(OutputError) {
    try synchronize(temporaryPath)
    if replacing || !linkIntoPlace() {
      guard rename(temporaryPath, destination) == 0 else {
        throw failure(errno, to: "write", destination)
      }
    } else if PathKind(temporaryPath) != .absent {
      throw OutputError(
        .exists, path: destination,
        "\(destination): this file appeared meanwhile; use --force to replace it.")
    }
    isOver = true
    Leftovers.forget(temporaryPath)
    try synchronize(AtomicOutput.split(destination).folder)
  }

  /// Names the file without replacing one that appeared meanwhile; false where links are unknown.
  private func linkIntoPlace() -> Bool {
    if link(temporaryPath, destination) == 0 {
      unlink(temporaryPath)
      return true
    }
    return errno == EEXIST
  }

  deinit {
    guard !isOver else { return }
    unlink(temporaryPath)
    Leftovers.forget(temporaryPath)
  }

  /// The folder (`.` for a bare name) and the last component of a path.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    return (folder, String(path[path.index(after: slash)...]))
  }
}
