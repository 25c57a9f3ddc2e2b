internal import Synchronization

/// Has shots reach the service in the order in which they were started, which is the schedule's.
///
/// Pictures are prepared and uploaded at the same time; only the submission, which is short, waits
/// for those of the shots before. A shot that is held up for long is not waited for.
final class SubmissionQueue: Sendable {
  /// A shot's place in the line.
  struct Place: Hashable, Sendable {
    fileprivate let number: Int
  }

  private struct State {
    var entered = 0
    /// The places that have not been left, each with who waits for it to be.
    var present: [Int: [Int: CheckedContinuation<Void, Never>]] = [:]
    var waiterCount = 0
  }

  private let state = Mutex(State())
  private let clock: any Clock<Duration>
  private let patience: Duration

  /// Makes an empty line.
  ///
  /// - Parameter patience: how long one shot is held back at most.
  init(clock: any Clock<Duration> = ContinuousClock(), patience: Duration = .seconds(10)) {
    self.clock = clock
    self.patience = patience
  }

  /// Takes the next place.
  func enter() -> Place {
    state.withLock { state in
      state.entered += 1
      state.present[state.entered] = [:]
      return Place(number: state.entered)
    }
  }

  /// Gives a place up: its request is at the service, or will not be sent. Again it does nothing.
  func leave(_ place: Place) {
    let waiting = state.withLock { $0.present.removeValue(forKey: place.number) } ?? [:]
    for waiter in waiting.values { waiter.resume() }
  }

  /// Waits until every place before has been left, or for as long as patience lasts.
  ///
  /// - Throws: `CancellationError`.
  func turn(of place: Place) async throws {
    guard first(before: place) != nil else { return }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        while let other = self.first(before: place) {
          await self.departure(from: other)
          try Task.checkCancellation()
        }
      }
      group.addTask { try await self.clock.sleep(for: self.patience) }
      defer { group.cancelAll() }
      try await group.next()
    }
    try Task.checkCancellation()
  }

  private func first(before place: Place) -> Int? {
    state.withLock { $0.present.keys.filter { $0 < place.number }.min() }
  }

  /// Waits until a place is left, or the task is cancelled.
  private func departure(from number: Int) async {
    let waiter = state.withLock { state in
      state.waiterCount += 1
      return state.waiterCount
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          guard !Task.isCancelled, state.present[number] != nil else { return true }
          state.present[number]?[waiter] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiting = state.withLock { $0.present[number]?.removeValue(forKey: waiter) }
      waiting?.resume()
    }
  }
}
