import Foundation
import Hailuo
import Studio

/// A job as people read it.
enum JobText {
  /// Where it stands, in words.
  static func state(_ job: Job, isHeld: Bool) -> String {
    switch job.state {
    case .intended: isHeld ? "being prepared" : "not sent"
    case .submitting: isHeld ? "being sent" : "unknown"
    case .submitted: "in the queue"
    case .running: "running"
    case .completed: "ready to fetch"
    case .downloaded: "fetched"
    case .stored: "stored"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .refused: "refused"
    case .ambiguous: "unknown"
    case .expired: "lost"
    }
  }

  /// What a person can do about it; nil where nothing is to be done.
  static func advice(_ job: Job, isHeld: Bool) -> String? {
    let id = job.id
    return switch job.state {
    case .submitting where isHeld: nil
    case .submitting, .ambiguous:
      "nobody knows whether it was sent: look at https://fal.ai/dashboard/requests, then "
        + "'hailuo-studio jobs resolve \(id) --submitted REQUEST_ID' or '… --not-sent'"
    case .expired:
      "'hailuo-studio jobs recover' tries once more to fetch it; 'hailuo-studio jobs resolve \(id) "
        + "--give-up' lets another be paid for"
    case .submitted, .running, .completed, .downloaded:
      isHeld ? nil : "'hailuo-studio jobs resume \(id)' fetches its clip"
    default: nil
    }
  }

  static func price(_ microdollars: Int) -> String { "\(Price(microdollars: microdollars))" }

  static func estimate(_ job: Job) -> String {
    job.isSimulated ? "simulated" : price(job.order.priceMicrodollars)
  }

  static func billed(_ job: Job) -> String {
    if job.isSimulated { return "nothing" }
    if let billed = job.billedMicrodollars { return price(billed) }
    // What a unit costs is known only of models that are paid by the second.
    if let units = job.billableUnits {
      return "\(units.formatted(.number.grouping(.never))) unit\(units == 1 ? "" : "s")"
    }
    return job.state.mayCost ? "not known" : "nothing"
  }

  static func time(_ date: Date) -> String {
    String(date.formatted(.iso8601).prefix(16)).replacingOccurrences(of: "T", with: " ")
  }

  /// A text cut to so many characters.
  static func short(_ text: String, _ limit: Int = 40) -> String {
    let line = text.replacingOccurrences(of: "\n", with: " ")
    return line.count > limit ? "\(line.prefix(limit - 1))…" : line
  }
}

/// A job as programs read it.
struct JobDocument: Encodable {
  let id: Int64
  let state: JobState
  let isHeld: Bool
  let take: Int
  let takeKey: String
  let endpoint: String
  let prompt: String
  let durationSeconds: Int
  let simulated: Bool
  let requestId: String?
  let output: String
  let clip: StoredClip?
  let createdAt: String
  let updatedAt: String
  let submittedAt: String?
  let startedAt: String?
  let completedAt: String?
  let estimatedUsd: String
  let billedUsd: String?
  let billableUnits: Double?
  let project: String?
  let error: String?

  init(_ job: Job, isHeld: Bool) {
    func usd(_ sum: Int) -> String { TakePrice(microdollars: sum).estimatedUSD }
    func text(_ date: Date) -> String { date.formatted(.iso8601) }
    let identity = job.order.identity
    id = job.id
    state = job.state
    self.isHeld = isHeld
    take = identity.take
    takeKey = "\(job.takeKey)"
    endpoint = identity.endpoint
    prompt = identity.prompt
    durationSeconds = identity.durationSeconds
    simulated = identity.simulated
    requestId = job.requestID
    output = job.order.outputPath
    clip = job.clip
    createdAt = text(job.createdAt)
    updatedAt = text(job.updatedAt)
    submittedAt = job.submittedAt.map(text)
    startedAt = job.startedAt.map(text)
    completedAt = job.completedAt.map(text)
    estimatedUsd = usd(job.order.priceMicrodollars)
    billedUsd = job.billedMicrodollars.map(usd)
    billableUnits = job.billableUnits
    project = job.order.project
    error = job.error
  }
}
