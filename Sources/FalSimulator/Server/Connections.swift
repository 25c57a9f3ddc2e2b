internal import NIOCore
internal import Synchronization

/// The connections with a request in work, so that they can be closed at the end.
final class Connections: Sendable {
  private struct State {
    var open: [ObjectIdentifier: any Channel] = [:]
    /// Those that are closed when they are used again.
    var spent: Set<ObjectIdentifier> = []
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Keeps a connection in mind, or closes it at once when the end has come.
  func enter(_ channel: any Channel) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.open[ObjectIdentifier(channel)] = channel }
      return state.isClosed
    }
    if isClosed { channel.close(promise: nil) }
  }

  /// Closes a connection as soon as another request comes on it.
  func spend(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    _ = state.withLock { $0.spent.insert(id) }
    // The identifier may be another connection's later on.
    channel.closeFuture.whenComplete { _ in _ = self.state.withLock { $0.spent.remove(id) } }
  }

  func isSpent(_ channel: any Channel) -> Bool {
    state.withLock { $0.spent.contains(ObjectIdentifier(channel)) }
  }

  func leave(_ channel: any Channel) {
    _ = state.withLock { $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
  }

  /// Closes every connection, those to come included.
  func closeAll() {
    let open = state.withLock { state in
      defer { state.open = [:] }
      state.isClosed = true
      return Array(state.open.values)
    }
    for channel in open { channel.close(promise: nil) }
  }
}
