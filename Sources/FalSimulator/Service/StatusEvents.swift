internal import FalClient
internal import Synchronization

/// One status stream: looks at its job until there is something to send.
final class StatusEvents: Sendable {
  private struct State {
    var feed = StatusFeed()
    var writer: EventWriter
    var pieces: [EventWriter.Piece] = []
  }

  private let look: @Sendable () -> Look?
  private let document: @Sendable (JobBoard.View, [JSONValue]) -> JSONValue
  private let pause: @Sendable (Duration) async throws -> Void
  private let state: Mutex<State>

  /// What can be seen of a job at one moment.
  struct Look: Sendable {
    let view: JobBoard.View
    /// The log so far.
    let lines: [JSONValue]
  }

  /// - Parameters:
  ///   - look: the job now; `nil` when it is gone.
  ///   - document: what an event says about a view, with these new log lines.
  ///   - pause: waits, and throws when the simulator ends.
  init(
    _ style: EventStyle, look: @escaping @Sendable () -> Look?,
    document: @escaping @Sendable (JobBoard.View, [JSONValue]) -> JSONValue,
    pause: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.look = look
    self.document = document
    self.pause = pause
    state = Mutex(State(writer: EventWriter(style)))
  }

  /// The next thing to do with the connection; `nil` at the end.
  func next() async throws -> EventWriter.Piece? {
    while true {
      let (piece, isOver) = state.withLock { state in
        if state.pieces.isEmpty { gather(&state) }
        let piece = state.pieces.isEmpty ? nil : state.pieces.removeFirst()
        return (piece, state.feed.isComplete)
      }
      switch piece {
      case .rest?: try await pause(.milliseconds(5))
      case .silence?: try await pause(.seconds(3600))
      case let piece?: return piece
      case nil where isOver: return nil
      case nil: try await pause(.milliseconds(10))
      }
    }
  }

  private func gather(_ state: inout State) {
    guard !state.feed.isComplete, let seen = look(),
      let fresh = state.feed.news(seen.view, lineCount: seen.lines.count)
    else { return }
    let event = document(seen.view, Array(seen.lines[fresh]))
    state.pieces = state.writer.pieces(for: event, isLast: state.feed.isComplete)
  }
}
