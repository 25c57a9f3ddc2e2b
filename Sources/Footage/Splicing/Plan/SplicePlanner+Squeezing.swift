import Libav

extension SplicePlanner {
  /// How many repeated frames of each clip stay in the film for one tick, since frames that are wanted
  /// are predicted from them.
  ///
  /// A copy can end only where the packets so far are the frames so far. If that is not where the
  /// wanted frames end, it may be a little behind, among those that the next clip repeats.
  /// - Parameters:
  ///   - left: what is seen of each clip.
  ///   - isCopied: whether nothing keeps a clip's packets from being copied.
  func squeezes(_ left: [Range<Int>], isCopied: [Bool], _ rate: FrameRate) -> [Int] {
    clips.indices.map { place in
      guard isCopied[place], let count = squeeze(place, left[place], rate),
        isFineEnough(for: count, place, left[place])
      else { return 0 }
      return count
    }
  }

  /// Clips whose last frames are encoded, since a tick of the file's would be seen.
  func squeezesTooCoarse(_ left: [Range<Int>], isCopied: [Bool], _ rate: FrameRate) -> [Int] {
    clips.indices.filter { place in
      guard isCopied[place], let count = squeeze(place, left[place], rate) else { return false }
      return !isFineEnough(for: count, place, left[place])
    }
  }

  /// Frames behind the last one that is seen, up to where a copy can end; nil where that is not needed,
  /// not wanted, or no help.
  private func squeeze(_ place: Int, _ left: Range<Int>, _ rate: FrameRate) -> Int? {
    guard seams.indices.contains(place), case .drop(_, _, isLossless: true) = seams[place] else {
      return nil
    }
    let index = clips[place].index
    let head = place > 0 ? claim(seams[place - 1], rate).count : 0
    guard let start = index.start(from: left.lowerBound + head, opening: place == 0),
      start < left.upperBound,
      let end = (left.upperBound...ranges[place].upperBound).first(where: {
        index.end(before: $0) == $0
      }), end > left.upperBound
    else { return nil }
    return end - left.upperBound
  }

  /// Whether ticks are far shorter than the frame in front, which gives them up.
  private func isFineEnough(for count: Int, _ place: Int, _ left: Range<Int>) -> Bool {
    let clip = clips[place]
    let frame =
      clip.seconds(ofFrame: left.upperBound) - clip.seconds(ofFrame: left.upperBound - 1)
    let tick = container.tick?.value ?? 0.0001
    return Double(count) * tick * Double(FrameTiming.leastSqueeze) <= frame
  }

  /// Whether a clip came with frames that nobody sees where a transition counts frames.
  func seamsTakeUnseen(of place: Int, _ rate: FrameRate) -> Bool {
    let unseen = clips[place].timing.squeezed
    guard !unseen.isEmpty else { return false }
    let head = place > 0 ? claim(seams[place - 1], rate).count : 0
    let tail = seams.indices.contains(place) ? claim(seams[place], rate).count : 0
    let range = ranges[place]
    return unseen.contains {
      range.contains($0) && ($0 < range.lowerBound + head || $0 >= range.upperBound - tail)
    }
  }

  /// What `dedupe:lossless` costs, and where it cannot be had.
  func squeezingNotes(on plan: SplicePlan) -> [String] {
    var notes: [String] = []
    let count = plan.strips.reduce(0) { $0 + $1.squeezed }
    if count > 0 {
      let milliseconds = (container.tick ?? plan.ticks).value * 1000
      let repeats =
        count == 1
        ? "1 repeated frame that others are predicted from stays in the file and is"
        : "\(count) repeated frames that others are predicted from stay in the file and are"
      notes.append(
        "for dedupe:lossless nothing is encoded: \(repeats) shown for one tick of "
          + "\(milliseconds.rounded(toPlaces: 2)) ms, so the file counts "
          + "\(count == 1 ? "1 frame" : "\(count) frames") more than are seen, its rate is not strictly "
          + "constant, and editors that count frames find them")
    }
    let isCopied = clips.indices.map { place in
      plan.stretches.contains { $0.clip == place && $0.treatment == .copy }
    }
    let left = SplicePlanner.rangesLeft(of: ranges, seams)
    for place in squeezesTooCoarse(left, isCopied: isCopied, plan.frameRate) {
      notes.append(
        "\(parts[place].path): its last frames are encoded as for dedupe, since ticks of "
          + "\(((container.tick ?? plan.ticks).value * 1000).rounded(toPlaces: 2)) ms would be seen at its "
          + "rate; an .mp4 file has finer ones")
    }
    return notes
  }
}
