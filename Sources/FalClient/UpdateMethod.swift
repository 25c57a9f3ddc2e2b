/// How the news of a job come in.
public enum UpdateMethod: String, Sendable, Hashable, CaseIterable {
  /// As a stream, and by asking again and again once the stream makes trouble.
  case auto
  /// By asking again and again.
  case poll
  /// As a stream only; one that breaks is opened anew.
  case stream
}
