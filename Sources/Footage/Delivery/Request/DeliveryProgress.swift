/// How far one result of a call has come.
public struct DeliveryProgress: Sendable, Hashable {
  /// Which result, by its place in the call.
  public let delivery: Int
  /// What is being done, as a word for people: "encoding", "first pass", "checking".
  public let phase: String
  /// Frames done.
  public let frames: Int
  /// Seconds of the result done.
  public let seconds: Double
  /// Seconds of the result in all.
  public let totalSeconds: Double
  /// Seconds that it took so far.
  public let elapsed: Double
  /// Bytes written so far.
  public let byteCount: Int

  /// Frames a second.
  public var framesPerSecond: Double { elapsed > 0 ? Double(frames) / elapsed : 0 }
  /// Seconds of the result made in one second.
  public var speed: Double { elapsed > 0 ? seconds / elapsed : 0 }
  /// Seconds until it is done, if it goes on like that; nil when nothing tells.
  public var secondsLeft: Double? {
    seconds > 0 && elapsed > 0 ? max(0, totalSeconds - seconds) * elapsed / seconds : nil
  }
  /// Bytes of the whole, if it goes on like that; nil when nothing tells.
  public var expectedByteCount: Int? {
    guard seconds > 0, byteCount > 0 else { return nil }
    return Int(exactly: (Double(byteCount) * max(1, totalSeconds / seconds)).rounded())
  }
}

/// Takes reports of progress; called some ten times a second, from the threads that work.
public typealias DeliveryProgressReport = @Sendable (DeliveryProgress) -> Void

extension Progress {
  /// The same in the form that all work on footage has.
  public init(_ progress: DeliveryProgress) {
    self.init(
      phase: progress.phase, completed: progress.seconds, total: progress.totalSeconds)
  }
}
