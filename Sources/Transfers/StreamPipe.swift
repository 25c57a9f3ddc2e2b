internal import Synchronization

/// Carries one answer from the transfer thread to the task that reads it, at bounded memory.
///
/// One task reads at a time.
final class StreamPipe: Sendable {
  /// Bytes that may wait to be read before the transfer is paused.
  static let capacity = 256 << 10

  struct Head: Sendable {
    let status: Int
    let headers: HTTPHeaders
  }

  private struct State {
    var head: Head?
    var pieces: [[UInt8]] = []
    var waitingByteCount = 0
    var isPaused = false
    var ending: Result<Void, any Error>?
    var headReader: CheckedContinuation<Head, any Error>?
    var pieceReader: CheckedContinuation<[UInt8]?, any Error>?
    var goOn: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  // MARK: The transfer's side

  /// Remembers how to go on after a pause.
  func onRoom(_ goOn: @escaping @Sendable () -> Void) { state.withLock { $0.goOn = goOn } }

  /// Passes the header on, once.
  func open(_ head: Head) {
    let reader = state.withLock { state -> CheckedContinuation<Head, any Error>? in
      guard state.head == nil else { return nil }
      state.head = head
      defer { state.headReader = nil }
      return state.headReader
    }
    reader?.resume(returning: head)
  }

  /// Takes bytes in, or refuses them all because there is no room: the transfer has to pause.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var reader: CheckedContinuation<[UInt8]?, any Error>?
    let isTaken = state.withLock { state in
      if let waiting = state.pieceReader {
        reader = waiting
        state.pieceReader = nil
        return true
      }
      guard state.waitingByteCount < Self.capacity else {
        state.isPaused = true
        return false
      }
      state.pieces.append(Array(bytes))
      state.waitingByteCount += bytes.count
      return true
    }
    reader?.resume(returning: Array(bytes))
    return isTaken
  }

  /// Ends the stream; what is already here can still be read.
  func finish(_ ending: Result<Void, any Error>) {
    let (headReader, pieceReader) = state.withLock { state in
      state.ending = state.ending ?? ending
      state.goOn = nil
      defer { (state.headReader, state.pieceReader) = (nil, nil) }
      return (state.headReader, state.pieceReader)
    }
    headReader?.resume(with: Self.noHead(ending))
    pieceReader?.resume(with: ending.map { nil })
  }

  // MARK: The reader's side

  /// Waits for the header.
  func head() async throws -> Head {
    try await withCheckedThrowingContinuation { continuation in
      let ready = state.withLock { state -> Result<Head, any Error>? in
        if let head = state.head { return .success(head) }
        if let ending = state.ending { return Self.noHead(ending) }
        state.headReader = continuation
        return nil
      }
      if let ready { continuation.resume(with: ready) }
    }
  }

  /// Waits for bytes; nil after the last.
  func next() async throws -> [UInt8]? {
    try await withCheckedThrowingContinuation { continuation in
      var goOn: (@Sendable () -> Void)?
      let ready = state.withLock { state -> Result<[UInt8]?, any Error>? in
        if !state.pieces.isEmpty {
          let piece = state.pieces.removeFirst()
          state.waitingByteCount -= piece.count
          if state.isPaused, state.waitingByteCount < Self.capacity / 2 {
            state.isPaused = false
            goOn = state.goOn
          }
          return .success(piece)
        }
        if let ending = state.ending { return ending.map { nil } }
        if state.isPaused {
          state.isPaused = false
          goOn = state.goOn
        }
        state.pieceReader = continuation
        return nil
      }
      goOn?()
      if let ready { continuation.resume(with: ready) }
    }
  }

  private static func noHead(_ ending: Result<Void, any Error>) -> Result<Head, any Error> {
    ending.flatMap { .failure(TransferError(.badAnswer, "The answer has no header.")) }
  }
}
