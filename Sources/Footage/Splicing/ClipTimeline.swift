import Libav

/// When a clip's pictures are shown, and how long they last, in ticks of the joined file.
struct ClipTimeline {
  /// When the first picture is shown on the clip's own clock.
  let start: Int64
  /// When each picture is shown after the first one, in ascending order, none twice.
  let times: [Int64]
  /// From the start of the first to the end of the last picture.
  let length: Int64
  /// How far decoding must run ahead of showing, so that every picture is decoded when it is due.
  let lead: Int64

  init(_ path: String, _ ticks: Rational, _ cancellation: Cancellation) throws {
    var packets = try VideoPackets.open(path, cancellation)
    let source = packets.timeBase
    var tally = PacketTally()
    var stored: [Int64] = []
    while let packet = try packets.next() {
      tally.add(packet)
      stored.append(Timestamp(packet.presentation ?? 0, source).rescaled(to: ticks).ticks)
    }
    let timing = tally.timing(source)
    start = Timestamp(timing.first, source).rescaled(to: ticks).ticks
    length = Timestamp(timing.first + timing.length, source).rescaled(to: ticks).ticks - start
    let shown = stored.sorted()
    guard !zip(shown, shown.dropFirst()).contains(where: { $0 == $1 }) else {
      throw FootageError(
        .damaged, path: path, "\(path): two of its frames are to be shown at the same time.")
    }
    times = shown.map { [start] in $0 - start }
    lead = zip(shown, stored).map { $0 - $1 }.max() ?? 0
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
