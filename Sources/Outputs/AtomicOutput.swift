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
/// The permissions of a file that is replaced are kept.
public struct AtomicOutput: ~Copyable {
  /// Where the file will stand; a link is followed, so that the file behind it is replaced.
  public let destination: String
  /// Where to write meanwhile.
  public let temporaryPath: String
  private let replacing: Bool
  /// Holds a lock on the temporary file, so that others who share the folder see that it is in use.
  let descriptor: Int32
  private var isOver = false

  private init(
    destination: String, temporaryPath: String, replacing: Bool, holding descriptor: Int32
  ) {
    self.destination = destination
    self.temporaryPath = temporaryPath
    self.replacing = replacing
    self.descriptor = descriptor
  }

  /// Reserves a temporary name beside the destination, after checking that all can work.
  ///
  /// - Parameter replacing: whether an existing file may be replaced.
  /// - Throws: ``OutputError`` `.exists`, `.unwritable`, `.full`, `.failed`.
  public static func begin(
    at destination: String, replacing: Bool
  ) throws(OutputError) -> AtomicOutput {
    try check(destination, replacing: replacing)
    let path = resolved(destination)
    let (folder, name) = split(path)
    Leftovers.sweep(folder: folder, name: name)
    let temporary = "\(folder)/\(Leftovers.freshName(for: name))"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw failure(errno, to: "write into this folder", folder)
    }
    // Where locks are unknown, the number of the process in the name has to do.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    if let mode = PathKind.permissions(of: path) { fchmod(descriptor, mode) }
    Leftovers.register(temporary)
    return AtomicOutput(
      destination: path, temporaryPath: temporary, replacing: replacing, holding: descriptor)
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
    case .brokenLink:
      throw OutputError(
        .unwritable, path: destination,
        "\(destination): this is a link to a file that is not there; remove it first.")
    case .unreachable(let number):
      throw failure(number, to: "write", destination)
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
    try checkParent(folder)
  }

  /// Where a path ends when links are followed; the path itself when nothing is there.
  static func resolved(_ path: String) -> String {
    guard let end = realpath(path, nil) else { return path }
    defer { free(end) }
    return String(cString: end)
  }

  /// Refuses a place that is no folder, or that must not be written into.
  static func checkParent(_ folder: String) throws(OutputError) {
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
    if replacing {
      try moveIntoPlace()
    } else {
      try linkIntoPlace()
    }
    isOver = true
    Leftovers.forget(temporaryPath)
    try synchronize(folder: AtomicOutput.split(destination).folder)
  }

  private func moveIntoPlace() throws(OutputError) {
    guard rename(temporaryPath, destination) == 0 else {
      throw failure(errno, to: "write", destination)
    }
  }

  /// Names the file; a second name, unlike a new one, never replaces a file that appeared meanwhile.
  private func linkIntoPlace() throws(OutputError) {
    if link(temporaryPath, destination) == 0 {
      unlink(temporaryPath)
    } else if errno == EEXIST || PathKind(destination) != .absent {
      throw OutputError(
        .exists, path: destination,
        "\(destination): this file appeared meanwhile; use --force to replace it.")
    } else {
      // A file system without second names, or a temporary file that is gone.
      try moveIntoPlace()
    }
  }

  deinit {
    close(descriptor)
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
