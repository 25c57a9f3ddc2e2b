#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Folders that results go into.
public enum OutputFolder {
  /// Creates a folder and those above it where they are missing, and checks that it can be written.
  ///
  /// - Parameter isPrivate: whether folders that are created are for their owner only.
  /// - Returns: the folders that were created, the outermost first.
  /// - Throws: ``OutputError`` `.unwritable`, `.full`, `.failed`.
  @discardableResult
  public static func prepare(
    _ path: String, isPrivate: Bool = false
  ) throws(OutputError) -> [String] {
    var created: [String] = []
    switch PathKind(path) {
    case .folder: break
    case .absent:
      let parent = AtomicOutput.split(path).folder
      if parent != path, parent != "." { created = try prepare(parent, isPrivate: isPrivate) }
      if mkdir(path, isPrivate ? 0o700 : 0o777) == 0 {
        created.append(path)
      } else if errno != EEXIST {
        let number = errno
        removeEmpty(created)
        throw failure(number, to: "create this folder", path)
      }
    case .unreachable(let number): throw failure(number, to: "create this folder", path)
    case .file, .other, .brokenLink:
      throw OutputError(
        .unwritable, path: path, "\(path): this is a file; the results need a folder.")
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw failure(errno, to: "write into this folder", path)
    }
    return created
  }

  /// Takes folders away again that were created and into which nothing came.
  public static func removeEmpty(_ created: [String]) {
    // One that holds something stays, and so do those above it.
    for folder in created.reversed() { rmdir(folder) }
  }
}

extension OutputFolder {
  /// Whether there is a folder; links are followed.
  public static func exists(_ path: String) -> Bool { PathKind(path) == .folder }

  /// Removes a file of ours that is no longer needed; one that is gone already is fine.
  public static func discard(_ path: String) { unlink(path) }
}
