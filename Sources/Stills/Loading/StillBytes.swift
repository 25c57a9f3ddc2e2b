import Libav
import Outputs

/// The bytes of a picture, and what messages call it.
public struct StillBytes: Sendable {
  /// A path, an address, or words such as "standard input".
  public let name: String
  /// The whole file.
  public let bytes: [UInt8]

  /// Adopts bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// Reads a file whole.
  ///
  /// - Throws: ``StillError`` `.unreadable`, `.tooLarge`; `CancellationError`.
  public static func reading(
    _ path: String, limits: StillLimits = StillLimits()
  ) async throws -> StillBytes {
    try await Workshop.shared.run { _ in try StillFile.bytes(of: path, limits: limits) }
  }

  /// The SHA-256 digest of the bytes.
  public func digest() async throws -> String {
    try await Workshop.shared.run { _ in FileDigest.sha256(of: bytes) }
  }
}

extension FileKind {
  /// Whether a path leads to a regular file that begins like a picture.
  public static func isPicture(_ path: String) -> Bool {
    guard WholeFile.exists(path),
      case .success(let head) = Result(catching: { () throws(OutputError) in
        try PieceReader.of(path).bytes(at: 0, count: prefixLength)
      }), case .still = FileKind(of: head)
    else { return false }
    return true
  }
}
