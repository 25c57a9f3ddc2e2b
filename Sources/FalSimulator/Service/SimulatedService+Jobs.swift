internal import Hailuo
internal import Synchronization

/// Running a job: judging its input, fetching its picture, drawing its clip.
extension SimulatedService {
  /// Runs one job to its end, whatever that is.
  func run(_ order: Order) async {
    let task = Task { await self.outcome(of: order) }
    let cancelledBefore = state.withLock { state in
      if state.runners.keys.contains(order.requestID) { return true }
      state.runners[order.requestID] = .some(task)
      return false
    }
    if cancelledBefore { task.cancel() }
    let outcome = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    state.withLock { state in
      state.runners.removeValue(forKey: order.requestID)
      state.board.finish(order.requestID, outcome, at: now)
    }
    ended(order, outcome)
  }

  private func outcome(of order: Order) async -> JobOutcome {
    do {
      if let scripted = order.scripted {
        try await ContinuousClock().sleep(for: options.pace.runDelay)
        return .scripted(scripted)
      }
      let review = InputReview(order.input, for: order.model)
      guard review.details.isEmpty else { return .rejected(status: 422, review.details) }
      guard let picture = try picture(at: review.imageURL) else {
        return .rejected(status: 422, [PictureReview.notFetched(review.imageURL)])
      }
      var details = PictureReview.details(of: picture)
      var endPicture: [UInt8]?
      if let address = review.endImageURL {
        endPicture = try self.picture(at: address)
        details +=
          endPicture.map { PictureReview.details(of: $0, in: "end_image_url") }
          ?? [PictureReview.notFetched(address, in: "end_image_url")]
      }
      guard details.isEmpty else { return .rejected(status: 422, details) }
      return .video(try await draw(review, picture, endPicture, for: order))
    } catch is CancellationError {
      return .cancelled
    } catch let error as SimulatorError where error.code == .unreadablePicture {
      return .rejected(status: 422, [PictureReview.unreadable])
    } catch {
      if Task.isCancelled { return .cancelled }
      return .rejected(
        status: 500,
        [
          ValidationDetail(
            location: ["body"], message: "The clip could not be drawn: \(error)",
            type: "internal_server_error")
        ])
    }
  }

  /// Draws the clip and puts it on the file host; takes at least the run delay.
  private func draw(
    _ review: InputReview, _ picture: [UInt8], _ endPicture: [UInt8]?, for order: Order
  ) async throws -> JobOutcome.Video {
    let output = folder.newPath(suffix: ".mp4")
    let job = SimulatedJob(
      requestID: order.requestID, prompt: review.prompt, seconds: review.seconds,
      pictureBytes: picture, endPictureBytes: endPicture,
      shortSide: review.resolution.shortSide, promptOptimizer: review.promptOptimizer,
      outputPath: output)
    async let delay: Void = ContinuousClock().sleep(for: options.pace.runDelay)
    do {
      try await render(job)
      try await delay
      let file = try StoredFile.adopt(output, contentType: "video/mp4")
      let path = RandomName.filePath(for: "simulated.mp4")
      let base = state.withLock { state in
        state.files[path] = file
        state.lifecycles[path] = FileLifecycle(order.headers, now: now)
        return state.baseURL
      }
      return JobOutcome.Video(
        url: "\(base)/\(path)", byteCount: file.byteCount, billableSeconds: review.seconds)
    } catch {
      PrivateFolder.removeItem(output)
      throw error
    }
  }

  /// The bytes behind an address: one of our own files, or a `data:` address.
  ///
  /// Nothing outside is ever fetched; any other address counts as one that cannot be read.
  func picture(at address: String) throws -> [UInt8]? {
    if let bytes = DataURI.bytes(in: address) { return bytes }
    let base = state.withLock { $0.baseURL }
    let port = base.split(separator: ":").last ?? ""
    for prefix in ["\(base)/", "http://localhost:\(port)/"] where address.hasPrefix(prefix) {
      let target = "/" + address.dropFirst(prefix.count).prefix { $0 != "?" && $0 != "#" }
      guard case .file(let path) = Route(method: "GET", path: target),
        let file = state.withLock({ $0.files[path] })
      else { return nil }
      return try StoredFile.read(file.diskPath)
    }
    return nil
  }
}
