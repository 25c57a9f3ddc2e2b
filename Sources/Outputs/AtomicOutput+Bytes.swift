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
    var problem: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = writeBytes(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          problem = errno
          return
        }
        offset += count
      }
    }
    guard problem == 0 else {
      throw failure(problem, to: "write", destination)
    }
  }
}
