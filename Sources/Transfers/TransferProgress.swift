/// How far a transfer has come, in bytes of the body.
public struct TransferProgress: Sendable, Hashable {
  /// Bytes moved so far; for a resumed download this includes those already on disk.
  public let completedByteCount: Int64
  /// All bytes there are to move; nil while the server has not said.
  public let totalByteCount: Int64?

  /// Creates a state of progress.
  public init(completedByteCount: Int64, totalByteCount: Int64?) {
    self.completedByteCount = completedByteCount
    self.totalByteCount = totalByteCount
  }
}

/// Receives progress on the transfer thread: it must return at once and never block.
public typealias TransferProgressHandler = @Sendable (TransferProgress) -> Void
