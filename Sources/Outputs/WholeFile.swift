#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reading files whole, with errors that name them.
public enum WholeFile {
  /// All bytes of a file.
  ///
  /// - Parameter limit: the largest size accepted, in bytes.
  /// - Throws: ``OutputError`` `.missing` when there is no such file or it is a folder, `.failed`
  ///   when it cannot be read or is larger than the limit.
  public static func bytes(of path: String, limit: Int = .max) throws(OutputError) -> [UInt8] {
    let size = try size(of: path)
    guard size <= limit else {
      throw OutputError(
        .failed, path: path,
        "\(path): the file has \(size) bytes, more than the \(limit) that are read.")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var isTooLong = false
    try forEachPiece(of: path) { piece in
      // A file may grow while it is read; the limit still holds.
      if bytes.count + piece.count <= limit {
        bytes.append(contentsOf: piece)
      } else {
        isTooLong = true
      }
    }
    guard !isTooLong else {
      throw OutputError(.failed, path: path, "\(path): the file grew beyond \(limit) bytes.")
    }
    return bytes
  }

  /// Whether there is a regular file.
  public static func exists(_ path: String) -> Bool { PathKind(path) == .file }

  /// The SHA-256 of a file's content; nil when there is no such file.
  ///
  /// - Throws: ``OutputError`` `.failed`.
  public static func digest(_ path: String) throws(OutputError) -> String? {
    exists(path) ? try FileDigest.sha256(ofFile: path) : nil
  }

  /// The size of a regular file in bytes.
  ///
  /// - Throws: ``OutputError`` `.missing`, `.failed`.
  public static func size(of path: String) throws(OutputError) -> Int {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      let number = errno
      if number == ENOENT || number == ENOTDIR {
        throw OutputError(.missing, path: path, "\(path): there is no such file.")
      }
      throw readFailure(number, path)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return Int(facts.st_size)
    case S_IFDIR: throw OutputError(.missing, path: path, "\(path): this is a folder, not a file.")
    default:
      throw OutputError(.missing, path: path, "\(path): this is not a regular file.")
    }
  }

  /// Whether two paths lead to one and the same file, by links too; false where either leads nowhere.
  public static func isSame(_ path: String, _ other: String) -> Bool {
    var (facts, others) = (stat(), stat())
    guard stat(path, &facts) == 0, stat(other, &others) == 0 else { return false }
    return facts.st_dev == others.st_dev && facts.st_ino == others.st_ino
  }

  static func forEachPiece(
    of path: String, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(OutputError) {
    _ = try size(of: path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readFailure(errno, path) }
    defer { close(descriptor) }
    let capacity = 1 << 18
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, capacity)
      if count < 0 {
        if errno == EINTR { continue }
        throw readFailure(errno, path)
      }
      if count == 0 { return }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
