/// Which faults have been used up: a pure counter over a set of faults.
struct FaultScript: Hashable, Sendable {
  private struct Entry: Hashable, Sendable {
    let fault: SimulatorFault
    var skipped = 0
    var hit = 0
  }

  private var entries: [Entry]

  init(_ faults: SimulatorFaults) {
    entries = faults.faults.map { Entry(fault: $0) }
  }

  mutating func add(_ faults: SimulatorFaults) {
    entries += faults.faults.map { Entry(fault: $0) }
  }

  /// Counts one call of a step and says what goes wrong with it.
  ///
  /// Every fault of the step that is still skipping counts the call; the first that is due hits.
  mutating func effect(at step: SimulatorFault.Step) -> SimulatorFault.Effect? {
    var effect: SimulatorFault.Effect?
    for index in entries.indices where entries[index].fault.step == step {
      if entries[index].skipped < entries[index].fault.skipping {
        entries[index].skipped += 1
      } else if effect == nil, entries[index].hit < entries[index].fault.times {
        entries[index].hit += 1
        effect = entries[index].fault.effect
      }
    }
    return effect
  }
}
