import Footage

extension ProgressBoard {
  /// Shows how far work on footage has come.
  func update(_ subject: String, _ progress: Progress) {
    update(
      subject, progress.phase,
      ProgressLine.Amount(
        completed: progress.completed, total: progress.total, unit: .footage))
  }
}
