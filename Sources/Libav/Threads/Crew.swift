import Dispatch
import Foundation
import Synchronization

/// Stages of one piece of work, each on a thread of its own, that end together.
///
/// The workshop's threads are few, and stages wait for one another, so they have threads of their own.
package struct Crew: Sendable {
  /// Raised when the work is cancelled, and when one stage fails: then the others stop.
  package let cancellation: Cancellation
  private let stages: [Stage]

  private struct Stage {
    let name: String
    let isPatient: Bool
    let body: @Sendable (Cancellation) throws -> Void
  }

  /// A crew without stages.
  ///
  /// - Parameter cancellation: of the whole work.
  package init(within cancellation: Cancellation) {
    self.cancellation = Cancellation(within: cancellation)
    stages = []
  }

  private init(_ cancellation: Cancellation, _ stages: [Stage]) {
    self.cancellation = cancellation
    self.stages = stages
  }

  /// The crew with one more stage.
  ///
  /// - Parameters:
  ///   - isPatient: whether it leaves the cores to others that want them; for stages that run ahead of
  ///     their need. With glibc alone.
  ///   - closing: run when the stage ends in whatever way, so that its neighbours do not wait.
  package func with(
    _ name: String, isPatient: Bool = false,
    _ body: @escaping @Sendable (Cancellation) throws -> Void,
    closing: @escaping @Sendable () -> Void
  ) -> Crew {
    let guarded: @Sendable (Cancellation) throws -> Void = { cancellation in
      defer { closing() }
      do {
        try body(cancellation)
      } catch {
        // Before its neighbours hear that nothing follows: they must not take it for a good end.
        cancellation.raise()
        throw error
      }
    }
    let added = Stage(name: name, isPatient: isPatient, body: guarded)
    return Crew(cancellation, stages + [added])
  }

  /// Runs all stages and waits for them.
  ///
  /// - Throws: what the first stage threw that was not only told to stop.
  package func run() throws {
    let failures = Mutex<[any Error]>([])
    let running = DispatchGroup()
    for stage in stages {
      running.enter()
      let cancellation = self.cancellation
      let thread = Thread {
        if stage.isPatient { Self.yieldToOthers() }
        do {
          try stage.body(cancellation)
        } catch {
          failures.withLock { $0.append(error) }
        }
        running.leave()
      }
      thread.name = stage.name
      thread.stackSize = 8 << 20
      thread.start()
    }
    running.wait()
    let found = failures.withLock { $0 }
    let cause = found.first { ($0 as? LibavError)?.code != .cancelled }
    if let error = cause ?? found.first { throw error }
  }

  /// Lowers the calling thread's claim on the cores to that of x264's own workers, which it lowers by ten.
  private static func yieldToOthers() {
    #if canImport(Glibc)
      // Here "process 0" is the calling thread; refusal would only mean that it stays as it is.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    #endif
  }
}
