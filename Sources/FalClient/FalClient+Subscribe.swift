/// What is heard of a job, from its submission to its result.
public enum JobNews: Sendable {
  /// fal has it; the ticket is to be stored before anything else is done.
  case submitted(Ticket)
  /// How it stands; the last one is completed.
  case status(QueueStatus)
  /// What it produced; nothing follows.
  case result(FalResult)
}

extension FalClient {
  /// Submits a job, watches it to its end, and fetches its result.
  ///
  /// The stream ends after `.result`, or throws what ``submit(_:input:files:options:)``,
  /// ``updates(of:logs:by:schedule:timeout:)`` and ``result(of:after:)`` throw. Whoever stops
  /// reading stops the watching alone: a request that is on its way is carried to its end, and a job
  /// that fal has goes on, is paid for, and can be fetched by its ticket.
  ///
  /// - Parameters:
  ///   - input: the model's input; files that it names are uploaded first.
  ///   - method: whether the news are streamed or asked for.
  ///   - timeout: how long to watch after the submission.
  public func subscribe(
    _ endpoint: EndpointID, input: JobInput, files: FileRules = FileRules(),
    options: SubmitOptions = SubmitOptions(), logs: Bool = true, by method: UpdateMethod = .auto,
    schedule: PollSchedule = .standard, timeout: Duration? = nil
  ) -> AsyncThrowingStream<JobNews, any Error> {
    let (stream, continuation) = AsyncThrowingStream<JobNews, any Error>.makeStream()
    let work = Task {
      do {
        let ticket = try await submit(endpoint, input: input, files: files, options: options)
        continuation.yield(.submitted(ticket))
        let result = try await awaitResult(
          of: ticket, logs: logs, by: method, schedule: schedule, timeout: timeout
        ) { continuation.yield(.status($0)) }
        continuation.yield(.result(result))
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    continuation.onTermination = { _ in work.cancel() }
    return stream
  }
}
