import Hailuo
import Studio

/// What happens to a take as people read it.
enum TakeText {
  /// The state of a take, and how far it is where that can be said.
  static func state(_ event: TakeEvent) -> (activity: String, amount: ProgressLine.Amount?)? {
    switch event {
    case .uploading(let completed, let total): ("uploading", amount(completed, total))
    case .submitted: ("submitted", nil)
    case .waiting(let process): ("process \(process) is at it; waiting", nil)
    case .resuming(let id): ("waiting for request \(id)", nil)
    case .queued(nil): ("in the queue", nil)
    case .queued(0?): ("next in the queue", nil)
    case .queued(let position?): ("in the queue, \(position) ahead", nil)
    case .running(let log): (log.map { "running: \($0)" } ?? "running", nil)
    case .downloading(let completed, let total): ("downloading", amount(completed, total))
    case .troubled(let sentence): (sentence, nil)
    case .note: nil
    }
  }

  private static func amount(_ completed: Int64, _ total: Int64?) -> ProgressLine.Amount? {
    total.map { ProgressLine.Amount(completed: Double(completed), total: Double($0), unit: .bytes) }
  }

  /// "made", "fetched", "there already", with the clip's facts and price.
  static func done(_ take: Take) -> String {
    let origin =
      switch take.origin {
      case .made: "made"
      case .resumed: "fetched"
      case .reused: "there already"
      }
    var parts = [origin, ClipText.line(take.clip)]
    if take.sidecar.simulated {
      parts.append("simulated")
    } else if take.origin != .reused {
      parts.append("about \(Price(microdollars: take.sidecar.price.microdollars))")
    }
    return parts.joined(separator: "  ")
  }
}
