import Libav

/// Encodes what comes and writes it: pictures, the sound beside them, captions.
struct FileWriter: ~Copyable {
  private let pass: FilePass
  private var encoder: Encoder?
  private let file: OpenMuxer
  private let pictureIndex: Int
  private var sound: SoundWriter?
  private var captions: CaptionWriter?
  private let progress: PassProgress
  private let cancellation: Cancellation
  /// The newest packet waits for the next one: should it be the last, its length is known then.
  private var waiting: Packet?
  private var facts = PassOutcome.Facts()
  private var lastTick: Int64 = -1
  /// Segments that begin with frames that are still in the encoder.
  private var starts: Set<Int64> = []

  private init(
    _ pass: FilePass, _ encoder: consuming Encoder?, _ file: consuming OpenMuxer,
    _ pictureIndex: Int,
    _ sound: consuming SoundWriter?, _ captions: CaptionWriter?,
    _ progress: PassProgress, _ cancellation: Cancellation
  ) {
    self.pass = pass
    self.encoder = encoder
    self.file = file
    self.pictureIndex = pictureIndex
    self.sound = sound
    self.captions = captions
    self.progress = progress
    self.cancellation = cancellation
  }

  /// Opens the encoders, creates the file and writes its header.
  private static func open(
    _ pass: FilePass, _ line: SoundLine?, _ progress: PassProgress, _ cancellation: Cancellation
  ) throws -> FileWriter {
    let muxer = try Muxer.create(pass.path, format: pass.muxer, cancellation)
    var encoder: Encoder?
    var pictureIndex = 0
    if let picture = pass.picture {
      var encoding = picture.encoding.encoding(picture.plan)
      if encoding.threads == 0 { encoding.threads = pass.encoderThreads }
      let opened = try Encoder.open(encoding)
      pictureIndex = try muxer.addStream(from: opened)
      if let tag = pass.pictureTag { try muxer.setTag(tag, of: pictureIndex) }
      muxer.setTags(pass.pictureTags, of: pictureIndex)
      if let light = picture.plan.light { try muxer.setLight(light, of: pictureIndex) }
      encoder = consume opened
    }
    var sound: SoundWriter?
    if let line {
      let opened = try SoundWriter(line, to: muxer, cancellation)
      muxer.setTags(pass.soundTags, of: opened.index)
      sound = consume opened
    }
    let captions = try pass.captions.map { try CaptionWriter($0, muxer) }
    try muxer.add(pass.chapters)
    let file = try muxer.begin(metadata: pass.tags, options: pass.muxerOptions)
    return FileWriter(
      pass, encoder, file, pictureIndex, sound, captions, progress, cancellation)
  }

  /// Writes all pictures that come, then the rest.
  ///
  /// - Parameter base: of the pictures' times.
  static func write(
    _ pass: FilePass, _ frames: Conveyor<Frame>?, base: Rational, _ line: SoundLine?,
    _ progress: PassProgress, _ cancellation: Cancellation
  ) throws {
    var writer = try open(pass, line, progress, cancellation)
    while let frame = frames?.receive() {
      try cancellation.check()
      try writer.write(frame, base: base)
    }
    try cancellation.check()
    try writer.finish()
  }

  private mutating func write(_ frame: borrowing Frame, base: Rational) throws {
    guard let picture = pass.picture, let ticks = encoder?.timeBase else { return }
    guard frame.size == picture.plan.size else {
      throw FootageError(
        .damaged, path: pass.path, "The pictures change their size in the middle, to \(frame.size)."
      )
    }
    let wanted = frame.presentation.map {
      base == ticks ? $0 : Timestamp($0, base).rescaled(to: ticks).ticks
    }
    // Times must grow; a damaged file may repeat one.
    let tick = max(wanted ?? lastTick + 1, lastTick + 1)
    frame.presentation = tick
    if picture.encoding.wish.codec != .gif { frame.colour = picture.plan.colour }
    frame.setSampleAspect(picture.plan.sampleAspect)
    if let grid = pass.grid, grid.segment(startingWith: tick, secondsATick: ticks.value) != nil {
      frame.demandKey()
      starts.insert(tick)
    }
    lastTick = tick
    facts.frameCount += 1
    let seconds = Timestamp(tick, ticks).seconds
    if pass.grid == nil { try writeBeside(until: seconds) }
    try encoder?.push(frame)
    try drain(end: nil)
    progress.report(frames: facts.frameCount, seconds: seconds, byteCount: Int(file.byteCount))
  }

  private mutating func writeBeside(until seconds: Double?) throws {
    try sound?.write(until: seconds, to: file)
    try captions?.write(until: seconds, to: file)
  }

  private mutating func drain(end: Int64?) throws {
    while let packet = try encoder?.take() {
      try writeWaiting(end: end)
      waiting = consume packet
    }
  }

  private mutating func writeWaiting(end: Int64?) throws {
    guard let packet = waiting.take(), let ticks = encoder?.timeBase else { return }
    let shown = packet.presentation ?? 0
    if let end, shown == lastTick { packet.duration = max(1, end - lastTick) }
    if starts.remove(shown) != nil {
      if !facts.firstPictures.isEmpty { try file.endFragment() }
      facts.firstPictures.append(packet.byteCount)
    }
    packet.rescale(from: ticks, to: file.timeBase(of: pictureIndex))
    try file.write(packet, to: pictureIndex)
  }

  /// Writes what is held back, then the index.
  private consuming func finish() throws {
    var end: Int64?
    if let picture = pass.picture, let ticks = encoder?.timeBase {
      guard facts.frameCount > 0 else {
        throw FootageError(.damaged, path: pass.path, "No picture came out of the filters.")
      }
      let isEven = picture.plan.rate.isConstant && ticks == picture.plan.rate.timeBase
      let last =
        isEven ? lastTick + 1 : Timestamp(seconds: picture.plan.rate.duration, base: ticks).ticks
      end = max(last, lastTick + 1)
      facts.end = end.map { Timestamp($0, ticks).seconds }
      try encoder?.finish()
      try drain(end: end)
      try writeWaiting(end: end)
    }
    if let grid = pass.grid, pass.picture == nil {
      try writeSegmentedSound(grid)
    } else if pass.picture == nil {
      try writeSoundAlone()
    } else {
      try writeBeside(until: nil)
    }
    let byteCount = Int(file.byteCount)
    try file.finish()
    progress.finish(frames: facts.frameCount, byteCount: byteCount)
    pass.outcome.set(facts)
  }

  private mutating func writeSoundAlone() throws {
    var seconds = 0.0
    while sound?.isDone == false {
      seconds += 1
      try sound?.write(until: seconds, to: file)
      progress.report(frames: 0, seconds: seconds, byteCount: Int(file.byteCount))
    }
  }

  private mutating func writeSegmentedSound(_ grid: SegmentGrid) throws {
    var segment = 1
    while true {
      try sound?.write(until: grid.seconds * Double(segment), to: file)
      if sound?.isDone != false { return }
      try file.endFragment()
      segment += 1
    }
  }
}
