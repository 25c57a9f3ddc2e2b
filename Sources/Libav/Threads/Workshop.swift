import Dispatch
import Foundation
import Synchronization

/// A fixed number of threads for work that blocks, so that it never holds up the async runtime.
package final class Workshop: Sendable {
  /// One for the process, as wide as the machine has cores, at least two.
  package static let shared = Workshop(width: max(2, ProcessInfo.processInfo.activeProcessorCount))

  private struct Job: Sendable {
    let number: Int
    let start: @Sendable () -> Void
    let giveUp: @Sendable () -> Void
  }

  private struct State {
    var waiting: [Job] = []
    var newest = 0
  }

  private let state = Mutex(State())
  /// Counts jobs that were added; one that was given up leaves a count without a job.
  private let added = DispatchSemaphore(value: 0)

  package init(width: Int) {
    Log.isCaptured
    for number in 0..<max(1, width) {
      let thread = Thread { [self] in
        while true {
          added.wait()
          let job = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
          job?.start()
        }
      }
      thread.name = "workshop-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Runs blocking work on a thread of the workshop; jobs start in the order they came.
  ///
  /// Cancelling the task raises the flag that the work was given; work that has not started is given
  /// up at once. The body must not wait for another job of the same workshop.
  /// - Throws: what the body throws; `CancellationError` instead when the task was cancelled. Work
  ///   that ends well in spite of a raised flag gives its result.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable (Cancellation) throws -> Result
  ) async throws -> Result {
    let cancellation = Cancellation()
    let number = state.withLock {
      $0.newest += 1
      return $0.newest
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        add(
          Job(number: number) {
            let result = Swift.Result { try body(cancellation) }
            if case .failure = result, cancellation.isRaised {
              continuation.resume(throwing: CancellationError())
            } else {
              continuation.resume(with: result)
            }
          } giveUp: {
            continuation.resume(throwing: CancellationError())
          }, unless: cancellation)
      }
    } onCancel: {
      cancellation.raise()
      remove(number)?.giveUp()
    }
  }

  private func add(_ job: Job, unless cancellation: Cancellation) {
    // The flag is raised before a job is looked for, so one or the other side sees it here.
    let isAdded = state.withLock { state in
      guard !cancellation.isRaised else { return false }
      state.waiting.append(job)
      return true
    }
    if isAdded { added.signal() } else { job.giveUp() }
  }

  private func remove(_ number: Int) -> Job? {
    state.withLock { state in
      state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
    }
  }
}
