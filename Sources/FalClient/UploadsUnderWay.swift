internal import Synchronization

/// The uploads that are under way, so that several who want the same content there send it once.
final class UploadsUnderWay: Sendable {
  private struct Upload {
    let number: Int
    let task: Task<String, any Error>
    var waiterCount: Int
  }

  private struct State {
    var uploads: [UploadKey: Upload] = [:]
    var count = 0
  }

  private let state = Mutex(State())

  /// Begins an upload, or joins the one that is under way; gives the file's address.
  ///
  /// Cancelling one who waits ends the upload only when nobody else waits for it.
  func address(
    of key: UploadKey, _ upload: @escaping @Sendable () async throws -> String
  ) async throws -> String {
    let (number, task) = state.withLock { state in
      if var known = state.uploads[key] {
        known.waiterCount += 1
        state.uploads[key] = known
        return (known.number, known.task)
      }
      state.count += 1
      let number = state.count
      let task = Task { [self] in
        defer { forget(key, number) }
        return try await upload()
      }
      state.uploads[key] = Upload(number: number, task: task, waiterCount: 1)
      return (number, task)
    }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      leave(key, number)
    }
  }

  private func forget(_ key: UploadKey, _ number: Int) {
    state.withLock { state in
      if state.uploads[key]?.number == number { state.uploads[key] = nil }
    }
  }

  private func leave(_ key: UploadKey, _ number: Int) {
    let abandoned = state.withLock { state -> Task<String, any Error>? in
      guard var upload = state.uploads[key], upload.number == number else { return nil }
      upload.waiterCount -= 1
      state.uploads[key] = upload.waiterCount == 0 ? nil : upload
      return upload.waiterCount == 0 ? upload.task : nil
    }
    abandoned?.cancel()
  }
}
