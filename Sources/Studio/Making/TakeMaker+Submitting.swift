internal import FalClient
internal import Hailuo
internal import Stills
internal import Transfers

extension TakeMaker {
  /// Uploads the picture and sends the request, once; gives the job with its ticket.
  func submit(
    _ order: TakeOrder, _ job: Job, _ events: @escaping TakeEventHandler
  ) async throws -> Job {
    let body: [UInt8]
    do {
      let size = Int64(order.picture.png.count)
      events(.uploading(completed: 0, total: size))
      let url = try await client.upload(
        order.picture.png, contentType: "image/png", fileName: "picture.png"
      ) { events(.uploading(completed: $0.completedByteCount, total: $0.totalByteCount ?? size)) }
      body = try clipRequest(order, imageURL: url).body
      try await ledger.beginSubmission(of: job.id)
    } catch StudioError.Code.notOwner {
      throw StudioError(
        .notOwner, order.clipPath,
        "this process was silent for so long that another one took the clip over; run this again")
    } catch {
      // Nothing that costs money has been sent.
      try await ledger.recordRefusal(of: job.id, because: "not sent: \(Self.sentence(error))")
      throw error
    }
    let ticket: Ticket
    do {
      ticket = try await client.submit(model.endpoint, input: body)
    } catch let error as FalError where error.code == .ambiguous {
      try await ledger.recordUnknownOutcome(of: job.id, because: error.description)
      var told = error
      told.message +=
        " Then run 'hailuo-studio jobs resolve \(job.id) --submitted REQUEST_ID', or "
        + "'hailuo-studio jobs resolve \(job.id) --not-sent' if it is not there."
      throw told
    } catch {
      try await ledger.recordRefusal(of: job.id, because: Self.sentence(error))
      throw error
    }
    let submitted = try await ledger.recordTicket(
      JobTicket(
        requestID: ticket.requestID, statusURL: ticket.statusURL, responseURL: ticket.responseURL,
        cancelURL: ticket.cancelURL), of: job.id)
    events(.submitted(requestID: ticket.requestID))
    return submitted
  }

  private func clipRequest(_ order: TakeOrder, imageURL: String) throws -> ClipRequest {
    let identity = order.identity
    return ClipRequest(
      prompt: identity.prompt, imageURL: imageURL, duration: try duration(of: identity),
      promptOptimizer: identity.promptOptimizer)
  }

  static func sentence(_ error: any Error) -> String {
    error is CancellationError ? "cancelled" : "\(error)"
  }
}
