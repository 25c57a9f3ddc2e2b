/// What a simulator has seen so far: a snapshot to assert on.
public struct SimulatorRecord: Sendable, Hashable {
  /// One job that was created.
  public struct Submission: Sendable, Hashable {
    /// The id that was given to the job.
    public let requestID: String
    /// The endpoint's full id, such as `fal-ai/minimax/hailuo-02-fast/image-to-video`.
    public let endpoint: String
    /// The body as it came, JSON.
    public let input: [UInt8]
    /// The prompt, when it is a string.
    public let prompt: String?
    /// The picture's address, when it is a string.
    public let imageURL: String?
    /// The length, when it is a string, as the endpoint wants it.
    public let duration: String?
    /// The request's `x-fal-…` headers, by lower-case name.
    public let headers: [String: String]
    /// The address the end is to be told to, as it came.
    public let webhook: String?
  }

  /// One try to tell a webhook about the end of a job.
  public struct Delivery: Sendable, Hashable {
    /// The job's id.
    public let requestID: String
    /// Counts from 1.
    public let attempt: Int
    /// What the receiver answered; `nil` when nothing came, or nothing was sent.
    public let status: Int?
    /// Why nothing was sent or came; `nil` with a status.
    public let problem: String?
  }

  /// One file that was put into the storage.
  public struct Upload: Sendable, Hashable {
    /// The address under which the file can be read.
    public let fileURL: String
    /// The name the client gave.
    public let fileName: String
    /// The declared media type.
    public let contentType: String
    /// The file's size.
    public let byteCount: Int
    /// The digest of the bytes, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// The `x-fal-…` headers of the initiating request, by lower-case name.
    public let headers: [String: String]
  }

  /// A key that was sent to a place that must not see it.
  public struct KeyLeak: Sendable, Hashable {
    /// The request's method.
    public let method: String
    /// The request's path, without its query.
    public let path: String
  }

  /// The jobs, in the order of their creation.
  public internal(set) var submissions: [Submission] = []
  /// The uploads, in the order of their completion.
  public internal(set) var uploads: [Upload] = []
  /// The tries to reach webhooks, in the order of their ends.
  public internal(set) var deliveries: [Delivery] = []
  /// How often each `METHOD PATH` was asked for, answered or not; at most 10,000 different ones.
  public internal(set) var requestCounts: [String: Int] = [:]
  /// Every key that arrived at a presigned upload or a file download.
  public internal(set) var keyLeaks: [KeyLeak] = []

  /// How many requests had a method and a path that starts so.
  public func count(_ method: String, under path: String) -> Int {
    requestCounts.reduce(0) { $1.key.hasPrefix("\(method) \(path)") ? $0 + $1.value : $0 }
  }

  mutating func note(_ method: String, _ path: String) {
    let line = "\(method) \(path)"
    guard requestCounts[line] != nil || requestCounts.count < 10_000 else { return }
    requestCounts[line, default: 0] += 1
  }
}
