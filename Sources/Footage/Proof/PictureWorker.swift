import Libav

/// Decodes the pieces that one thread takes, and hashes what comes out.
struct PictureWorker: ~Copyable {
  /// Fingerprints by frames of the film.
  struct Found {
    var film: [(frame: Int, digest: FrameDigest)] = []
    var afterJump: [Int: FrameDigest] = [:]
    var inClip: [Int: FrameDigest] = [:]
  }

  private let path: String
  private let packets: PacketProof.Outcome
  private let cancellation: Cancellation
  private let digester: FrameDigester
  private var film: FrameReader
  private var isFresh = true

  private init(
    _ path: String, _ packets: PacketProof.Outcome, _ cancellation: Cancellation,
    _ digester: consuming FrameDigester, _ film: consuming FrameReader
  ) {
    self.path = path
    self.packets = packets
    self.cancellation = cancellation
    self.digester = digester
    self.film = film
  }

  static func open(
    _ path: String, _ packets: PacketProof.Outcome, _ cancellation: Cancellation
  ) throws(LibavError) -> PictureWorker {
    PictureWorker(
      path, packets, cancellation, try FrameDigester(),
      try FrameReader.openVideo(path, cancellation, .strict))
  }

  /// - Throws: ``ProofFailure``, ``LibavError``, ``FootageError``.
  mutating func perform(_ task: PictureTask) throws -> Found {
    switch task {
    case .film(let frames): try decode(frames)
    case .clip(let run, let count): try decode(packets.runs[run], count)
    case .jumps(let frames): try jump(to: frames)
    }
  }

  private mutating func decode(_ frames: Range<Int>) throws -> Found {
    var found = Found()
    let times = packets.times
    if frames.lowerBound > 0 || !isFresh { try film.seek(to: times[frames.lowerBound]) }
    isFresh = false
    var frame = frames.lowerBound
    while frame <= frames.upperBound {
      guard let picture = try nextOfFilm(due: frame) else {
        guard frame == times.count else { throw ProofFailure(.missing(frame: frame)) }
        break
      }
      let time = picture.presentation ?? .min
      // A jump may end in front of the frame that was wanted.
      if frame == frames.lowerBound, time < times[frame] { continue }
      guard frame < times.count else {
        throw ProofFailure(.frameCount(expected: times.count, found: times.count + 1))
      }
      guard time == times[frame] else { throw ProofFailure(.missing(frame: frame)) }
      if picture.isConcealed { throw ProofFailure(.undecodable(frame: frame, reason: "")) }
      let digest = try digester.digest(picture)
      if frame == frames.lowerBound, frame > 0 {
        found.afterJump[frame] = digest
      } else {
        found.film.append((frame, digest))
      }
      frame += 1
    }
    return found
  }

  private mutating func nextOfFilm(due frame: Int) throws -> Frame? {
    do {
      return try decoding(frame) { try film.next() }
    } catch let failure as ProofFailure {
      // The decoder reads ahead of what it shows.
      guard case .undecodable(_, let reason) = failure.finding,
        let place = film.newestPacketTime.flatMap({ packets.times.firstIndex(of: $0) })
      else { throw failure }
      throw ProofFailure(.undecodable(frame: place, reason: reason))
    }
  }

  private func decode(_ run: PacketProof.CopiedRun, _ count: Int) throws -> Found {
    var found = Found()
    var clip = try about(run.path) {
      try FrameReader.openVideo(
        run.path, cancellation, .strict, statesDepth: run.statesDepth)
    }
    if !run.isFromStart { try about(run.path) { try clip.seek(to: run.ticks[0]) } }
    var place = 0
    while place < count {
      let picture = try decoding(run.first + place) { try clip.next() }
      guard let picture else {
        throw ProofFailure(.undecodable(frame: run.first + place, reason: "the clip ends there"))
      }
      let time = picture.presentation ?? .min
      if time < run.ticks[place] { continue }
      guard time == run.ticks[place] else {
        throw ProofFailure(.otherPicture(frame: run.first + place))
      }
      found.inClip[run.first + place] = try digester.digest(picture)
      place += 1
    }
    return found
  }

  /// Decodes single frames, each right after a jump to it.
  private func jump(to frames: [Int]) throws -> Found {
    var found = Found()
    let demuxer = try Demuxer.open(path, cancellation)
    let index = try demuxer.videoIndex()
    demuxer.keepOnly([index])
    for frame in frames {
      // A new one each time: a decoder that is only flushed remembers parameter sets.
      let decoder = try Decoder.open(stream: index, of: demuxer, .strict)
      try demuxer.seek(to: packets.times[frame], stream: index)
      guard let packet = try demuxer.next(), packet.presentation == packets.times[frame] else {
        throw ProofFailure(.seek(frame: frame))
      }
      try decoding(frame) {
        try decoder.push(packet)
        try decoder.finish()
      }
      guard let picture = try decoding(frame, { try decoder.take() }) else {
        throw ProofFailure(.seek(frame: frame))
      }
      found.afterJump[frame] = try digester.digest(picture)
    }
    return found
  }
}

/// Says which frame of the film an error in decoding is about.
private func decoding<Result: ~Copyable>(
  _ frame: Int, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as LibavError where error.isDamage {
    throw ProofFailure(.undecodable(frame: frame, reason: error.reason))
  }
}

extension LibavError {
  /// Whether it is the file's fault. Damage may look like a feature nobody has written yet.
  var isDamage: Bool { code == .damaged || code == .unsupported }
}
