extension IndexedClip {
  /// The number of the frame that a position means, counted in display order from 0.
  ///
  /// - Throws: ``FootageError`` `.invalidRequest` when the position lies beyond the clip's end.
  func number(of position: FramePosition) throws(FootageError) -> Int {
    let last = max(0, index.frameCount - 1)
    switch position {
    case .first: return 0
    // Where no picture is looked at, the end is where chains go on.
    case .last, .anchor: return last
    // The best is found by looking; where nothing is looked at, the middle is as good a guess as any.
    case .middle, .best: return index.frame(at: video.duration / 2)
    case .fraction(let part): return part >= 1 ? last : index.frame(at: part * video.duration)
    case .key: return index.keyFrame(nearestTo: index.frame(at: video.duration / 2))
    case .frame(let number):
      guard number <= last else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): there is no frame \(number); the last of its \(last + 1) frames is f:\(last).")
      }
      return number
    case .seconds(let seconds):
      guard seconds <= video.duration + 0.0005 else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): \(seconds.rounded(toPlaces: 3)) s lies beyond its end at "
            + "\(video.duration.rounded(toPlaces: 3)) s.")
      }
      return index.frame(at: seconds)
    }
  }

  /// The middles of so many equal parts of the clip; a clip with fewer frames gives each once.
  func evenNumbers(_ count: Int) -> [Int] {
    let wanted = min(max(1, count), index.frameCount)
    return (0..<wanted).map { (2 * $0 + 1) * index.frameCount / (2 * wanted) }
  }
}

extension FrameIndex {
  /// The number of the key frame that is shown nearest to a frame; the frame itself without any.
  func keyFrame(nearestTo number: Int) -> Int {
    let keys = keyFrames
    guard let after = keys.first(where: { $0 >= number }) else { return keys.last ?? number }
    guard let before = keys.last(where: { $0 < number }) else { return after }
    return number - before <= after - number ? before : after
  }

  /// The numbers of all key frames.
  var keyFrames: [Int] {
    displayOrder.indices.filter { entries[Int(displayOrder[$0])].isKey }
  }
}
