#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes the body of a download to its file, at constant memory.
final class FileSink {
  private(set) var byteCount: Int64 = 0
  private(set) var total: Int64?
  private let target: FileTarget
  private var descriptor: Int32 = -1

  init(_ target: FileTarget) { self.target = target }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Opens the file and cuts off what lies beyond the offset.
  func begin(at offset: Int64, total: Int64?) throws(TransferError) {
    if let total, total > target.maximumByteCount { throw tooLarge() }
    descriptor = open(target.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0, ftruncate(descriptor, off_t(offset)) == 0,
      lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset)
    else { throw unwritable() }
    self.total = total
    byteCount = offset
  }

  /// Appends bytes and reports progress.
  func write(_ bytes: UnsafeRawBufferPointer) throws(TransferError) {
    guard byteCount + Int64(bytes.count) <= target.maximumByteCount else { throw tooLarge() }
    var offset = 0
    while offset < bytes.count {
      let count = posixWrite(
        descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw unwritable() }
      offset += count
      byteCount += Int64(count)
    }
    target.progress(TransferProgress(completedByteCount: byteCount, totalByteCount: total))
  }

  /// Closes the file; some file systems report a full disk only now.
  func finish() throws(TransferError) {
    guard descriptor >= 0 else { return }
    let result = close(descriptor)
    descriptor = -1
    if result != 0, errno != EINTR { throw unwritable() }
  }

  private func unwritable() -> TransferError {
    let reason = String(cString: strerror(errno))
    return TransferError(.unwritable, "\(target.path): cannot be written: \(reason).")
  }

  private func tooLarge() -> TransferError {
    TransferError(
      .tooLarge, "\(target.path): the download is larger than \(target.maximumByteCount) bytes.")
  }
}

/// The system's write, whose name a method of the sink hides.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
