/// An answer whose body is read while it comes in.
///
/// Pieces are handed on in order. What is not asked for is not read for long: the server is made
/// to wait. Letting go of the stream, or cancelling the task that reads it, ends the transfer.
public final class HTTPStream: Sendable {
  /// The status code; any of them, since a refusal is an answer too.
  public let status: Int
  /// The header fields of the answer.
  public let headers: HTTPHeaders
  private let nextPiece: @Sendable () async throws -> [UInt8]?
  private let end: @Sendable () -> Void

  /// Creates a stream from whatever gives its pieces.
  ///
  /// - Parameters:
  ///   - next: gives the next bytes, and nil after the last.
  ///   - end: is called when nobody wants any more; possibly more than once.
  public init(
    status: Int, headers: HTTPHeaders = [:], end: @escaping @Sendable () -> Void = {},
    next: @escaping @Sendable () async throws -> [UInt8]?
  ) {
    self.status = status
    self.headers = headers
    self.end = end
    nextPiece = next
  }

  deinit { end() }

  /// The next bytes of the body, never an empty piece; nil once it has come to its end.
  ///
  /// - Throws: ``TransferError`` when the connection broke or fell silent, `CancellationError` when
  ///   the task was cancelled or the stream was.
  public func next() async throws -> [UInt8]? { try await nextPiece() }

  /// Ends the transfer.
  public func cancel() { end() }

  /// Whether the status is one of 200 to 299.
  public var isSuccess: Bool { (200..<300).contains(status) }

  /// Reads what is left into memory.
  ///
  /// - Throws: also ``TransferError`` `.tooLarge` beyond the limit, in bytes.
  public func remainder(limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try await next() {
      guard bytes.count + piece.count <= limit else {
        cancel()
        throw TransferError(.tooLarge, "The answer is larger than \(limit) bytes.")
      }
      bytes += piece
    }
    return bytes
  }
}
