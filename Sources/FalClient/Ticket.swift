/// What proves that a job was accepted, and where to ask about it.
///
/// The addresses are those of the server's answer where they were trustworthy, else rebuilt. They
/// are checked again before each use, so a ticket may come from a file.
public struct Ticket: Codable, Sendable, Hashable {
  /// The public id of the job.
  public let requestID: String
  /// The model that was asked.
  public let endpoint: EndpointID
  /// Where to ask how it stands.
  public let statusURL: String
  /// Where to fetch the result.
  public let responseURL: String
  /// Where to cancel.
  public let cancelURL: String

  /// Creates a ticket from stored parts.
  public init(
    requestID: String, endpoint: EndpointID, statusURL: String, responseURL: String,
    cancelURL: String
  ) {
    self.requestID = requestID
    self.endpoint = endpoint
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
  }

  /// Creates a ticket from an id alone, for a job whose answer was lost.
  ///
  /// - Throws: ``FalError`` `.badAnswer` when the id is no single path component.
  public init(requestID: String, endpoint: EndpointID, hosts: FalHosts) throws(FalError) {
    guard let job = JobAddress(requestID: requestID, endpoint: endpoint, hosts: hosts) else {
      throw FalError(.badAnswer, "The server named the job by an id that cannot be used.")
    }
    self.init(
      requestID: requestID, endpoint: endpoint, statusURL: job.url(.status),
      responseURL: job.url(.response), cancelURL: job.url(.cancel))
  }
}
