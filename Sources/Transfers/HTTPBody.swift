/// What a request carries after its header.
public enum HTTPBody: Sendable, Hashable {
  /// Nothing; a POST or PUT then says that its length is zero.
  case none
  /// Bytes in memory.
  case bytes([UInt8])
  /// A file, read while it is sent; it must not change meanwhile.
  case file(path: String)
  /// A part of a file, read while it is sent; the file must not change meanwhile.
  case filePart(path: String, offset: Int64, byteCount: Int64)
}
