import Libav
import Synchronization

/// Puts streams that meet the settings into a new file as they are.
struct StreamCopy {
  let source: DeliverySource
  let settings: DeliverySettings
  /// The sound's own way when it cannot be copied; nil copies it, if it is wanted at all.
  let sound: (wish: SoundWish, encoding: AudioEncoding)?
  let copiesSound: Bool
  let captions: CaptionTrack?
  let path: String
  let tags: [String: String]
  let chapters: [Chapter]
  /// Of the picture's stream, and of the sound's.
  let pictureTags: [String: String]
  let soundTags: [String: String]
  let progress: PassProgress
  /// Told of damage in a sound that is encoded.
  let outcome = PassOutcome()

  /// - Returns: frames that were copied.
  func run(_ cancellation: Cancellation) throws -> Int {
    let line = sound.map {
      SoundLine(.encoded($0.wish, $0.encoding), muxer: settings.container.muxer, outcome)
    }
    let count = Mutex(0)
    var crew = Crew(within: cancellation)
    if let line { crew = line.joining(crew, as: "sound") }
    crew = crew.with("copy") { cancellation in
      let copied = try copy(with: line, cancellation)
      count.withLock { $0 = copied }
    } closing: {
      line?.abandon()
    }
    try crew.run()
    return count.withLock { $0 }
  }

  private func copy(with line: SoundLine?, _ cancellation: Cancellation) throws -> Int {
    guard let stream = source.picture, let video = source.clip.video else { return 0 }
    let demuxer = try Demuxer.open(source.path, cancellation)
    let muxer = try Muxer.create(path, format: settings.container.muxer, cancellation)
    let picture = try muxer.addStream(copying: stream.index, of: demuxer)
    muxer.setTags(pictureTags, of: picture)
    if let codec = settings.video?.codec, let tag = settings.container.tag(for: codec) {
      try muxer.setTag(tag, of: picture)
    }
    var writer: SoundWriter?
    var soundIndex: Int?
    var copied: Int?
    if let line {
      let opened = try SoundWriter(line, to: muxer, cancellation)
      muxer.setTags(soundTags, of: opened.index)
      writer = consume opened
    } else if copiesSound, let own = source.sound {
      copied = own.index
      let added = try muxer.addStream(copying: own.index, of: demuxer)
      muxer.setTags(soundTags, of: added)
      soundIndex = added
    }
    var text = try captions.map { try CaptionWriter($0, muxer) }
    demuxer.keepOnly(Set([stream.index, copied].compactMap { $0 }))
    try muxer.add(chapters)
    let file = try muxer.begin(
      metadata: tags, options: settings.container.muxerOptions(isFastStart: settings.isFastStart))
    let origin = Timestamp(seconds: video.start, base: stream.timeBase).ticks
    var count = 0
    while let packet = try demuxer.next() {
      if packet.streamIndex == stream.index {
        packet.rescale(from: stream.timeBase, to: stream.timeBase, adding: -origin)
        let seconds = Timestamp(packet.decoding ?? 0, stream.timeBase).seconds
        try writer?.write(until: seconds, to: file)
        try text?.write(until: seconds, to: file)
        packet.rescale(from: stream.timeBase, to: file.timeBase(of: picture))
        try file.write(packet, to: picture)
        count += 1
        progress.report(frames: count, seconds: seconds, byteCount: Int(file.byteCount))
      } else if let own = source.sound, packet.streamIndex == copied, let soundIndex {
        let start = source.soundStart(in: settings.container)
        let shift = Timestamp(seconds: start, base: own.timeBase).ticks
        packet.rescale(from: own.timeBase, to: own.timeBase, adding: -shift)
        packet.rescale(from: own.timeBase, to: file.timeBase(of: soundIndex))
        try file.write(packet, to: soundIndex)
      }
    }
    try writer?.write(until: nil, to: file)
    try text?.write(until: nil, to: file)
    let byteCount = Int(file.byteCount)
    try file.finish()
    progress.finish(frames: count, byteCount: byteCount)
    return count
  }
}
