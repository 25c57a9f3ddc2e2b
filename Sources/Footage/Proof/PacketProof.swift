import Libav

/// The part of a proof that decodes nothing: every packet of a film against those it was made of.
///
/// Both are read once, side by side; what is kept is a few numbers a frame.
struct PacketProof {
  /// What decoding needs to know of the packets.
  struct Outcome {
    /// When each frame is shown, in ascending order, in ticks of the film.
    let times: [Int64]
    /// Frames a decoder holds back to put them in order.
    let reorderDepth: Int
    /// Frames that players may start from, by the film's marks and their own bits.
    let starts: [Int]
    /// Copied runs of frames, in their order.
    let runs: [CopiedRun]
    /// When the first frame is shown, in seconds of the film's clock.
    var start = 0.0
  }

  /// Frames that were copied from a clip.
  struct CopiedRun: Sendable {
    let path: String
    /// Where in the film the first one is.
    let first: Int
    /// Whether it is the clip's first as well.
    let isFromStart: Bool
    /// When each is shown in its clip, in ascending order, in ticks of the clip.
    let ticks: [Int64]
    /// Whether the run starts where decoders forget all that was before. Since bytes and headers are
    /// the clip's own, the clip's decoder and the film's are then given the same to work on.
    let isSelfContained: Bool
    /// Whether the clip's headers say how many frames decoders hold back.
    let statesDepth: Bool
  }

  private let expected: FilmExpectation
  private let cancellation: Cancellation
  /// In the order of decoding.
  private var shown: [Int64] = []
  private var lastDecoded = Int64.min
  private var starts: [Int] = []
  private var runs: [CopiedRun] = []
  private var tally = PacketTally()
  /// The film's index, where it has one of all packets.
  private var marks: [Bool]?
  /// The first thing that is wrong, and its place in the order of decoding.
  private var finding: (place: Int, make: (Int) -> ProofFinding)?

  /// Reads a film and its clips.
  ///
  /// - Throws: ``ProofFailure`` with the first thing that is wrong; ``LibavError``, ``FootageError``.
  static func check(
    _ path: String, _ expected: FilmExpectation, _ cancellation: Cancellation
  ) throws -> Outcome {
    var proof = PacketProof(expected: expected, cancellation: cancellation)
    var film = try CheckedPackets.open(path, cancellation)
    proof.marks = film.keyMarks(count: expected.frameCount)
    for stretch in expected.stretches {
      switch stretch.handling {
      case .copied: try proof.compare(&film, with: stretch)
      case .encoded(let header): try proof.audit(&film, stretch, header)
      }
    }
    var count = proof.shown.count
    while try film.next() != nil { count += 1 }
    return try proof.outcome(of: film.stream, frameCount: count)
  }

  private init(expected: FilmExpectation, cancellation: Cancellation) {
    self.expected = expected
    self.cancellation = cancellation
  }

  private mutating func found(_ place: Int, _ make: @escaping (Int) -> ProofFinding) {
    if finding == nil { finding = (place, make) }
  }

  /// Reads a film's next sample, and looks at its times.
  private mutating func next(
    _ film: inout CheckedPackets
  ) throws -> CheckedPackets.Sample? {
    guard let sample = try film.next() else { return nil }
    let place = shown.count
    tally.add(sample.packet)
    let time = sample.packet.presentation
    if time == nil { found(place) { .noTime(frame: $0) } }
    // Matroska states no times of decoding; the reader guesses some, and at seams wrongly.
    if film.statesDecoding, let decoding = sample.packet.decoding {
      if decoding <= lastDecoded { found(place) { .decodingRunsBack(frame: $0) } }
      if let time, time < decoding { found(place) { .shownBeforeDecoded(frame: $0) } }
      lastDecoded = decoding
    }
    if isKey(sample, at: place), sample.picture.kind.isCleanStart {
      starts.append(place)
      if !film.isSelfSufficient(sample) { found(place) { .seek(frame: $0) } }
    }
    shown.append(time ?? sample.packet.decoding ?? 0)
    return sample
  }

  /// Whether players take a packet of the film for a place to start from.
  private func isKey(_ sample: borrowing CheckedPackets.Sample, at place: Int) -> Bool {
    marks?[place] ?? sample.packet.isKey
  }

  /// Compares a film's packets with those of the clip they were copied from.
  private mutating func compare(
    _ film: inout CheckedPackets, with stretch: FilmExpectation.Stretch
  ) throws {
    let first = shown.count
    var clip = try about(stretch.path) {
      try CheckedPackets.open(stretch.path, cancellation, isAnalysed: false)
    }
    let codec = NALCodec(film.stream.codec)
    var ticks: [Int64] = []
    var isSelfContained = false
    try about(stretch.path) { try clip.skip(stretch.frames.lowerBound) }
    for place in first..<first + stretch.count {
      guard let sample = try next(&film) else { return }
      guard let own = try about(stretch.path, { try clip.next() }) else {
        throw ProofFailure(.otherBytes(frame: place))
      }
      if !sample.picture.isWhole {
        found(place) {
          own.picture.isWhole ? .brokenPacket(frame: $0) : .damagedSource(frame: $0)
        }
      }
      ticks.append(own.packet.presentation ?? own.packet.decoding ?? 0)
      if film.stream.codec != clip.stream.codec
        || !sample.holdsSamePicture(
          film.headers.framing, as: own, clip.headers.framing, codec: codec)
      {
        found(place) { .otherBytes(frame: $0) }
      }
      if !film.headers.agrees(with: clip.headers, on: sample.picture) {
        found(place) { .otherParameterSet(frame: $0) }
      }
      let isClean = sample.picture.kind.isCleanStart
      let isKey = isKey(sample, at: place)
      // Without an index, the marks are the reader's own guess too.
      if isKey != own.packet.isKey && isKey != isClean
        || marks?[place] == true && place > 0 && !sample.picture.kind.isStart
      {
        found(place) { .keyMark(frame: $0) }
      }
      if place == first { isSelfContained = isClean }
    }
    compareTimes(of: ticks, from: first, clip.stream.timeBase, film.stream.timeBase)
    runs.append(
      CopiedRun(
        path: stretch.path, first: first, isFromStart: stretch.frames.lowerBound == 0,
        ticks: ticks.sorted(), isSelfContained: isSelfContained,
        statesDepth: clip.headers.statesDepth))
  }

  /// That the frames of a run are shown at the same distances from each other as in the clip.
  private mutating func compareTimes(
    of ticks: [Int64], from first: Int, _ own: Rational, _ base: Rational
  ) {
    guard let origin = ticks.min(), let start = shown[first...].min() else { return }
    // Frames that are not seen are shown when the film needs it, not when the clip has them.
    let inOrder = ticks.sorted()
    let unseen = Set(
      expected.squeezed.filter { (first..<first + ticks.count).contains($0) }.map {
        inOrder[$0 - first]
      })
    // An even rate that coarse ticks had rounded is made exact: a tick on either side of each.
    let tolerance = 2 * own.value + 1.01 * base.value
    for (place, (tick, time)) in zip(ticks, shown[first...]).enumerated()
    where !unseen.contains(tick) {
      let off = Double(time &- start) * base.value - Double(tick &- origin) * own.value
      guard abs(off) > tolerance else { continue }
      found(first + place) { .otherTime(frame: $0, secondsOff: off) }
      return
    }
  }

  /// Looks at packets of our own making.
  private mutating func audit(
    _ film: inout CheckedPackets, _ stretch: FilmExpectation.Stretch, _ header: [UInt8]
  ) throws {
    let own = header.isEmpty ? nil : ActiveHeaders(codec: film.stream.codec, header)
    for place in shown.count..<shown.count + stretch.count {
      guard let sample = try next(&film) else { return }
      if !sample.picture.isWhole { found(place) { .brokenPacket(frame: $0) } }
      if let own, !film.headers.agrees(with: own, on: sample.picture) {
        found(place) { .otherParameterSet(frame: $0) }
      }
      if isKey(sample, at: place), !sample.picture.kind.isStart {
        found(place) { .keyMark(frame: $0) }
      }
    }
  }

  /// Looks at the film as a whole.
  private func outcome(of stream: StreamFacts, frameCount: Int) throws -> Outcome {
    let base = stream.timeBase
    guard frameCount == expected.frameCount, shown.count == frameCount else {
      throw ProofFailure(.frameCount(expected: expected.frameCount, found: frameCount))
    }
    let order = shown.indices.sorted { shown[$0] < shown[$1] }
    var rank = [Int](repeating: 0, count: order.count)
    for (frame, place) in order.enumerated() { rank[place] = frame }
    if let finding { throw ProofFailure(finding.make(rank[finding.place])) }
    let times = order.map { shown[$0] }
    let stretches = expected.stretches.enumerated().flatMap { number, stretch in
      repeatElement(number, count: stretch.count)
    }
    for (frame, place) in order.enumerated() {
      let hasTwin = frame > 0 && times[frame] == times[frame - 1]
      // The frames of a stretch are shown together, as they are decoded together.
      let isAstray = stretches[frame] != stretches[place]
      if hasTwin || isAstray { throw ProofFailure(.otherTime(frame: frame, secondsOff: 0)) }
    }
    try checkSqueezed(times, base)
    if let rate = expected.rate { try checkRate(times, rate, base) }
    let seconds = tally.timing(of: stream).seconds
    let frameSeconds = expected.duration / Double(max(1, frameCount))
    // Where the rate varies, no packet tells how long the last frame stays: it is reckoned from the
    // others, and may be off by as much as the longest of them.
    let longest = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0
    let doubt = expected.rate == nil ? Double(longest) * base.value : frameSeconds / 4
    guard abs(seconds - expected.duration) <= max(2 * base.value, doubt) else {
      throw ProofFailure(.duration(expected: expected.duration, found: seconds))
    }
    return Outcome(
      times: times, reorderDepth: stream.reorderDepth, starts: starts.map { rank[$0] }, runs: runs,
      start: Double(times.first ?? 0) * base.value)
  }

  /// That the frames that nobody is to see are shown for one tick, no more and no less.
  private func checkSqueezed(_ times: [Int64], _ base: Rational) throws {
    for frame in expected.squeezed {
      guard frame + 1 < times.count else {
        throw ProofFailure(.otherTime(frame: frame, secondsOff: 0))
      }
      let off = times[frame] &- (times[frame + 1] &- 1)
      guard off == 0 else {
        throw ProofFailure(.otherTime(frame: frame, secondsOff: Double(off) * base.value))
      }
    }
  }

  private func checkRate(_ times: [Int64], _ rate: FrameRate, _ base: Rational) throws {
    let squeezed = Set(expected.squeezed)
    var place = 0
    for (frame, time) in times.enumerated() where !squeezed.contains(frame) {
      let off =
        Double(time &- times[0]) * base.value - Double(place) / rate.framesPerSecond
      guard abs(off) <= 1.01 * base.value else {
        throw ProofFailure(.otherTime(frame: frame, secondsOff: off))
      }
      place += 1
    }
  }
}

extension PictureKind {
  /// Whether decoding can start at it at all, for codecs that are not looked into too.
  fileprivate var isStart: Bool {
    switch self {
    case .dependent, .gradualRecovery, .leadingSkipped, .leadingDecodable: false
    default: true
    }
  }
}
