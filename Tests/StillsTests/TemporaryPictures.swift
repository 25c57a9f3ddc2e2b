import FoundationEssentials

/// A folder for one test's files; it goes away with the value.
final class TemporaryPictures {
  let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/stills-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a file and tells its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }
}
