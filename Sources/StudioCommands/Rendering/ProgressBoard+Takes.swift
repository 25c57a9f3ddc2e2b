import Studio

extension ProgressBoard {
  /// Shows what happens to a take.
  func show(_ event: TakeEvent, _ subject: String) {
    if case .note(let sentence) = event { note("\(subject): \(sentence)") }
    guard let state = TakeText.state(event) else { return }
    update(subject, state.activity, state.amount)
  }
}
