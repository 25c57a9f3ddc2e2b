internal import FalClient
public import Hailuo

/// What the jobs so far would have cost.
///
/// Billed is every job that made a clip, those included whose cancellation came too late. Refused
/// and failed ones are not: fal bills successful outputs only (fal, "Pricing").
public struct SimulatorBilling: Sendable, Hashable {
  /// One job.
  public struct Job: Sendable, Hashable {
    /// The job's id.
    public let requestID: String
    /// The endpoint's full id.
    public let endpoint: String
    /// A digest of what was asked for; equal for jobs that ask for the same clip.
    ///
    /// Endpoint, settings, prompt and the picture's bytes count, the picture's address does not.
    public let intent: String
    /// `waiting`, `running`, `billed`, `cancelled` or `failed`.
    public let state: String
    /// The seconds that were billed.
    public let billedSeconds: Int
    /// What they cost; nothing where the price is not known.
    public let cost: Price
    /// When the job ended, in Unix seconds; nil while it has not, or when it never ran.
    public let ended: Double?
  }

  /// The jobs, in the order of their creation.
  public let jobs: [Job]

  /// How many jobs were created.
  public var submissions: Int { jobs.count }
  /// How many clips were billed.
  public var billedTakes: Int { jobs.count { $0.state == "billed" } }
  /// What they cost together.
  public var cost: Price { jobs.reduce(.zero) { $0 + $1.cost } }

  /// How many jobs were created, and how many billed, for each thing that was asked for.
  public var intents: [String: (submissions: Int, billed: Int)] {
    jobs.reduce(into: [:]) { intents, job in
      intents[job.intent, default: (0, 0)].submissions += 1
      if job.state == "billed" { intents[job.intent, default: (0, 0)].billed += 1 }
    }
  }

  var json: JSONValue {
    let intents = intents.sorted { $0.key < $1.key }.map { intent, count -> JSONValue in
      [
        "intent": .string(intent), "submissions": .integer(count.submissions),
        "billed_takes": .integer(count.billed),
      ]
    }
    return [
      "schema_version": 1, "submissions": .integer(submissions),
      "billed_takes": .integer(billedTakes), "microdollars": .integer(cost.microdollars),
      "dollars": .string(String(cost.description.dropFirst())), "intents": .array(intents),
      "jobs": .array(
        jobs.map { job in
          [
            "request_id": .string(job.requestID), "endpoint": .string(job.endpoint),
            "intent": .string(job.intent), "state": .string(job.state),
            "billed_seconds": .integer(job.billedSeconds),
            "microdollars": .integer(job.cost.microdollars),
            "ended": job.ended.map { .number($0) } ?? .null,
          ]
        }),
    ]
  }
}
