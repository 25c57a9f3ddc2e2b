public import Footage
public import Hailuo

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
  /// The name of the model's card, if one is named.
  public let model: String?
  /// Where the model is named, if it is.
  public let modelLocation: SourceLocation?
  /// The size of the clips; `nil` leaves it to the model.
  public let resolution: Resolution?
  /// Where the size is written, if it is.
  public let resolutionLocation: SourceLocation?
  /// The preset of the deliverable; `nil` when none is wanted.
  public let preset: String?
  /// Where the preset is named, if it is.
  public let presetLocation: SourceLocation?
  /// What the colours of chained shots are brought to.
  public let colourMatch: ColourMatch
  /// Whether seams or colours are spoken of for the whole film.
  let saysHowToJoin: Bool
  /// The shots in playing order, at least one; the first one is never chained.
  public let shots: [Shot]

  /// The length of the whole film in seconds, before clips round it to frames.
  public var durationSeconds: Int { shots.reduce(0) { $0 + $1.durationSeconds } }

  /// Everything about the shots that a model would refuse, each at its place; the pictures' files
  /// are not looked at.
  ///
  /// - Parameter resolution: the size of the clips; nil is the model's standard one.
  public func problems(for model: Model, at resolution: Resolution?) -> [SourceProblem] {
    var found: [SourceProblem] = []
    for shot in shots {
      guard let duration = ClipDuration(seconds: shot.durationSeconds) else { continue }
      // Where the pictures will lie is not known yet, and no rule is about that.
      let somewhere = "https://fal.media/picture.png"
      let request = ClipRequest(
        prompt: shot.prompt, imageURL: somewhere, duration: duration, resolution: resolution,
        endImageURL: shot.endPicturePath.map { _ in somewhere })
      for violation in request.violations(for: model) {
        let place =
          switch violation.rule {
          case .promptEmpty, .promptLong, .promptInvisible: shot.promptLocation
          case .endImageURL: shot.endPictureLocation ?? shot.location
          case .resolution: shot.endPictureLocation ?? resolutionLocation ?? shot.location
          default: shot.location
          }
        let problem = SourceProblem(place, violation.message)
        if !found.contains(problem) { found.append(problem) }
      }
    }
    return found
  }
}
