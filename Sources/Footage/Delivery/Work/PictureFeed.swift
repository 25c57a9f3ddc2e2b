import Libav

/// Decodes a source once, and hands every picture to all who want it.
struct PictureFeed: Sendable {
  let source: DeliverySource
  let plays: Int
  let receivers: [Conveyor<Frame>]
  var manner = Decoder.Manner.whole
  /// Told of every picture that the decoder had to guess parts of.
  var sawDamage: @Sendable () -> Void = {}

  /// - Throws: ``FootageError`` `.damaged` at the end when something could not be decoded.
  func run(_ cancellation: Cancellation) throws {
    guard let video = source.clip.video, let stream = source.picture else { return }
    let base = stream.timeBase
    var origin = Timestamp(seconds: video.start, base: base).ticks
    for play in 0..<max(1, plays) {
      let shift = Timestamp(seconds: video.duration * Double(play), base: base).ticks
      var reader = try FrameReader.openVideo(source.path, cancellation, manner)
      let step = (video.frameRate ?? .television).rational.inverse
      var isEarly = true
      while let frame = try reader.next() {
        if let time = frame.presentation {
          if source.hasGuessedTimes, reader.frameCount == 1 { origin = time }
          frame.presentation = time &- origin &+ shift
          isEarly = false
        } else if isEarly {
          // A film that starts below zero may have no times there; see ``EarlyPictures``.
          let time = Timestamp(Int64(reader.frameCount - 1), step).rescaled(to: base).ticks
          frame.presentation = time &+ shift
        }
        if frame.isConcealed { sawDamage() }
        // The encoder chooses; a source's own picture types would become key frames.
        frame.forgetPictureType()
        guard try hand(frame) else { return }
      }
      try reader.requireWhole()
    }
  }

  /// Whether anybody takes more.
  private func hand(_ frame: consuming Frame) throws -> Bool {
    var isWanted = false
    for receiver in receivers.dropLast() {
      if receiver.send(try frame.duplicate()) { isWanted = true }
    }
    if let last = receivers.last, last.send(frame) { isWanted = true }
    return isWanted
  }
}

/// Changes pictures on their way from the decoder to one encoder.
struct PictureFilter: Sendable {
  let filters: String
  let input: FilterInput
  let overlay: String?
  let palette: FoundPalette?
  /// When the last picture ends, in the input's ticks.
  let end: Int64
  /// Ticks of the encoder.
  let ticks: Rational

  func run(
    from source: Conveyor<Frame>, to target: Conveyor<Frame>, _ cancellation: Cancellation
  ) throws {
    var inputs = [input]
    var drawn: Frame?
    if let overlay {
      let frame = try WatermarkPicture.read(overlay)
      inputs.append(WatermarkPicture.input(frame))
      drawn = consume frame
    }
    if let palette { inputs.append(WatermarkPicture.input(palette.frame)) }
    let graph = try FilterGraph.open(filters, inputs: inputs, threads: 0)
    if let palette { try WatermarkPicture.push(palette.frame, to: graph, inputs.count - 1) }
    if let frame = drawn.take() { try WatermarkPicture.push(frame, to: graph, 1) }
    func drain() throws -> Bool {
      while let frame = try graph.take() {
        frame.presentation = frame.presentation.map {
          Timestamp($0, graph.timeBase).rescaled(to: ticks).ticks
        }
        frame.forgetPictureType()
        if !target.send(frame) { return false }
      }
      return true
    }
    while let frame = source.receive() {
      try cancellation.check()
      try graph.push(frame)
      guard try drain() else { return }
    }
    try cancellation.check()
    try graph.finish(at: end)
    _ = try drain()
  }
}
