/// Which frames of a clip a sheet shows.
public enum SheetSelection: Hashable, Sendable {
  /// So many at even distances; the usual number when nil.
  case even(Int?)
  /// One every so many seconds of the film's clock.
  case every(Double)
  /// Those at positions, in their order.
  case at([FramePosition])
}

extension IndexedClip {
  /// The numbers of the frames a selection means; each once, at most so many.
  func numbers(
    of selection: SheetSelection, usually usual: Int, most: Int
  ) throws(FootageError) -> [Int] {
    switch selection {
    case .even(let count): return evenNumbers(min(count ?? usual, most))
    case .every(let seconds):
      guard seconds > 0, end / seconds < Double(most) else {
        throw FootageError(
          .invalidRequest, path: path,
          "\(path): one picture every \(seconds.rounded(toPlaces: 3)) s would be more than \(most)."
        )
      }
      let steps = Int((end / seconds).rounded(.up))
      return unique((0..<max(1, steps)).map { index.frame(at: Double($0) * seconds) })
    case .at(let positions):
      return unique(try positions.map { position throws(FootageError) in try number(of: position) })
    }
  }

  private func unique(_ numbers: [Int]) -> [Int] {
    var seen: Set<Int> = []
    return numbers.filter { seen.insert($0).inserted }
  }

  /// Equal stretches of frame numbers, one around each of so many frames.
  func stretches(_ count: Int) -> [ClosedRange<Int>] {
    let wanted = min(max(1, count), index.frameCount)
    return (0..<wanted).map { number in
      number * index.frameCount / wanted...((number + 1) * index.frameCount / wanted - 1)
    }
  }
}
