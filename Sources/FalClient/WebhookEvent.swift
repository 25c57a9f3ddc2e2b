/// What a webhook says about a job.
public struct WebhookEvent: Sendable, Hashable {
  /// The job, by its public id.
  public let requestID: String
  /// The last attempt, where fal had to begin the job again.
  public let gatewayRequestID: String?
  /// Whether the job went well.
  public let isSuccess: Bool
  /// The model's output as JSON; nil when there is none, or it did not fit into a webhook.
  public let payload: [UInt8]?
  /// What went wrong, cleaned.
  public let error: String?
  /// Whether the output has to be fetched from the queue, since the webhook could not carry it.
  public let mustBeFetched: Bool
  /// The query of the address it was posted to, which fal's signature does not cover.
  public var query: String?

  /// Reads the body of a webhook that has been proven.
  ///
  /// - Throws: ``WebhookRefusal`` `.content` when it is no webhook, or about another job than the
  ///   one that was signed for.
  public init(_ body: [UInt8], provenBy proof: WebhookProof) throws(WebhookRefusal) {
    guard let json = JSONValue(parsing: body), let id = json["request_id"]?.text,
      let status = json["status"]?.text
    else { throw WebhookRefusal(.content, "The webhook's body is not what fal promises.") }
    gatewayRequestID = json["gateway_request_id"]?.text
    guard id == proof.requestID || gatewayRequestID == proof.requestID else {
      throw WebhookRefusal(.content, "The webhook is about another job than it is signed for.")
    }
    requestID = id
    isSuccess = status.uppercased() == "OK"
    let payloadError = json["payload_error"]?.text
    error = (json["error"]?.text ?? payloadError).map { ServerText.cleaned($0) }
    mustBeFetched = isSuccess && json.given("payload") == nil
    do {
      payload = try json.given("payload").map { try $0.encoded() }
    } catch {
      throw WebhookRefusal(.content, "The webhook's payload cannot be kept.")
    }
  }
}
