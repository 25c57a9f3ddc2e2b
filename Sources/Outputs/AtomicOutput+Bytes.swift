#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension AtomicOutput {
  /// Writes a whole file from memory.
  ///
  /// - Throws: ``OutputError``; nothing is left behind then.
  public static func write(
    _ bytes: [UInt8], to destination: String, replacing: Bool
  ) throws(OutputError) {
    let output = try begin(at: destination, replacing: replacing)
    try output.append(bytes)
    try output.commit()
  }

  /// Writes bytes behind those that were appended before.
  ///
  /// - Throws: ``OutputError`` `.full`, `.failed`.
  public func append(_ bytes: [UInt8]) throws(OutputError) {
    let problem = writeAll(bytes, to: descriptor)
    guard problem == 0 else { throw failure(problem, to: "write", destination) }
  }
}

/// Writes behind a file's end.
///
/// - Throws: ``OutputError`` `.full`, `.unwritable`, `.failed`.
func append(_ bytes: [UInt8], to path: String) throws(OutputError) {
  let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
  guard descriptor >= 0 else { throw failure(errno, to: "open", path) }
  let problem = writeAll(bytes, to: descriptor)
  close(descriptor)
  guard problem == 0 else { throw failure(problem, to: "write", path) }
}

/// - Returns: the number of the error that ended it, or 0.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
  bytes.withUnsafeBytes { buffer in
    var offset = 0
    while offset < buffer.count {
      let count = writeBytes(
        descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      offset += count
    }
    return 0
  }
}
