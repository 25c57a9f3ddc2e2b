import Libav

/// How the colours of one clip's pictures are changed as it goes on.
struct StripColours {
  let adjustment: ColourAdjustment
  let clip: ScannedClip
  /// The first frame of the clip that is shown.
  let first: Int

  /// What is done to a frame of the clip.
  func matrix(ofFrame frame: Int) -> ColourMatrix {
    adjustment.matrix(
      atSeconds: clip.seconds(ofFrame: frame) - clip.seconds(ofFrame: first))
  }
}

extension SplicePlan {
  /// How the colours of the clip at a place are changed; nil leaves them.
  func colours(of place: Int, in clips: [ScannedClip]) -> StripColours? {
    guard adjustments.indices.contains(place), let adjustment = adjustments[place] else {
      return nil
    }
    return StripColours(
      adjustment: adjustment, clip: clips[place], first: strips[place].frames.lowerBound)
  }
}
