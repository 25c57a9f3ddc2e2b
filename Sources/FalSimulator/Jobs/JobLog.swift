/// The lines a running job has written so far. Pure.
///
/// Every poll gets the whole list, as from the real service.
struct JobLog: Hashable, Sendable {
  struct Line: Hashable, Sendable {
    let message: String
    let level: String
    /// Since the job began to run.
    let offset: Duration
  }

  let lines: [Line]

  /// - Parameters:
  ///   - elapsed: since the job began to run, or how long it ran.
  ///   - expected: how long it will at least run.
  ///   - outcome: `nil` while it runs.
  init(elapsed: Duration, expected: Duration, outcome: JobOutcome?) {
    var lines = [Line(message: "Simulated runner: picture loaded ✓", level: "INFO", offset: .zero)]
    for quarter in 1...3 {
      let offset = expected / 4 * quarter
      guard offset <= elapsed else { break }
      lines.append(
        Line(message: "Simulated runner: \(quarter * 25)%", level: "INFO", offset: offset))
    }
    if let outcome {
      let failure = outcome.failure
      lines.append(
        Line(
          message: failure?.sentence ?? "Simulated runner: clip finished ✓",
          level: failure == nil ? "INFO" : "ERROR", offset: elapsed))
    }
    self.lines = lines
  }
}
