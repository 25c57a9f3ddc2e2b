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
    let descriptor = open(output.temporaryPath, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno, to: "open", output.temporaryPath) }
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
    close(descriptor)
    guard problem == 0 else { throw failure(problem, to: "write", destination) }
    try output.commit()
  }
}
