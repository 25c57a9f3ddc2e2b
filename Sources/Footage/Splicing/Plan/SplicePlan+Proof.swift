extension SplicePlan {
  /// What the finished film is to be held against.
  ///
  /// - Parameters:
  ///   - ownHeader: of what was encoded; nil where nothing was.
  ///   - copiesSound: whether the packets of the film's sound are its only clip's.
  func expectation(ownHeader: [UInt8]?, copiesSound: Bool = false) -> FilmExpectation {
    var expected: [FilmExpectation.Stretch] = []
    for stretch in stretches {
      let path = parts[stretch.clip].path
      if stretch.treatment == .copy {
        expected.append(.init(path, stretch.frames, .copied))
      } else if let last = expected.last, !last.isCopied {
        // Encoded in one go, so that frames of one may be decoded among those of the other.
        expected[expected.count - 1] = .init(
          last.path, last.frames, last.handling, count: last.count + stretch.count)
      } else {
        expected.append(
          .init(path, stretch.frames, .encoded(header: ownHeader ?? []), count: stretch.count))
      }
    }
    return FilmExpectation(
      stretches: expected, rate: isConstantRate ? frameRate : nil, duration: duration,
      soundDuration: hasSound ? duration : nil,
      soundSource: copiesSound ? parts.first?.path : nil, squeezed: squeezed)
  }
}
