internal import FalClient
internal import Synchronization

/// What only a simulator has: a look behind the scenes, and a hand in the works.
extension SimulatedService {
  func answer(_ control: Route.Control, _ call: Call) -> Answer {
    switch control {
    case .billing: .json(200, billing.json)
    case .faults: faults(call)
    case .keys: keys(call)
    }
  }

  private func faults(_ call: Call) -> Answer {
    if call.method == "DELETE" {
      state.withLock { $0.script = FaultScript([]) }
      return .json(200, ["faults": 0])
    }
    do {
      let faults = try SimulatorFaults(yaml: String(decoding: call.body, as: UTF8.self))
      state.withLock { $0.script.add(faults) }
      return .json(200, ["faults": .integer(faults.faults.count)])
    } catch {
      return .detail(400, "\(error)")
    }
  }

  private func keys(_ call: Call) -> Answer {
    let drops = JSONValue(parsing: call.body)?["drop_old"] == true
    return state.withLock { state in
      state.signingKeys.rotate(droppingOld: drops)
      return .json(200, state.signingKeys.document)
    }
  }
}
