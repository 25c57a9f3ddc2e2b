import Foundation

/// Work on many inputs at once that is answered in their order.
public enum InTurn {
  /// Does the work on a few inputs at a time and hands out each result as soon as all before it are
  /// out.
  ///
  /// Results wait for no more than a few others, so memory does not grow with the number of inputs.
  /// - Parameter atOnce: inputs at work at a time; two for each core unless given.
  public static func perform<Input: Sendable, Output: Sendable>(
    _ inputs: [Input], atOnce: Int? = nil,
    _ work: @escaping @Sendable (Input) async throws -> Output,
    deliver: (Input, Result<Output, any Error>) throws -> Void
  ) async throws {
    let width = max(1, atOnce ?? 2 * ProcessInfo.processInfo.activeProcessorCount)
    try await withThrowingTaskGroup(of: (Int, Result<Output, any Error>).self) { group in
      var next = 0
      var delivered = 0
      var waiting: [Int: Result<Output, any Error>] = [:]
      func add() {
        guard next < inputs.count else { return }
        let (number, input) = (next, inputs[next])
        next += 1
        group.addTask {
          do {
            return (number, .success(try await work(input)))
          } catch {
            return (number, .failure(error))
          }
        }
      }
      for _ in 0..<width { add() }
      while let (number, result) = try await group.next() {
        waiting[number] = result
        while let ready = waiting.removeValue(forKey: delivered) {
          if case .failure(let error) = ready, error is CancellationError {
            group.cancelAll()
            throw error
          }
          try deliver(inputs[delivered], ready)
          delivered += 1
        }
        // An input that takes long holds up the results of later ones: then nothing is begun.
        while next < inputs.count, next - delivered < 4 * width,
          next - delivered - waiting.count < width
        {
          add()
        }
      }
    }
  }
}
