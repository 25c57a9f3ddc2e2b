import Footage

/// What is said of results.
enum DeliveryText {
  /// One line: where it lies, what it is, how large.
  static func line(_ result: DeliveryResult) -> String {
    let size = Terms.bytes(result.byteCount)
    let way: String? =
      switch (result.picture, result.sound) {
      case (.copied?, .encoded?): "picture copied"
      case (.copied?, _), (nil, .copied?): "copied"
      default: nil
      }
    let facts =
      result.clip.map { ClipText.line($0) }
      ?? "\(Terms.decimal(result.duration, places: 2)) s"
      + (result.frameCount.map { "  \($0) frames" } ?? "")
    return ([result.destination, facts, size] + [way].compactMap { $0 }).joined(separator: "  ")
  }
}

extension ProgressBoard {
  /// Shows how far one of several results has come.
  func update(_ progress: DeliveryProgress, of deliveries: [DeliveryRequest]) {
    guard deliveries.indices.contains(progress.delivery), !progress.phase.isEmpty else { return }
    let subject = deliveries[progress.delivery].destination
    guard progress.totalSeconds > 0 else {
      update(subject, progress.phase)
      return
    }
    var activity = progress.phase
    if progress.frames > 0, progress.elapsed > 0.2 {
      activity += "  \(progress.frames) frames  \(Int(progress.framesPerSecond.rounded())) fps"
    }
    if progress.byteCount > 10_000 {
      activity += "  \(Terms.bytes(progress.byteCount))"
      if let expected = progress.expectedByteCount { activity += " of \(Terms.bytes(expected))" }
    }
    update(
      subject, progress.phase,
      ProgressLine.Amount(
        completed: progress.seconds, total: progress.totalSeconds, unit: .footage),
      detail: activity)
  }
}
