extension Range<Int> {
  /// A run of frames without those at its end that nobody sees; never empty.
  ///
  /// - Parameter unseen: frames that are over in a moment.
  func withoutEnd(in unseen: Set<Int>) -> Range {
    var end = upperBound
    while end - 1 > lowerBound, unseen.contains(end - 1) { end -= 1 }
    return lowerBound..<end
  }
}
