import Libav

/// When a clip's pictures are shown, and how long they last, in ticks of the joined file.
///
/// An even rate that coarse ticks had rounded, as WebM's milliseconds do, is made exact again.
struct ClipTimeline {
  /// When each picture is shown after the first one, in the order of the packets.
  let shown: [Int64]
  /// The same in ascending order, none twice.
  let times: [Int64]
  /// From the start of the first to the end of the last picture.
  let length: Int64
  /// How far decoding must run ahead of showing, so that every picture is decoded when it is due.
  let lead: Int64

  init(_ path: String, _ ticks: Rational, _ cancellation: Cancellation) throws {
    var packets = try VideoPackets.open(path, cancellation)
    var tally = PacketTally()
    var stored: [Int64] = []
    while let packet = try packets.next() {
      tally.add(packet)
      stored.append(packet.presentation ?? 0)
    }
    let timing = tally.timing(of: packets.stream)
    var places: [Int64: Int64] = [:]
    for (index, time) in timing.times.enumerated() {
      let place =
        timing.isOnGrid
        ? timing.rate.map { Timestamp(Int64(index), $0.rational.inverse) } : nil
      places[time] =
        (place ?? Timestamp(time &- timing.first, timing.timeBase)).rescaled(to: ticks).ticks
    }
    shown = stored.map { places[$0] ?? 0 }
    times = shown.sorted()
    guard !zip(times, times.dropFirst()).contains(where: { $0 == $1 }) else {
      throw FootageError(
        .damaged, path: path, "\(path): two of its frames are to be shown at the same time.")
    }
    length = Timestamp(seconds: timing.seconds, base: ticks).ticks
    lead = zip(times, shown).map { $0 - $1 }.max() ?? 0
  }

  /// How long the picture that is shown at a time stays.
  func duration(at time: Int64) -> Int64 {
    // The first that is shown later, by halving.
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] > time { high = middle } else { low = middle + 1 }
    }
    return (low < times.count ? times[low] : length) - time
  }
}
