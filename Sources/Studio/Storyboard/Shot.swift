public import Footage

/// One shot of a film: what it starts from, what happens, how long it lasts.
public struct Shot: Hashable, Sendable {
  /// What the first frame of a shot comes from.
  public enum Source: Hashable, Sendable {
    /// A picture file; the path leads from the current folder, not from the storyboard's.
    case picture(path: String)
    /// The last frame of the shot before.
    case previousShot
  }

  /// The place in the film, from 0.
  public let index: Int
  /// The name, unique in its storyboard whatever the case of its letters: `[A-Za-z0-9_-]{1,60}`.
  public let name: String
  /// What the first frame comes from.
  public let source: Source
  /// What is to happen; its rules belong to the model and are not checked here.
  public let prompt: String
  /// The length in seconds: 6 or 10.
  public let durationSeconds: Int
  /// Whether the service may rewrite the prompt.
  public let promptOptimizer: Bool
  /// What is done where the shot before ends and this one begins; a cut for the first one.
  public let seam: Seam
  /// Which frame of the shot before a chained shot starts from.
  public let anchor: Anchor.Choice
  /// The picture of the last frame, a path from the current folder; nil lets the shot end anywhere.
  public let endPicturePath: String?

  /// Where the shot starts in the storyboard.
  public let location: SourceLocation
  /// Where the picture is named, or the chain.
  public let sourceLocation: SourceLocation
  /// Where the prompt starts.
  public let promptLocation: SourceLocation
  /// Where the seam is named, for this shot or for all; nil when it is nowhere.
  public let seamLocation: SourceLocation?
  /// Where the picture of the last frame is named, if it is.
  public let endPictureLocation: SourceLocation?

  /// Whether the shot starts from the last frame of the one before.
  public var isChained: Bool { source == .previousShot }

  /// The picture's path; `nil` for a chained shot.
  public var picturePath: String? {
    guard case .picture(let path) = source else { return nil }
    return path
  }
}
