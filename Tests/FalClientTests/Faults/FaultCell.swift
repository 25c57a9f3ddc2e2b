import FalSimulator
import Testing

/// One cell of the fault matrix: an operation, a fault, and what must come of it.
///
/// The outcome is written down by hand, from the protocol guide; nothing of it is computed.
struct FaultCell: Sendable, CustomTestStringConvertible {
  /// What the client is asked to do.
  enum Operation: String, Sendable, CaseIterable {
    case submit, status, poll, stream
    case follow = "stream or poll"
    case result, cancel
    case initiate, put
    case token
    case uploadDirectly = "upload to the CDN"
    case initiateParts = "initiate parts"
    case part
    case complete = "complete parts"
    case filePart = "part to the CDN"
    case completeFile = "complete at the CDN"
    case download
    case keys = "webhook keys"
  }

  let operation: Operation
  let fault: String
  /// What goes wrong, in the form a person writes it for the simulator.
  let yaml: String
  /// What the operation gives, or the kind of its error.
  let outcome: String
  /// How often the step that is hit was asked for; nil where that is chance.
  let calls: Int?
  /// How many jobs exist in the end; nil where the last answer and the count may cross.
  let jobs: Int?

  init(
    _ operation: Operation, _ fault: String, _ yaml: String, _ outcome: String, calls: Int?,
    jobs: Int? = nil
  ) {
    self.operation = operation
    self.fault = fault
    self.yaml = yaml
    self.outcome = outcome
    self.calls = calls
    self.jobs = jobs
  }

  var testDescription: String { "\(operation.rawValue), \(fault)" }
}

extension FaultCell {
  static let all =
    submissions + statuses + polls + streams + results + cancellations + uploads + directUploads
    + parts + fileParts + downloads + keys
}
