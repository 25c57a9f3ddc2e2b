#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Hands out the body of a request piece by piece, from memory or from a file.
final class BodySource {
  let byteCount: Int64
  private let bytes: [UInt8]
  private let descriptor: Int32
  private let start: Int64
  private var position: Int64 = 0

  /// - Throws: `.unreadable` when the file is missing or no regular file.
  init(_ body: HTTPBody) throws(TransferError) {
    if case .filePart(_, let offset, _) = body { start = offset } else { start = 0 }
    switch body {
    case .none:
      (bytes, descriptor, byteCount) = ([], -1, 0)
    case .bytes(let content):
      (bytes, descriptor, byteCount) = (content, -1, Int64(content.count))
    case .file(let path):
      let (opened, size) = try Self.opened(path)
      (bytes, descriptor, byteCount) = ([], opened, size)
    case .filePart(let path, let offset, let count):
      let (opened, size) = try Self.opened(path)
      guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
        close(opened)
        throw Self.unreadable(path, "it is shorter than the part that is to be sent")
      }
      (bytes, descriptor, byteCount) = ([], opened, count)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills the buffer with the next bytes.
  ///
  /// - Returns: how many; 0 at the end, nil when the file cannot be read or has shrunk.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let wanted = Int(min(Int64(buffer.count), byteCount - position))
    guard wanted > 0 else { return 0 }
    if descriptor < 0 {
      bytes.withUnsafeBytes { content in
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: content[Int(position)..<Int(position) + wanted]))
      }
      position += Int64(wanted)
      return wanted
    }
    while true {
      let count = pread(descriptor, buffer.baseAddress, wanted, off_t(start + position))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      position += Int64(count)
      return count
    }
  }

  /// Goes to an offset from the beginning; false when there is no such place.
  func seek(to offset: Int64) -> Bool {
    guard (0...byteCount).contains(offset) else { return false }
    position = offset
    return true
  }

  private static func opened(_ path: String) throws(TransferError) -> (Int32, Int64) {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    var facts = stat()
    guard fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw unreadable(path, "it is not a regular file")
    }
    return (opened, Int64(facts.st_size))
  }

  private static func unreadable(_ path: String, _ reason: String) -> TransferError {
    TransferError(
      .unreadable, nothingWasSent: true, "\(path): cannot be read to be sent: \(reason).")
  }
}
