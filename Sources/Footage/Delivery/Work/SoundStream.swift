import Libav

/// The finished sound of a result, frame by frame.
struct SoundStream: ~Copyable {
  private let wish: SoundWish
  private let sampleRate: Int
  private let layout: String
  private let finishing: FilterGraph
  private let cancellation: Cancellation
  private var music: FrameReader?
  /// Seconds of the music that were handed over.
  private var musicSeconds = 0.0
  private var play: SoundPlay?
  private var playCount = 0
  /// Samples that were handed over.
  private var position: Int64 = 0
  private var hasMore = true
  /// Packets that the decoder refused until the file's sound first came to its end.
  private(set) var refusedPackets = 0

  /// - Parameter meter: a filter behind all others; nil for none.
  static func open(
    _ wish: SoundWish, _ encoding: AudioEncoding, meter: String? = nil,
    _ cancellation: Cancellation
  ) throws -> SoundStream {
    var music: FrameReader?
    if let path = wish.music {
      music = try about(path) {
        guard let reader = try FrameReader.openAudio(path, cancellation) else {
          throw FootageError(.invalidRequest, path: path, "\(path): there is no sound in it.")
        }
        return reader
      }
    }
    var text = wish.finishing(
      sampleFormat: meter == nil ? encoding.sampleFormat : "flt", sampleRate: encoding.sampleRate,
      layout: encoding.channelLayout)
    if let meter { text = text.dropLast("[out]".count) + ",\(meter)[out]" }
    var inputs: [FilterInput] = [
      .audio(
        sampleRate: encoding.sampleRate, sampleFormat: "flt",
        channelLayout: encoding.channelLayout, timeBase: encoding.timeBase)
    ]
    if let stream = music?.stream { inputs.append(FilterInput(stream)) }
    let graph = try FilterGraph.open(text, inputs: inputs, isAudio: true)
    return SoundStream(wish, encoding, graph, music, cancellation)
  }

  private init(
    _ wish: SoundWish, _ encoding: AudioEncoding, _ graph: consuming FilterGraph,
    _ music: consuming FrameReader?, _ cancellation: Cancellation
  ) {
    self.wish = wish
    sampleRate = encoding.sampleRate
    layout = encoding.channelLayout
    finishing = graph
    self.music = music
    self.cancellation = cancellation
  }

  func setSamplesPerFrame(_ count: Int) { finishing.setSamplesPerFrame(count) }

  /// The next frame, its time in samples; nil after the last.
  mutating func next() throws -> Frame? {
    while true {
      try cancellation.check()
      if let frame = try finishing.take() { return frame }
      guard hasMore else { return nil }
      try feed()
    }
  }

  private mutating func feed() throws {
    if play == nil {
      guard playCount < wish.plays else {
        hasMore = false
        try finishing.finish(input: 0)
        if wish.music != nil { try finishing.finish(input: 1) }
        return
      }
      let end = wish.end(ofPlay: playCount, sampleRate: sampleRate)
      play = try SoundPlay.open(
        wish, samples: end.map { max(0, $0 - position) }, sampleRate: sampleRate, layout: layout,
        cancellation)
      playCount += 1
    }
    guard let frame = try play?.next() else {
      if playCount == 1 { refusedPackets = play?.refusedPackets() ?? 0 }
      play = nil
      return
    }
    frame.presentation = position
    position += Int64(frame.sampleCount)
    try finishing.push(frame)
    try feedMusic(until: Double(position) / Double(sampleRate))
  }

  private mutating func feedMusic(until seconds: Double) throws {
    while musicSeconds < seconds, wish.music != nil {
      guard let frame = try music?.next() else {
        musicSeconds = .infinity
        try finishing.finish(input: 1)
        return
      }
      musicSeconds += Double(frame.sampleCount) / Double(max(1, frame.sampleRate))
      try finishing.push(frame, to: 1)
    }
  }
}

/// One play of a file's sound, or of silence, as long as it is to be.
private struct SoundPlay: ~Copyable {
  private let graph: FilterGraph
  private var reader: FrameReader?
  private var isFed = false

  private init(_ graph: consuming FilterGraph, _ reader: consuming FrameReader?) {
    self.graph = graph
    self.reader = reader
  }

  static func open(
    _ wish: SoundWish, samples: Int64?, sampleRate: Int, layout: String,
    _ cancellation: Cancellation
  ) throws(LibavError) -> SoundPlay {
    let text = wish.playing(samples: samples, sampleRate: sampleRate, layout: layout)
    guard let path = wish.path else {
      return SoundPlay(try FilterGraph.open(text, isAudio: true), nil)
    }
    guard let reader = try FrameReader.openAudio(path, cancellation) else {
      throw LibavError(.damaged, "read the sound of \(path)", reason: "there is none")
    }
    let input = FilterInput(reader.stream)
    return SoundPlay(try FilterGraph.open(text, inputs: [input], isAudio: true), reader)
  }

  func refusedPackets() -> Int {
    switch reader {
    case .some(let reader): reader.damagedPackets
    case nil: 0
    }
  }

  mutating func next() throws(LibavError) -> Frame? {
    while true {
      if let frame = try graph.take() { return frame }
      if isFed || reader == nil { return nil }
      if let frame = try reader?.next(), try graph.push(frame) { continue }
      isFed = true
      try graph.finish()
    }
  }
}
