import Synchronization

/// The lines of everything that is going on: drawn over on a terminal, said now and then elsewhere.
final class ProgressBoard: Sendable {
  /// How progress is shown.
  enum Style: Sendable { case live, plain, none }

  private struct Entry {
    var line: ProgressLine
    var started: ContinuousClock.Instant
    var saidActivity: String?
    var saidAt: ContinuousClock.Instant?
  }

  private struct State {
    var order: [String] = []
    var entries: [String: Entry] = [:]
    var drawnLines = 0
    var lastDrawn: ContinuousClock.Instant?
  }

  private let style: Style
  private let context: CommandContext
  private let state = Mutex(State())

  init(_ style: Style, _ context: CommandContext) {
    self.style = style
    self.context = context
  }

  /// Shows or changes the line of one piece of work; called as often as one likes.
  ///
  /// - Parameter detail: what stands in the line in place of the activity, with numbers that change.
  func update(
    _ subject: String, _ activity: String, _ amount: ProgressLine.Amount? = nil,
    detail: String? = nil
  ) {
    guard style != .none else { return }
    let activity = Terms.onOneLine(activity)
    let now = ContinuousClock.now
    state.withLock { state in
      if state.entries[subject] == nil {
        state.order.append(subject)
        state.entries[subject] = Entry(
          line: ProgressLine(subject: subject, activity: activity, amount: amount, elapsed: 0),
          started: now)
      }
      guard var entry = state.entries[subject] else { return }
      // A new activity starts a new clock, so that rates and times left are its own.
      if entry.line.activity != activity, amount != nil { entry.started = now }
      entry.line = ProgressLine(
        subject: subject, activity: activity, amount: amount,
        elapsed: Double(entry.started.duration(to: now) / .seconds(1)), detail: detail)
      if style == .plain { say(&entry, now) }
      state.entries[subject] = entry
      if style == .live { redraw(&state, now, isUrgent: false) }
    }
  }

  /// Ends a piece of work with a line that stays.
  func finish(_ subject: String, _ sentence: String) {
    state.withLock { state in
      state.entries[subject] = nil
      state.order.removeAll { $0 == subject }
      guard style != .none else { return }
      erase(&state)
      context.notice("\(sentence)\n")
      redraw(&state, .now, isUrgent: true)
    }
  }

  /// Ends a piece of work without a word.
  func drop(_ subject: String) {
    state.withLock { state in
      guard state.entries.removeValue(forKey: subject) != nil else { return }
      state.order.removeAll { $0 == subject }
      redraw(&state, .now, isUrgent: false)
    }
  }

  /// Says something that stays, above the lines that move.
  func note(_ sentence: String) {
    state.withLock { state in
      guard style != .none else { return }
      erase(&state)
      context.notice("\(sentence)\n")
      redraw(&state, .now, isUrgent: true)
    }
  }

  /// Removes all moving lines, before an answer or an error is printed.
  func clear() {
    state.withLock { state in
      erase(&state)
      state.entries = [:]
      state.order = []
    }
  }

  /// Not a terminal: each activity once, and a sign of life every ten seconds.
  private func say(_ entry: inout Entry, _ now: ContinuousClock.Instant) {
    if entry.line.activity == entry.saidActivity {
      guard let last = entry.saidAt, last.duration(to: now) >= .seconds(10) else { return }
      context.notice("\(entry.line.drawn(columns: 200, showsBar: false))\n")
    } else {
      context.notice("\(entry.line.subject)  \(entry.line.activity)\n")
    }
    entry.saidActivity = entry.line.activity
    entry.saidAt = now
  }

  private func redraw(_ state: inout State, _ now: ContinuousClock.Instant, isUrgent: Bool) {
    guard style == .live else { return }
    if !isUrgent, let last = state.lastDrawn, last.duration(to: now) < .milliseconds(80) { return }
    state.lastDrawn = now
    erase(&state)
    let columns = context.columns()
    let lines = state.order.compactMap { state.entries[$0]?.line.drawn(columns: columns) }
    guard !lines.isEmpty else { return }
    context.notice(lines.joined(separator: "\n") + "\n")
    state.drawnLines = lines.count
  }

  private func erase(_ state: inout State) {
    guard state.drawnLines > 0 else { return }
    // Up so many lines, then clear to the end of the screen.
    context.redraw("\u{1B}[\(state.drawnLines)A\r\u{1B}[J")
    state.drawnLines = 0
  }
}
