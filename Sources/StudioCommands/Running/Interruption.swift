import Studio

/// What Ctrl-C means for jobs that the service has: they stay, and the person is told how to go on.
enum Interruption {
  /// Does something that makes or fetches takes; when it is interrupted, tells what stays.
  ///
  /// - Parameter cancelling: whether the jobs are to be cancelled at the service then; a clip that
  ///   is finished all the same is kept.
  static func watching<Result: Sendable>(
    _ maker: TakeMaker, on service: Service, cancelling: Bool = false, _ board: ProgressBoard,
    _ context: CommandContext,
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error where error is CancellationError || Task.isCancelled {
      // A simulator of this process ends with it; nothing can be fetched from it later.
      guard !service.endsWithProcess || cancelling else { throw error }
      // Lines that are drawn over would take what is said now along.
      board.clear()
      // Cancelled tasks cannot speak with the service; a task of its own can.
      await Task { await settle(maker, cancelling: cancelling, context) }.value
      throw CancellationError()
    }
  }

  private static func settle(
    _ maker: TakeMaker, cancelling: Bool, _ context: CommandContext
  ) async {
    do {
      for job in try await maker.ledger.ownJobs() where job.state != .intended {
        if cancelling, job.state.isAwaited {
          do {
            let outcome = try await maker.cancel(job.id)
            context.notice(
              "hailuo-studio: \(JobsCommand.Cancel.sentence(outcome, job.id))\n")
          } catch {
            context.notice("hailuo-studio: job \(job.id) could not be cancelled: \(error)\n")
          }
        } else if job.state.isAwaited {
          context.notice(
            "hailuo-studio: job \(job.id) goes on at the service; the same command again, or "
              + "'hailuo-studio jobs resume \(job.id)', fetches its clip\n")
        }
      }
    } catch {
      context.notice("hailuo-studio: the ledger cannot be read: \(error)\n")
    }
  }
}
