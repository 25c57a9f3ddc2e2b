internal import Synchronization

/// Remembers how long the last jobs of each model ran, so that the end of the next can be expected.
final class RunTimes: Sendable {
  /// How many jobs are remembered for each model; enough for a median, few enough to follow change.
  static let memory = 9

  private let times = Mutex<[EndpointID: [Duration]]>([:])

  func note(_ duration: Duration, of endpoint: EndpointID) {
    times.withLock { times in
      times[endpoint, default: []].append(duration)
      times[endpoint] = times[endpoint]?.suffix(Self.memory)
    }
  }

  /// The median; nil for a model no job of which has been seen to its end.
  func usual(of endpoint: EndpointID) -> Duration? {
    let known = times.withLock { $0[endpoint] ?? [] }.sorted()
    return known.isEmpty ? nil : known[known.count / 2]
  }
}
