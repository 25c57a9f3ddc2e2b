import Dispatch
import Synchronization

/// Things that one thread makes and another uses, a few of them under way at most.
///
/// The maker waits while it is full, the user while it is empty, so neither runs far ahead of the
/// other. Either side may give up, and the other one goes on at once.
package final class Conveyor<Thing: ~Copyable & Sendable>: Sendable {
  private struct State {
    var first = 0
    var count = 0
    var isEnded = false
    var isAbandoned = false
  }

  private let depth: Int
  private let state = Mutex(State())
  // `nonisolated(unsafe)`: a slot is touched by the side alone whose turn the state says it is.
  private nonisolated(unsafe) let slots: UnsafeMutablePointer<Thing>
  /// Counted up from zero: a semaphore that ends below where it began is an error to Dispatch.
  private let room = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)

  /// - Parameter depth: things under way at most.
  package init(depth: Int) {
    self.depth = max(1, depth)
    slots = .allocate(capacity: self.depth)
    for _ in 0..<self.depth { room.signal() }
  }

  deinit {
    let left = state.withLock { $0 }
    for place in 0..<left.count { (slots + (left.first + place) % depth).deinitialize(count: 1) }
    slots.deallocate()
  }

  /// Hands a thing over; waits while too many are under way.
  ///
  /// - Returns: false when nobody takes any more; the thing is gone then.
  @discardableResult
  package func send(_ thing: consuming Thing) -> Bool {
    room.wait()
    let place = state.withLock { $0.isAbandoned ? nil : ($0.first + $0.count) % depth }
    guard let place else {
      // For whoever sends next.
      room.signal()
      return false
    }
    (slots + place).initialize(to: thing)
    state.withLock { $0.count += 1 }
    filled.signal()
    return true
  }

  /// Says that nothing follows.
  package func end() {
    state.withLock { $0.isEnded = true }
    filled.signal()
  }

  /// The next thing; waits for it. Nil after the last.
  package func receive() -> Thing? {
    filled.wait()
    let place: Int? = state.withLock { state in
      guard state.count > 0 else { return nil }
      let place = state.first
      state.first = (place + 1) % depth
      state.count -= 1
      return place
    }
    guard let place else {
      filled.signal()
      return nil
    }
    let thing = (slots + place).move()
    room.signal()
    return thing
  }

  /// Says that nothing is taken any more.
  package func abandon() {
    state.withLock { $0.isAbandoned = true }
    room.signal()
  }
}
