/// The server's answer, read whole into memory.
public struct HTTPResponse: Sendable, Hashable {
  /// The status code; any of them, since a refusal is an answer too.
  public let status: Int
  /// The header fields of the final answer.
  public let headers: HTTPHeaders
  /// The body, decompressed.
  public let body: [UInt8]

  /// Creates an answer.
  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Whether the status is one of 200 to 299.
  public var isSuccess: Bool { (200..<300).contains(status) }
}
