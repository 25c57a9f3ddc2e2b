extension ClipPart {
  /// The frames that are meant.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` where that is none, or not in the clip.
  func frames(of clip: ScannedClip) throws(FootageError) -> Range<Int> {
    let count = clip.index.frameCount
    var first = 0
    if let start { first = try frame(start, of: clip) }
    var last = count
    if let end, end != .last { last = try frame(end, of: clip) }
    guard first < last else {
      let problem =
        start == nil || end == nil || first >= count
        ? "there is no frame in this part of the clip"
        : first == last
          ? "no frame lies between the start and the end of this part"
          : "this part ends before it starts; write the earlier moment first"
      throw FootageError(.invalidRequest, path: path, "\(self): \(problem).")
    }
    return clip.timing.seen(of: first..<last)
  }

  private func frame(
    _ position: FramePosition, of clip: ScannedClip
  ) throws(FootageError) -> Int {
    let count = clip.index.frameCount
    let length = clip.timing.seconds
    var isBeyond = false
    let found: Int
    switch position {
    case .first: found = 0
    case .last: found = count - 1
    case .middle: found = clip.frame(at: length / 2)
    case .seconds(let seconds):
      found = clip.frame(at: seconds)
      isBeyond = seconds > length + 0.05
    case .fraction(let part): found = clip.frame(at: length * part)
    case .frame(let number):
      found = number
      isBeyond = number > count
    case .best, .key, .anchor:
      throw FootageError(
        .invalidRequest, path: path,
        "\(self): a cut needs a time or a frame's number; \(position) is none.")
    }
    guard !isBeyond else {
      throw FootageError(
        .invalidRequest, path: path,
        "\(self): the clip has \(count) frames, \(length.rounded(toPlaces: 3)) s; \(position) is "
          + "beyond its end.")
    }
    return found
  }
}
