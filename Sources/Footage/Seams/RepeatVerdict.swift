/// Whether the first frame of a clip shows once more what the clip before it ended with.
public struct RepeatVerdict: Sendable, Codable, Hashable {
  /// What was found.
  public enum Finding: String, Sendable, Codable, Hashable, CaseIterable {
    /// The same moment is shown twice.
    case repeats
    /// The next moment is shown: nothing is missing, nothing too much.
    case continues
    /// Another picture: a cut.
    case unrelated
    /// Too little moves to tell; then nobody sees a repeat either, and nothing is dropped.
    case undecided
  }

  /// What was found.
  public let finding: Finding
  /// How many frames at the end of the first clip are shown again; 0 unless it repeats.
  public let frames: Int
  /// Whether it is known from where the clip came from, rather than measured.
  public let isKnown: Bool
  /// How far the first frame lies beyond the last, in frames of the motion around it: 0 for a
  /// repeat, 1 for the next moment; nil where the motion is too irregular to tell.
  public let steps: Double?
  /// How much the two frames differ, as a multiple of what neighbours around the seam do; nil where
  /// nothing moves at all.
  public let ratio: Double?
  /// Why, in a sentence without a full stop.
  public let reason: String

  /// Whether frames of the first clip's end are to be left out.
  public var isRepeat: Bool { finding == .repeats }

  /// A verdict that needs no measuring: the last frame was sent as the next clip's first picture.
  public static func known(frames: Int = 1, because reason: String) -> RepeatVerdict {
    RepeatVerdict(
      finding: .repeats, frames: frames, isKnown: true, steps: nil, ratio: nil, reason: reason)
  }

  /// Why a repeat is known: the clip was made from that frame.
  static let wasSent = "the last frame was sent as the next clip's picture"
}
