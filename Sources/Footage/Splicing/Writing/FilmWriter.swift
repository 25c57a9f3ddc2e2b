import Libav

/// A film being written: packets in the order of decoding, each with the time of its frame.
///
/// The times of decoding are made anew, since containers state them differently or not at all: they
/// are the times of showing in ascending order, earlier by what the film needs most of it.
struct FilmWriter: ~Copyable {
  private let file: OpenMuxer
  private let picture: Int
  private var sound: FilmSound?
  private let soundIndex: Int?
  /// When each frame is shown, and the end, in the file's ticks.
  private let shown: [Int64]
  private let lead: Int64
  private let timeBase: Rational
  /// Frames written so far.
  private(set) var count = 0

  init(
    _ file: consuming OpenMuxer, picture: Int, _ plan: SplicePlan,
    _ sound: consuming FilmSound?, soundIndex: Int?
  ) {
    let base = file.timeBase(of: picture)
    var shown = plan.times.map { Timestamp($0, plan.ticks).rescaled(to: base).ticks }
    // One tick of the file's, whatever one of the plan's is in it.
    SplicePlan.squeeze(&shown, plan.squeezed)
    self.shown = shown
    // Coarser ticks, as Matroska's milliseconds are, round each time by itself: two of them may be
    // one more apart than they were planned.
    lead =
      Timestamp(plan.lead, plan.ticks).rescaled(to: base).ticks + (base == plan.ticks ? 0 : 1)
    timeBase = base
    self.file = file
    self.picture = picture
    self.sound = sound
    self.soundIndex = soundIndex
  }

  /// Seconds of the film that are written.
  var seconds: Double { Timestamp(shown[count], timeBase).seconds }

  /// Writes the packet of a frame.
  ///
  /// - Parameter frame: by its place in the film, as it is shown.
  mutating func write(_ packet: borrowing Packet, frame: Int) throws {
    guard shown.indices.contains(frame + 1), count < shown.count - 1,
      shown[frame] >= shown[count] - lead
    else {
      throw FootageError(
        .failed, path: "", "The film's frames came in an order that was not planned; report this.")
    }
    packet.presentation = shown[frame]
    packet.decoding = shown[count] - lead
    packet.duration = shown[frame + 1] - shown[frame]
    let seconds = self.seconds
    if let soundIndex { try sound?.write(until: seconds, to: file, stream: soundIndex) }
    try file.write(packet, to: picture)
    count += 1
  }

  /// Writes the rest of the sound, then the index.
  consuming func finish() throws {
    if let soundIndex { try sound?.write(until: nil, to: file, stream: soundIndex) }
    try file.finish()
  }
}
