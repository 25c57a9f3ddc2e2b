/// What happens while a film is made.
public enum FilmEvent: Sendable {
  /// Something happens to a shot, by its index.
  case shot(Int, TakeEvent)
  /// A shot's clip is there.
  case shotDone(Int, Take)
  /// A shot failed; those that go on from it are skipped.
  case shotFailed(Int, any Error)
  /// A shot cannot be made, because another one failed.
  case shotSkipped(Int, because: Int)
  /// A file is being made of the clips: its name, what is done, and how far it is in seconds.
  case making(String, phase: String, completed: Double, total: Double)
  /// Something a person should know.
  case note(String)
  /// A file is there.
  case made(String)
}

/// Hears what happens; called from any thread, must return at once.
public typealias FilmEventHandler = @Sendable (FilmEvent) -> Void
