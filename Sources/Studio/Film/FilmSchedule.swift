/// Decides which shots of a film may start, as others end.
///
/// A shot waits for the one it goes on from; a shot that fails stops only those that go on from it.
/// Feed it every outcome and do what it answers: each shot is started once at most.
public struct FilmSchedule: Sendable {
  /// What a shot is doing.
  public enum Phase: Hashable, Sendable {
    /// It waits for its turn, or for the shot before.
    case waiting
    /// It was started and has not ended.
    case running
    /// Its clip is there.
    case done
    /// It ended without a clip.
    case failed
    /// It cannot be made, because a shot it goes on from failed.
    case skipped
  }

  /// What is to be done now.
  public enum Action: Hashable, Sendable {
    /// Start the shot of this index.
    case start(Int)
    /// Report that a shot cannot be made, because the other one failed.
    case skip(Int, because: Int)
  }

  /// What each shot is doing, in order.
  public private(set) var phases: [Phase]
  private let chained: [Bool]
  private var width: Int
  /// The seconds of film that hang on a shot, itself included: longest first, for a chain is slow.
  private let weights: [Int]
  private var isHalted = false

  /// A schedule for shots in order.
  ///
  /// - Parameters:
  ///   - chained: whether each shot goes on from the one before; the first one never does.
  ///   - durations: the length of each shot in seconds.
  ///   - width: how many shots may run at the same time, at least 1.
  ///   - done: shots whose clips are there already.
  public init(chained: [Bool], durations: [Int], width: Int, done: Set<Int> = []) {
    precondition(chained.count == durations.count, "every shot has a length")
    self.chained = chained.indices.map { $0 > 0 && chained[$0] }
    self.width = max(1, width)
    phases = chained.indices.map { done.contains($0) ? .done : .waiting }
    var weights = durations
    for index in weights.indices.reversed() where index > 0 && chained[index] {
      weights[index - 1] += weights[index]
    }
    self.weights = weights
  }

  /// A schedule for a storyboard.
  public init(_ storyboard: Storyboard, width: Int, done: Set<Int> = []) {
    self.init(
      chained: storyboard.shots.map(\.isChained),
      durations: storyboard.shots.map(\.durationSeconds), width: width, done: done)
  }

  /// The chains, each as the range of its shots; a shot alone is a chain of one.
  public var chains: [Range<Int>] {
    let starts = chained.indices.filter { !chained[$0] }
    return zip(starts, starts.dropFirst() + [chained.count]).map { $0..<$1 }
  }

  /// The shots to start at first, or after shots were marked as done.
  public mutating func begin() -> [Action] { starts() }

  /// Takes note that a shot's clip is there.
  public mutating func finished(_ index: Int) -> [Action] {
    guard phases[index] == .running else { return [] }
    phases[index] = .done
    return starts()
  }

  /// Takes note that a shot ended without a clip.
  public mutating func failed(_ index: Int) -> [Action] {
    guard phases[index] == .running else { return [] }
    phases[index] = .failed
    var skipped: [Action] = []
    var next = index + 1
    while next < chained.count, chained[next], phases[next] == .waiting {
      phases[next] = .skipped
      skipped.append(.skip(next, because: index))
      next += 1
    }
    return skipped + starts()
  }

  /// Whether as many shots run as may.
  public var isFull: Bool { phases.count { $0 == .running } >= width }

  /// Lets more or fewer shots run at the same time from the next outcome on; those that run may end.
  public mutating func widen(to number: Int) { width = max(1, number) }

  /// Starts no further shot; those that run may end.
  public mutating func halt() { isHalted = true }

  /// Whether nothing runs and nothing will be started any more.
  public var isOver: Bool {
    !phases.contains(.running) && (isHalted || !phases.contains(.waiting))
  }

  /// Whether every shot has its clip.
  public var isComplete: Bool { phases.allSatisfy { $0 == .done } }

  private mutating func starts() -> [Action] {
    guard !isHalted else { return [] }
    let free = max(0, width - phases.count { $0 == .running })
    let ready = phases.indices.filter { index in
      phases[index] == .waiting && (!chained[index] || phases[index - 1] == .done)
    }
    let chosen = ready.sorted { (weights[$1], $0) < (weights[$0], $1) }.prefix(free)
    for index in chosen { phases[index] = .running }
    return chosen.map(Action.start)
  }
}
