#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads bytes at an offset; fewer at the end.
package typealias PieceReading = (_ offset: Int, _ count: Int) throws(OutputError) -> [UInt8]

/// A file of which pieces are read, wherever they lie.
public struct PieceReader: ~Copyable {
  /// The size of the file when it was opened, in bytes.
  public let byteCount: Int
  private let path: String
  private let descriptor: Int32

  private init(_ path: String, byteCount: Int, adopting descriptor: Int32) {
    self.path = path
    self.byteCount = byteCount
    self.descriptor = descriptor
  }

  /// Opens a regular file.
  ///
  /// - Throws: ``OutputError`` `.missing`, `.failed`.
  public static func of(_ path: String) throws(OutputError) -> PieceReader {
    let byteCount = try WholeFile.size(of: path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readFailure(errno, path) }
    return PieceReader(path, byteCount: byteCount, adopting: descriptor)
  }

  deinit { close(descriptor) }

  /// Bytes from an offset on; fewer than asked for at the end of the file.
  ///
  /// - Throws: ``OutputError`` `.failed`.
  public func bytes(at offset: Int, count: Int) throws(OutputError) -> [UInt8] {
    var problem: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while filled < count {
        let place = target.baseAddress?.advanced(by: filled)
        let read = pread(descriptor, place, count - filled, off_t(offset + filled))
        if read < 0, errno == EINTR { continue }
        if read < 0 { problem = errno }
        if read <= 0 { return }
        filled += read
      }
    }
    guard problem == 0 else { throw readFailure(problem, path) }
    return bytes
  }
}
