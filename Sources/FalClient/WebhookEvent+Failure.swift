internal import Transfers

extension WebhookEvent {
  /// Why a job failed that a webhook tells of, as asking for its result would have said it.
  public var failure: FalError {
    var refusal = Refusal(HTTPResponse(status: Self.status(in: error) ?? 422, body: payload ?? []))
    if refusal.detail == nil { refusal.detail = error }
    // A credential that blots nothing out: no key is near.
    let nobody = Credential(key: "")
    let ticket = Ticket(
      requestID: requestID, endpoint: EndpointID(owner: "", alias: "", task: []), statusURL: "",
      responseURL: "", cancelURL: "")
    let completion = QueueStatus.Completion(error: refusal.detail ?? "no reason given")
    return JobFailure(refusal, ticket, "Job \(ticket.shownID)", completion, nobody).error
  }

  /// The status in fal's sentence "Invalid status code: 422" (protocol guide 6).
  private static func status(in sentence: String?) -> Int? {
    guard let sentence, sentence.hasPrefix("Invalid status code") else { return nil }
    return sentence.split(separator: " ").last.flatMap { Int($0) }
  }
}
