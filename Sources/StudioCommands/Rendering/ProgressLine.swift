/// One line that says what is being done, how far it is, how fast, and how long it will take.
struct ProgressLine: Equatable {
  /// What is being worked on: a file, a shot.
  var subject: String
  /// What is being done: "encoding", "waiting, 2 ahead".
  var activity: String
  /// Done and all, in one unit; nil while nobody can know.
  var amount: Amount?
  /// Seconds since the work began.
  var elapsed: Double
  /// What stands in the line in place of the activity, with numbers that change.
  var detail: String?

  /// A part of a whole.
  struct Amount: Equatable {
    enum Unit { case footage, bytes }
    var completed: Double
    var total: Double
    var unit: Unit

    var fraction: Double { total > 0 ? min(1, max(0, completed / total)) : 0 }
  }

  /// The line for a terminal of so many columns; never longer.
  func drawn(columns: Int, showsBar: Bool = true) -> String {
    var facts = detail ?? activity
    guard let amount else {
      return joined("\(facts)  \(Terms.clock(elapsed))", columns)
    }
    let percent = Int((amount.fraction * 100).rounded(.down))
    facts += "  \(percent)%"
    if let rate = rate(amount) { facts += "  \(rate)" }
    if let left = timeLeft(amount) { facts += "  \(Terms.clock(left)) left" }
    let barWidth = min(24, columns - subject.count - facts.count - 6)
    guard showsBar, barWidth >= 8 else { return joined(facts, columns) }
    let filled = Int((amount.fraction * Double(barWidth)).rounded())
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "─", count: barWidth - filled)
    return "\(subject)  \(bar)  \(facts)"
  }

  /// Footage in multiples of real time, bytes a second otherwise; nil at the very start.
  private func rate(_ amount: Amount) -> String? {
    guard elapsed > 0.2, amount.completed > 0 else { return nil }
    let perSecond = amount.completed / elapsed
    return switch amount.unit {
    case .footage: "\(Terms.decimal(perSecond, places: 1))x"
    case .bytes: "\(Terms.bytes(Int(perSecond)))/s"
    }
  }

  private func timeLeft(_ amount: Amount) -> Double? {
    guard elapsed > 0.5, amount.fraction > 0.01, amount.fraction < 1 else { return nil }
    return elapsed / amount.fraction * (1 - amount.fraction)
  }

  /// Subject and facts; where both do not fit, the subject loses its beginning.
  private func joined(_ facts: String, _ columns: Int) -> String {
    let room = columns - facts.count - 2
    if subject.count <= room { return "\(subject)  \(facts)" }
    if room >= 8 { return "…\(subject.suffix(room - 1))  \(facts)" }
    let text = "\(subject.suffix(12))  \(facts)"
    guard text.count > columns else { return text }
    return columns > 0 ? text.prefix(columns - 1) + "…" : ""
  }
}
