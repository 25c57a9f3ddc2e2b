#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder of files that appears whole under its name, or not at all.
///
/// Writers put files, and no folders, into ``temporaryPath``, which exists, empty, from the start. A
/// commit syncs them and gives the folder its name; whatever else ends the value removes it.
public struct AtomicFolder: ~Copyable {
  /// Where the folder will stand; a link is followed, so that the folder behind it is replaced.
  public let destination: String
  /// Where to write meanwhile.
  public let temporaryPath: String
  private let replacing: Bool
  private let endings: Set<String>
  /// Holds a lock, so that others who share the place see that it is in use.
  private let descriptor: Int32
  private var isOver = false

  private init(
    _ destination: String, _ temporaryPath: String, replacing: Bool, _ endings: Set<String>,
    holding descriptor: Int32
  ) {
    self.destination = destination
    self.temporaryPath = temporaryPath
    self.replacing = replacing
    self.endings = endings
    self.descriptor = descriptor
  }

  /// Makes a temporary folder beside the destination, after checking that all can work.
  ///
  /// - Parameters:
  ///   - replacing: whether an existing folder may be replaced.
  ///   - endings: of the files that results of this kind consist of, without the dot; a folder with
  ///     anything else in it is never replaced.
  /// - Throws: ``OutputError`` `.exists`, `.unwritable`, `.full`, `.failed`.
  public static func begin(
    at destination: String, replacing: Bool, endings: Set<String>
  ) throws(OutputError) -> AtomicFolder {
    let named = trimmed(destination)
    try check(named, replacing: replacing, endings: endings)
    let path = AtomicOutput.resolved(named)
    let (parent, name) = AtomicOutput.split(path)
    Leftovers.sweep(folder: parent, name: name)
    let temporary = "\(parent)/\(Leftovers.freshName(for: name))"
    guard mkdir(temporary, 0o777) == 0 else {
      throw failure(errno, to: "write into this folder", parent)
    }
    Leftovers.register(temporary)
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { _ = flock(descriptor, LOCK_EX | LOCK_NB) }
    return AtomicFolder(
      path, temporary, replacing: replacing, endings, holding: descriptor)
  }

  /// Checks that a folder could be written here, without writing anything.
  ///
  /// - Throws: ``OutputError`` `.exists`, `.unwritable`.
  public static func check(
    _ destination: String, replacing: Bool, endings: Set<String>
  ) throws(OutputError) {
    let path = trimmed(destination)
    let (parent, name) = AtomicOutput.split(path)
    guard !name.isEmpty, name != ".", name != ".." else {
      throw OutputError(
        .unwritable, path: destination, "\(destination): name a new folder for the result.")
    }
    switch PathKind(path) {
    case .absent: break
    case .unreachable(let number): throw failure(number, to: "write", path)
    case .file, .other, .brokenLink:
      throw OutputError(
        .unwritable, path: path, "\(path): this is a file; the result is a folder.")
    case .folder:
      let names = try FolderListing.names(in: path)
      guard !names.isEmpty else { break }
      guard replacing else {
        throw OutputError(
          .exists, path: path,
          "\(path): this folder exists; use --force to replace it, or name another.")
      }
      let foreign = names.first { name in
        !endings.contains { name.hasSuffix("." + $0) } || PathKind("\(path)/\(name)") != .file
      }
      if let foreign {
        throw OutputError(
          .unwritable, path: path,
          "\(path): this folder holds \(foreign), which is no part of such a result; name another "
            + "folder.")
      }
    }
    try AtomicOutput.checkParent(parent)
  }

  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Syncs the files and gives the folder its name.
  ///
  /// - Throws: ``OutputError``; the temporary folder is gone then, and what stood there stands again.
  public consuming func commit() throws(OutputError) {
    for name in try FolderListing.names(in: temporaryPath) {
      try synchronize("\(temporaryPath)/\(name)")
    }
    try synchronize(folder: temporaryPath)
    try AtomicFolder.check(destination, replacing: replacing, endings: endings)
    // A folder can take the place of an empty one only. Should the process die in between, the next
    // one finds the old folder by its name.
    let (parent, name) = AtomicOutput.split(destination)
    let old = "\(parent)/\(Leftovers.freshName(for: name))"
    let hadOne = PathKind(destination) == .folder
    if hadOne {
      guard rename(destination, old) == 0 else {
        throw failure(errno, to: "write", destination)
      }
    }
    guard rename(temporaryPath, destination) == 0 else {
      let number = errno
      if hadOne { _ = rename(old, destination) }
      throw failure(number, to: "write", destination)
    }
    isOver = true
    Leftovers.forget(temporaryPath)
    if hadOne { FolderListing.remove(old) }
    try synchronize(folder: parent)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    guard !isOver else { return }
    FolderListing.remove(temporaryPath)
    Leftovers.forget(temporaryPath)
  }
}

/// What lies in a folder.
enum FolderListing {
  /// The names in it, in no order; nil when it cannot be listed.
  static func entries(of path: String) -> [String]? {
    guard let listing = opendir(path) else { return nil }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        bytes.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func names(in path: String) throws(OutputError) -> [String] {
    guard let names = entries(of: path) else { throw failure(errno, to: "list", path) }
    return names.sorted()
  }

  /// Removes a folder of files; what is no file in it stays, and so does the folder then.
  static func remove(_ path: String) {
    for name in entries(of: path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
