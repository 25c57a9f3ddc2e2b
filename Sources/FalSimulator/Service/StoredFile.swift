internal import Foundation
internal import Outputs

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
      sha256: FileDigest.sha256(of: bytes))
  }

  /// Describes a file that is there, at constant memory.
  static func adopt(_ diskPath: String, contentType: String) throws -> StoredFile {
    StoredFile(
      diskPath: diskPath, contentType: contentType, byteCount: try WholeFile.size(of: diskPath),
      sha256: try FileDigest.sha256(ofFile: diskPath))
  }

  /// Puts files one behind the other and describes the whole, one file in memory at a time.
  static func join(
    _ files: [StoredFile], to diskPath: String, contentType: String
  ) throws -> StoredFile {
    try Data().write(to: URL(filePath: diskPath))
    let whole = try FileHandle(forWritingTo: URL(filePath: diskPath))
    for file in files { try whole.write(contentsOf: Data(try read(file.diskPath))) }
    try whole.close()
    return try adopt(diskPath, contentType: contentType)
  }

  static func read(_ diskPath: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: diskPath)))
  }
}
