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
    case .middle, .best: return index.frame(at: moment(0.5))
    case .fraction(let part): return part >= 1 ? last : index.frame(at: moment(part))
    case .key: return index.keyFrame(nearestTo: index.frame(at: moment(0.5)))
    case .frame(let number):
      guard number <= last else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): there is no frame \(number); the last of its \(last + 1) frames is f:\(last).")
      }
      return number
    case .seconds(let seconds):
      guard seconds <= end + 0.0005 else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): \(seconds.rounded(toPlaces: 3)) s lies beyond its end at "
            + "\(end.rounded(toPlaces: 3)) s.")
      }
      return index.frame(at: seconds)
    }
  }

  /// Whether a position is where the last frame ends, not where one begins.
  func isEnd(_ position: FramePosition) -> Bool {
    switch position {
    case .seconds(let seconds): abs(seconds - end) <= 0.0005
    case .fraction(let part): part >= 1
    default: false
    }
  }

  /// The moment that a position means, in seconds on the film's clock; the end of the last frame
  /// for `last` and 100 %.
  func seconds(of position: FramePosition) throws(FootageError) -> Double {
    switch position {
    case .seconds(let seconds): seconds
    case .fraction(let part): moment(part)
    case .last: end
    default: index.seconds(ofFrame: try number(of: position))
    }
  }

  /// When a part of the moving picture is over, in seconds on the film's clock.
  private func moment(_ part: Double) -> Double { index.lateness + part * video.duration }

  /// The frames in the middles of so many equal parts of the clip; one with fewer frames gives each
  /// once.
  ///
  /// Where frames are shown so unevenly that one would be there twice, parts have equal numbers of
  /// frames instead of equal lengths.
  func evenNumbers(_ count: Int) -> [Int] {
    let wanted = min(max(1, count), index.frameCount)
    if !video.isConstantRate, video.duration > 0 {
      let numbers = (0..<wanted).map {
        index.frame(at: moment((Double($0) + 0.5) / Double(wanted)))
      }
      if Set(numbers).count == wanted { return numbers }
    }
    return (0..<wanted).map { (2 * $0 + 1) * index.frameCount / (2 * wanted) }
  }

  /// Nearly the same frames, where others right beside them take much less decoding.
  ///
  /// Nobody sees that pictures minutes apart are not evenly apart to a hundredth; and in a long film
  /// there are mostly key frames within so much.
  func handyNumbers(near numbers: [Int]) -> [Int] {
    guard numbers.count > 0, index.isTimed else { return numbers }
    let reach = index.frameCount / numbers.count / 100
    guard reach > 0 else { return numbers }
    return numbers.map { number in
      let near = max(0, number - reach)...min(index.frameCount - 1, number + reach)
      let costs = near.map {
        (number: $0, cost: DecodePlan.cost(of: index.position(ofFrame: $0), in: index))
      }
      guard let least = costs.map(\.cost).min(),
        2 * least <= DecodePlan.cost(of: index.position(ofFrame: number), in: index)
      else { return number }
      let cheapest = costs.filter { $0.cost == least }.map(\.number)
      return cheapest.min { abs($0 - number) < abs($1 - number) } ?? number
    }
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
