internal import CFFmpeg

/// Gives the packets of a file the times that the file itself states badly or not at all.
///
/// Three kinds of files need one. Streams of H.264 or HEVC without a container have no times: theirs
/// are made of their rate and of the order in which pictures are shown. Transport and program streams
/// may have several clocks, one behind the other; and program streams give most pictures none but the
/// time of decoding. Whoever reads packets gets the mended times, decoders too, so that all agree.
final class Timekeeper {
  private enum Manner { case rate, clocks }

  private let manner: Manner
  private let context: UnsafeMutablePointer<AVFormatContext>
  /// The streams that the caller wants; nil for all.
  var wanted: Set<Int>?
  /// Packets that were read and not given yet, in the order of the file.
  private var held = PacketQueue()
  private var ready = PacketQueue()
  private var isAtEnd = false
  // Of files without times.
  private var order = ShowingOrder()
  private var number: Int64 = 0
  // Of files with several clocks.
  private var jumps: ClockJumps?
  private var readers: [Int: PictureOrderReader] = [:]
  private var delayed: DelayedPictures?
  private var isStarted = false

  /// Packets that are looked at, at most, to learn where the pictures' next clock begins.
  private static let longestLook = 4000

  /// - Returns: nil for files whose times are taken as they are.
  init?(_ context: UnsafeMutablePointer<AVFormatContext>, format: String) {
    switch format {
    case "h264", "hevc": manner = .rate
    case "mpegts", "mpeg": manner = .clocks
    default: return nil
    }
    self.context = context
  }

  /// How many times the clock started anew so far.
  var jumpCount: Int { jumps?.count ?? 0 }
  /// Whether times are made of a rate.
  var isCounting: Bool { manner == .rate }

  /// Streams that must be read though nobody wants them, for the sake of others' times.
  var needed: Set<Int> {
    guard manner == .clocks else { return [] }
    return Set([picture, sound].compactMap { $0 })
  }

  /// Begins again at the file's start.
  func restart() {
    held = PacketQueue()
    ready = PacketQueue()
    isAtEnd = false
    order = ShowingOrder()
    number = 0
    jumps = nil
    readers = [:]
    isStarted = false
  }

  /// The next wanted packet; nil at the end of the file.
  ///
  /// - Parameter read: gives the file's next packet as it is.
  func next(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Packet? {
    while true {
      if let packet = try ready.popFirst() {
        if wanted?.contains(packet.streamIndex) ?? true { return packet }
        continue
      }
      switch manner {
      case .rate: if try !count(read) { return nil }
      case .clocks: if try !unroll(read) { return nil }
      }
    }
  }

  private func stream(_ index: Int) -> AVStream? {
    guard index >= 0, index < Int(context.pointee.nb_streams) else { return nil }
    return context.pointee.streams[index]?.pointee
  }

  private func first(_ kind: AVMediaType) -> Int? {
    (0..<Int(context.pointee.nb_streams)).first {
      let stream = stream($0)
      return stream?.codecpar.pointee.codec_type == kind
        && (stream?.disposition ?? 0) & AV_DISPOSITION_ATTACHED_PIC == 0
    }
  }

  private var picture: Int? { first(AVMEDIA_TYPE_VIDEO) }
  private var sound: Int? { first(AVMEDIA_TYPE_AUDIO) }

  private func reader(of index: Int) -> PictureOrderReader? {
    if let known = readers[index] { return known }
    guard let parameters = stream(index)?.codecpar else { return nil }
    readers[index] = PictureOrderReader(parameters)
    return readers[index]
  }
}

extension Timekeeper {
  /// Reads on until a picture's place is known; false when there is none left.
  fileprivate func count(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Bool {
    while true {
      if let place = order.next(isLast: isAtEnd) {
        guard let packet = try held.popFirst() else { return false }
        let step = step(of: packet)
        packet.presentation = Int64(place) &* step
        let delay = Int64(stream(packet.streamIndex)?.codecpar.pointee.video_delay ?? 0)
        packet.decoding = (number &- delay) &* step
        packet.duration = step
        number += 1
        ready.append(packet)
        return true
      }
      if isAtEnd { return false }
      guard let packet = try read() else {
        isAtEnd = true
        continue
      }
      order.add(reader(of: packet.streamIndex)?.read(packet).order ?? 0, isKey: packet.isKey)
      held.append(packet)
    }
  }

  /// Ticks from one picture to the next.
  private func step(of packet: borrowing Packet) -> Int64 {
    guard let stream = stream(packet.streamIndex) else { return max(1, packet.duration) }
    let rate = Rational(stream.avg_frame_rate)
    guard rate.isPositive else { return max(1, packet.duration) }
    return max(1, Timestamp(1, rate.inverse).rescaled(to: Rational(stream.time_base)).ticks)
  }
}

extension Timekeeper {
  private static let ticksPerSecond: Int64 = 90_000

  /// Moves the next packet to the clock of the first one; false when there is none left.
  fileprivate func unroll(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Bool {
    if !isStarted {
      delayed = picture.flatMap { context.pointee.streams[$0] }.flatMap { DelayedPictures($0) }
      isStarted = true
    }
    var found = try held.popFirst()
    if found == nil { found = try dated(read) }
    guard let packet = found.take() else { return false }
    var jumps =
      self.jumps
      ?? ClockJumps(ticksPerSecond: Timekeeper.ticksPerSecond, hasPicture: picture != nil)
    let stamp = stamp(of: packet)
    var offset = jumps.offset(of: stamp)
    if offset == nil {
      jumps.learn(from: try scout(jumps, read))
      offset = jumps.offset(of: stamp, isLast: true)
    }
    self.jumps = jumps
    if let offset, offset != 0 {
      if let time = packet.presentation { packet.presentation = time &+ offset }
      if let time = packet.decoding { packet.decoding = time &+ offset }
    }
    ready.append(packet)
    return true
  }

  /// The next packet with the times that the file gives, or that follow from them.
  private func dated(_ read: () throws(LibavError) -> Packet?) throws(LibavError) -> Packet? {
    if let delayed { return try delayed.next(read) }
    return try read()
  }

  /// Goes ahead until the pictures' clock starts anew.
  private func scout(
    _ jumps: ClockJumps, _ read: () throws(LibavError) -> Packet?
  ) throws(LibavError) -> ClockJumps {
    var scout = jumps
    let known = jumps.count
    try held.lendEach { packet throws(LibavError) in
      let stamp = stamp(of: packet)
      if stamp.kind == .picture, scout.count == known { _ = scout.offset(of: stamp) }
    }
    while scout.count == known, held.count < Timekeeper.longestLook, let packet = try dated(read) {
      let stamp = stamp(of: packet)
      if stamp.kind == .picture { _ = scout.offset(of: stamp) }
      held.append(packet)
    }
    return scout
  }

  private func stamp(of packet: borrowing Packet) -> ClockJumps.Stamp {
    let index = packet.streamIndex
    let isKnown = stream(index).map {
      Rational($0.time_base) == Rational(1, Int32(Timekeeper.ticksPerSecond))
    }
    let kind: ClockJumps.Kind =
      isKnown != true ? .other : index == picture ? .picture : index == sound ? .sound : .other
    return ClockJumps.Stamp(
      kind: kind, presentation: packet.presentation, decoding: packet.decoding,
      duration: packet.duration, isKey: packet.isKey)
  }
}
