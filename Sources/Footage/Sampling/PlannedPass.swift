import Libav

/// A file open for decoding, of which only what a plan names is decoded.
struct PlannedPass: ~Copyable {
  private let clip: IndexedClip
  private let cancellation: Cancellation
  private let pictures: PictureGlancer?
  private var demuxer: Demuxer
  private var decoder: Decoder
  /// Where in decoding order the packet stands that is read next.
  private var cursor = 0
  /// A packet that was read to find out where a seek went.
  private var held: Packet?
  private var isFresh = true
  /// Packets the decoder refused.
  private(set) var damagedPackets = 0

  /// What lies closer together than this, in bytes, is read through rather than sought.
  private static let nearby = 2 << 20
  /// Codecs whose decoders need nothing but what MP4 stores beside the packets.
  private static let selfContained = ["h264", "hevc", "av1", "vp9"]
  /// Containers without an index are not sought in.
  private static let seekable = ["mov", "matroska", "avi"]

  init(
    _ clip: IndexedClip, _ manner: Decoder.Manner, _ cancellation: Cancellation
  ) throws(LibavError) {
    // All that can fail comes before the first property.
    let opened = try PlannedPass.demuxer(clip, cancellation)
    decoder = try Decoder.open(
      stream: clip.stream.index, of: opened, manner, reorderDepth: clip.stream.reorderDepth)
    demuxer = opened
    self.clip = clip
    self.cancellation = cancellation
    pictures = PictureGlancer(
      codec: clip.stream.codec, parameterSets: clip.stream.parameterSets)
  }

  private static func demuxer(
    _ clip: IndexedClip, _ cancellation: Cancellation
  ) throws(LibavError) -> Demuxer {
    // What analysing would tell is known already; it takes as long as decoding the first frames.
    let isKnown = clip.clip.container.hasPrefix("mov") && selfContained.contains(clip.stream.codec)
    let demuxer = try Demuxer.open(clip.path, cancellation, analyzing: !isKnown)
    guard demuxer.streams.indices.contains(clip.stream.index) else {
      throw LibavError(.damaged, "read \(clip.path)", reason: "it changed while it was read")
    }
    demuxer.keepOnly([clip.stream.index])
    return demuxer
  }

  /// Decodes one run and hands out the wanted frames, each with its position.
  ///
  /// - Returns: positions of frames that did not come out.
  mutating func perform(
    _ run: DecodePlan.Run, _ deliver: (borrowing Frame, Int) throws -> Void
  ) throws -> [Int] {
    try move(to: run.packets.lowerBound)
    if !isFresh { decoder.restart() }
    isFresh = false
    var missing = Dictionary(
      run.wanted.map { (clip.index.entries[$0].presentation, $0) },
      uniquingKeysWith: { first, _ in first })
    while cursor <= run.packets.upperBound, !missing.isEmpty, let packet = try next() {
      let position = cursor
      cursor += 1
      let isWanted = missing[clip.index.entries[position].presentation] != nil
      if !isWanted, packet.withBytes({ pictures?.firstPicture(in: $0)?.isUnreferenced ?? false }) {
        continue
      }
      do {
        try decoder.push(packet)
      } catch {
        try pass(error)
      }
      try drain(&missing, deliver)
    }
    if !missing.isEmpty {
      do { try decoder.finish() } catch { try pass(error) }
      try drain(&missing, deliver)
    }
    return missing.values.sorted()
  }

  private mutating func drain(
    _ missing: inout [Int64: Int], _ deliver: (borrowing Frame, Int) throws -> Void
  ) throws {
    while !missing.isEmpty {
      do {
        guard let frame = try decoder.take() else { return }
        guard let time = frame.presentation, let position = missing.removeValue(forKey: time)
        else { continue }
        try deliver(frame, position)
      } catch let error as LibavError {
        try pass(error)
      }
    }
  }

  private mutating func pass(_ error: LibavError) throws(LibavError) {
    guard error.code == .damaged || error.code == .unsupported else { throw error }
    damagedPackets += 1
    // A decoder that keeps failing without input would keep us here for ever.
    if damagedPackets > 100_000 { throw error }
  }

  private mutating func next() throws(LibavError) -> Packet? {
    if let packet = held.take() { return packet }
    return try demuxer.next()
  }

  /// Sees to it that the packet at a position is read next.
  private mutating func move(to target: Int) throws(LibavError) {
    let isFar = cursor < target && bytes(from: cursor, to: target) > PlannedPass.nearby
    if canSeek, isFar || cursor > target, try seek(to: target) { return }
    if cursor > target { try reopen() }
    while cursor < target {
      guard try next() != nil else { return }
      cursor += 1
    }
  }

  private var canSeek: Bool {
    PlannedPass.seekable.contains { clip.clip.container.hasPrefix($0) }
  }

  private func bytes(from first: Int, to last: Int) -> Int {
    clip.index.entries[first..<last].reduce(0) { $0 + Int($1.byteCount) }
  }

  /// Seeks to a key frame, or a little before it, and reads on to it; false when that cannot be done.
  private mutating func seek(to target: Int) throws(LibavError) -> Bool {
    var aim = clip.index.entries[target].shown
    for _ in 0..<3 {
      do {
        try demuxer.seek(to: aim, stream: clip.stream.index)
      } catch {
        if error.code == .cancelled { throw error }
        break
      }
      guard let packet = try demuxer.next() else { break }
      guard let found = clip.index.position(ofPacket: packet) else { break }
      if found <= target {
        cursor = found
        held = consume packet
        while cursor < target {
          guard try next() != nil else { return true }
          cursor += 1
        }
        return true
      }
      aim = min(aim, clip.index.entries[target].decoding) &- 1
    }
    try reopen()
    return false
  }

  private mutating func reopen() throws(LibavError) {
    held = nil
    demuxer = try PlannedPass.demuxer(clip, cancellation)
    cursor = 0
  }
}

extension FrameIndex {
  /// Where in decoding order a packet stands that was read from the middle of the file.
  fileprivate func position(ofPacket packet: borrowing Packet) -> Int? {
    packet.presentation.flatMap { number(atTicks: $0) }.map { position(ofFrame: $0) }
  }
}
