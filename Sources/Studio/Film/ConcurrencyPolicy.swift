/// How many requests to have at the service at once, learned from how long they queue. Pure.
///
/// The service queues without limit and runs as many at once as the account allows, from 2 for a
/// new one to 40 (protocol guide 4.5). More than that only makes requests wait in the service's
/// queue, where their order cannot be changed any more; so the number orders work, and never keeps
/// a film from being made.
public struct ConcurrencyPolicy: Hashable, Sendable {
  /// The most an account is allowed.
  public static let ceiling = 40

  /// How many requests may be at the service now.
  public private(set) var width: Int
  private let isFixed: Bool
  /// Requests that queued briefly since the width changed.
  private var promptCount = 0

  /// Learns, from 2 on; or keeps to a number.
  public init(fixedAt number: Int? = nil) {
    isFixed = number != nil
    width = min(max(1, number ?? 2), Self.ceiling)
  }

  /// Takes note of how a request fared.
  ///
  /// It queued briefly when that took at most a quarter of its run, or 3 s: then a runner was free.
  /// As many brief ones in a row as are allowed at once make the width grow by one; one that queued
  /// longer than it ran makes it shrink by one, for then it waited for one of ours.
  ///
  /// - Parameters:
  ///   - queueSeconds: how long it queued; nil when that was not seen.
  ///   - runSeconds: how long it ran; nil when that was not seen.
  ///   - wasFull: whether as many as allowed were at the service: else its haste shows nothing.
  public mutating func saw(queueSeconds: Double?, runSeconds: Double?, wasFull: Bool) {
    guard !isFixed, let queueSeconds else { return }
    let run = runSeconds ?? 0
    if queueSeconds <= max(3, run / 4) {
      guard wasFull else { return }
      promptCount += 1
      if promptCount >= width, width < Self.ceiling {
        width += 1
        promptCount = 0
      }
    } else if queueSeconds > max(3, run) {
      width = max(1, width - 1)
      promptCount = 0
    } else {
      promptCount = 0
    }
  }
}
