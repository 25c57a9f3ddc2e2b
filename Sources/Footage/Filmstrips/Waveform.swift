import Libav

/// How loud a sound is over time, as editors draw it: the outermost samples of every stretch.
struct Waveform: Sendable, Equatable {
  /// The lowest and highest sample of each stretch, -1 to 1.
  let lows: [Float]
  let highs: [Float]

  /// Reads the first sound of a file; nil when it has none.
  ///
  /// - Parameters:
  ///   - count: stretches, which are columns of a picture.
  ///   - start: of the picture, in seconds on the file's clock.
  ///   - seconds: that all stretches together stand for.
  static func read(
    _ path: String, columns count: Int, from start: Double, seconds: Double,
    _ cancellation: Cancellation
  ) throws -> Waveform? {
    guard var reader = try FrameReader.openAudio(path, cancellation), count > 0, seconds > 0 else {
      return nil
    }
    let rate = 8000
    // Eight samples a millisecond show every peak that a column of a picture can.
    let graph = try FilterGraph.open(
      "[in0]aresample=\(rate),aformat=sample_fmts=flt:channel_layouts=mono[out]",
      inputs: [FilterInput(reader.stream)], isAudio: true)
    var lows = [Float](repeating: 0, count: count)
    var highs = lows
    var position: Double?
    func take() throws {
      while let frame = try graph.take() {
        let first =
          position
          ?? frame.presentation.map { Timestamp($0, graph.timeBase).seconds - start } ?? 0
        frame.withSampleSpan { samples in
          for index in samples.indices {
            let time = first + Double(index) / Double(rate)
            let column = Int((time / seconds * Double(count)).rounded(.down))
            guard column >= 0, column < count else { continue }
            lows[column] = min(lows[column], samples[index])
            highs[column] = max(highs[column], samples[index])
          }
        }
        position = first + Double(frame.sampleCount) / Double(rate)
      }
    }
    while let frame = try reader.next() {
      try graph.push(frame)
      try take()
    }
    try graph.finish()
    try take()
    return Waveform(lows: lows, highs: highs)
  }
}
