internal import FalClient
internal import Hailuo
internal import Stills
internal import Transfers

extension TakeMaker {
  /// Uploads what is not there yet and sends the request, once; gives the job with its ticket.
  func submit(
    _ order: TakeOrder, _ job: Job, _ turn: @Sendable () async throws -> Void,
    _ events: @escaping TakeEventHandler
  ) async throws -> Job {
    let body: [UInt8]
    do {
      let url = try await upload(order.picture, named: "picture.png", events)
      var endURL: String?
      if let picture = order.endPicture {
        endURL = try await upload(picture, named: "last-picture.png", events)
      }
      let request = try clipRequest(order.identity, imageURL: url, endImageURL: endURL)
      body = try request.body(for: model)
      try await turn()
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
      var wishes = wishes
      wishes.webhookURL = wishes.webhookURL.map { WebhookMark(job).added(to: $0) }
      ticket = try await heard(by: events).submit(model.endpoint, input: body, options: wishes)
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
    let submitted = try await ledger.recordTicket(JobTicket(ticket), of: job.id)
    events(.submitted(requestID: ticket.requestID))
    return submitted
  }

  /// Puts a picture into the service's storage, unless the ledger knows it to be there.
  private func upload(
    _ picture: PreparedPicture, named name: String, _ events: @escaping TakeEventHandler
  ) async throws -> String {
    let size = Int64(picture.png.count)
    return try await heard(by: events).uploadOnce(
      .bytes(picture.png), contentType: "image/png", fileName: name,
      lifetime: wishes.outputLifetime
    ) { events(.uploading(completed: $0.completedByteCount, total: $0.totalByteCount ?? size)) }
  }

  /// What is asked of the model, with the pictures where they lie.
  func clipRequest(
    _ identity: TakeIdentity, imageURL: String, endImageURL: String?
  ) throws -> ClipRequest {
    ClipRequest(
      prompt: identity.prompt, imageURL: imageURL, duration: try duration(of: identity),
      promptOptimizer: identity.promptOptimizer, resolution: identity.resolution,
      endImageURL: endImageURL)
  }

  static func sentence(_ error: any Error) -> String {
    error is CancellationError ? "cancelled" : "\(error)"
  }
}
