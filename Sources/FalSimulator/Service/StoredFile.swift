internal import Crypto
internal import FoundationEssentials

/// One file the simulator serves.
struct StoredFile: Hashable, Sendable {
  let diskPath: String
  let contentType: String
  let byteCount: Int
  let sha256: String

  /// A strong validator: the digest of the content.
  var etag: String { "\"\(sha256.prefix(32))\"" }

  /// Writes bytes to a path and describes the file.
  static func write(
    _ bytes: [UInt8], to diskPath: String, contentType: String
  ) throws -> StoredFile {
    try Data(bytes).write(to: URL(filePath: diskPath))
    return StoredFile(
      diskPath: diskPath, contentType: contentType, byteCount: bytes.count,
      sha256: digest(of: bytes))
  }

  /// Describes a file that is there.
  static func adopt(_ diskPath: String, contentType: String) throws -> StoredFile {
    let bytes = try read(diskPath)
    return StoredFile(
      diskPath: diskPath, contentType: contentType, byteCount: bytes.count,
      sha256: digest(of: bytes))
  }

  /// Puts files one behind the other and describes the whole.
  static func join(
    _ files: [StoredFile], to diskPath: String, contentType: String
  ) throws -> StoredFile {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(files.reduce(0) { $0 + $1.byteCount })
    for file in files { bytes += try read(file.diskPath) }
    return try write(bytes, to: diskPath, contentType: contentType)
  }

  static func read(_ diskPath: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: diskPath)))
  }

  private static func digest(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
      .joined()
  }
}
