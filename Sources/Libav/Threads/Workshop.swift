internal import CFFmpegLog
import Dispatch
import Foundation
import Synchronization

/// A fixed number of threads for work that blocks, so that it never holds up the async runtime.
package final class Workshop: Sendable {
  /// One for the process, as wide as the machine has cores, at least two.
  package static let shared = Workshop(width: max(2, ProcessInfo.processInfo.activeProcessorCount))

  private typealias Job = @Sendable () -> Void
  private let jobs = Mutex<[Job]>([])
  private let waiting = DispatchSemaphore(value: 0)

  package init(width: Int) {
    hs_log_install()
    for number in 0..<max(1, width) {
      let thread = Thread { [self] in
        while true {
          waiting.wait()
          jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
        }
      }
      thread.name = "workshop-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  /// Runs blocking work on a thread of the workshop; jobs start in the order they came.
  ///
  /// Cancelling the task raises the flag that the work was given; work that has not started is not
  /// started. The body must not wait for another job of the same workshop.
  /// - Throws: what the body throws; `CancellationError` when the task was cancelled.
  package func run<Result: Sendable>(
    _ body: @escaping @Sendable (Cancellation) throws -> Result
  ) async throws -> Result {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let job: Job = {
          guard !cancellation.isRaised else {
            continuation.resume(throwing: CancellationError())
            return
          }
          let result = Swift.Result { try body(cancellation) }
          if case .failure = result, cancellation.isRaised {
            continuation.resume(throwing: CancellationError())
          } else {
            continuation.resume(with: result)
          }
        }
        jobs.withLock { $0.append(job) }
        waiting.signal()
      }
    } onCancel: {
      cancellation.raise()
    }
  }
}
