/// A film as a person wrote it down: its shots in order, and what they have in common.
public struct Storyboard: Hashable, Sendable {
  /// The lengths the endpoint can make, in seconds.
  ///
  /// Source: the `duration` enum of fal-ai/minimax/hailuo-02-fast/image-to-video.
  public static let durations = [6, 10]

  /// More shots than this are a mistake, or a film that should be made in parts.
  public static let mostShots = 500

  /// The preset a film is delivered by when the storyboard names none.
  public static let usualPreset = "web-h264"

  /// The file as it was named.
  public let file: String
  /// The title, if it has one.
  public let title: String?
  /// The shape of the picture, as written: two numbers with a colon, `16:9`.
  public let aspect: String
  /// Where the shape is written, if it is.
  public let aspectLocation: SourceLocation?
  /// The preset of the deliverable; `nil` when none is wanted.
  public let preset: String?
  /// Where the preset is named, if it is.
  public let presetLocation: SourceLocation?
  /// The shots in playing order, at least one; the first one is never chained.
  public let shots: [Shot]

  /// The length of the whole film in seconds, before clips round it to frames.
  public var durationSeconds: Int { shots.reduce(0) { $0 + $1.durationSeconds } }

  /// Every problem a rule finds with the prompts, at the prompts' places.
  public func problems(withPrompts rule: (String) -> [String]) -> [SourceProblem] {
    shots.flatMap { shot in rule(shot.prompt).map { SourceProblem(shot.promptLocation, $0) } }
  }
}
