import Libav

/// Puts a sound that meets the settings into a new file of sound alone as it is.
struct SoundCopy {
  let source: DeliverySource
  let settings: DeliverySettings
  let path: String
  let tags: [String: String]
  let progress: PassProgress

  func run(_ cancellation: Cancellation) throws {
    guard let stream = source.sound else { return }
    let demuxer = try Demuxer.open(source.path, cancellation)
    let muxer = try Muxer.create(path, format: settings.container.muxer, cancellation)
    let index = try muxer.addStream(copying: stream.index, of: demuxer)
    demuxer.keepOnly([stream.index])
    let file = try muxer.begin(
      metadata: tags, options: settings.container.muxerOptions(isFastStart: settings.isFastStart))
    let origin = Timestamp(seconds: source.clip.audio?.start ?? 0, base: stream.timeBase).ticks
    while let packet = try demuxer.next() {
      packet.rescale(from: stream.timeBase, to: stream.timeBase, adding: -origin)
      let seconds = Timestamp(packet.presentation ?? 0, stream.timeBase).seconds
      packet.rescale(from: stream.timeBase, to: file.timeBase(of: index))
      try file.write(packet, to: index)
      progress.report(frames: 0, seconds: seconds, byteCount: Int(file.byteCount))
    }
    let byteCount = Int(file.byteCount)
    try file.finish()
    progress.finish(frames: 0, byteCount: byteCount)
  }
}
