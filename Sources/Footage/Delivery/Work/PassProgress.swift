import Synchronization

/// Tells how far a file has come, ten times a second at most.
final class PassProgress: Sendable {
  private let delivery: Int
  private let phase: String
  private let total: Double
  private let report: DeliveryProgressReport?
  private let started: ContinuousClock.Instant
  private let last: Mutex<ContinuousClock.Instant?> = Mutex(nil)

  init(_ delivery: Int, phase: String, total: Double, _ report: DeliveryProgressReport?) {
    self.delivery = delivery
    self.phase = phase
    self.total = total
    self.report = report
    started = .now
  }

  func report(frames: Int, seconds: Double, byteCount: Int) {
    guard let report else { return }
    let now = ContinuousClock.now
    let isDue = last.withLock { last in
      if let last, now - last < .milliseconds(100) { return false }
      last = now
      return true
    }
    guard isDue else { return }
    tell(report, frames, seconds, byteCount, now)
  }

  /// Tells of the end, however soon after the last report.
  func finish(frames: Int, byteCount: Int) {
    if let report { tell(report, frames, total, byteCount, .now) }
  }

  private func tell(
    _ report: DeliveryProgressReport, _ frames: Int, _ seconds: Double, _ byteCount: Int,
    _ now: ContinuousClock.Instant
  ) {
    report(
      DeliveryProgress(
        delivery: delivery, phase: phase, frames: frames, seconds: min(seconds, total),
        totalSeconds: total, elapsed: (now - started) / .seconds(1), byteCount: byteCount))
  }
}
