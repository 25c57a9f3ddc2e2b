/// A position made definite for one clip: a frame number, a time, or the end.
enum FramePick: Equatable {
  case frame(Int)
  /// The frame that is on screen at this time, in seconds after the first frame.
  case time(Double)
  case last

  /// - Throws: ``FootageError`` `.invalidRequest` when the position lies beyond the clip's end.
  init(_ position: FramePosition, in clip: Clip) throws(FootageError) {
    guard let video = clip.video else {
      throw FootageError(
        .noVideo, path: clip.path, "\(clip.path): there is no moving picture in it.")
    }
    switch position {
    case .first: self = .frame(0)
    case .last: self = .last
    case .middle: self = .time(video.duration / 2)
    case .fraction(let part):
      self = part >= 1 ? .last : .time(part * video.duration)
    case .frame(let number):
      guard number < video.frameCount else {
        throw FootageError(
          .invalidRequest, path: clip.path,
          "\(clip.path): there is no frame \(number); the last of its \(video.frameCount) frames is "
            + "f:\(video.frameCount - 1).")
      }
      self = .frame(number)
    case .seconds(let seconds):
      guard seconds <= video.duration + FramePick.slack else {
        throw FootageError(
          .invalidRequest, path: clip.path,
          "\(clip.path): \(seconds.rounded(toPlaces: 3)) s lies beyond its end at "
            + "\(video.duration.rounded(toPlaces: 3)) s.")
      }
      self = .time(seconds)
    }
  }

  /// Half a millisecond, so that a time read from a listing finds its own frame.
  private static let slack = 0.0005

  /// Whether a frame is the wanted one or the first behind it.
  func isReached(index: Int, seconds: Double) -> Bool {
    switch self {
    case .frame(let number): index >= number
    case .time(let wanted): seconds > wanted - FramePick.slack
    case .last: false
    }
  }

  /// Whether the frame that reached the pick is the one, not the one before it.
  func isAnswered(byFrameAt seconds: Double) -> Bool {
    switch self {
    case .frame: true
    case .time(let wanted): seconds <= wanted + FramePick.slack
    case .last: false
    }
  }
}
