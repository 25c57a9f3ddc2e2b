import Libav

/// Takes the sound around a seam out of two clips, as a join puts it together.
enum SeamSound {
  /// Seconds on each side.
  static let window = 0.25
  static let sampleRate = 48_000

  /// What there is to say of the sound at a seam.
  struct Finding {
    /// How far it jumps; nil where neither clip has any.
    var step: SoundStep?
    /// The clips whose sound could not be decoded whole, and when, after their first frames.
    var damage: [(path: String, seconds: Double)] = []
  }

  /// How far the sound jumps, and whether it is whole.
  ///
  /// - Parameters:
  ///   - end: the first frame of the outgoing clip that is not shown.
  ///   - start: the first frame of the incoming clip that is.
  static func step(
    from outgoing: Clip, endingAfter end: Int, to incoming: Clip, startingAt start: Int,
    _ cancellation: Cancellation
  ) throws -> Finding {
    guard outgoing.audio != nil || incoming.audio != nil else { return Finding() }
    let ending = seconds(ofFrame: end, in: outgoing)
    let starting = seconds(ofFrame: start, in: incoming)
    var found = Finding()
    let before = try samples(
      of: outgoing, from: ending - window, to: ending, &found, cancellation)
    let after = try samples(
      of: incoming, from: starting, to: starting + window, &found, cancellation)
    found.step = SoundStep(before: before, after: after, sampleRate: sampleRate)
    return found
  }

  private static func seconds(ofFrame frame: Int, in clip: Clip) -> Double {
    guard let video = clip.video, video.frameCount > 0 else { return 0 }
    return video.duration * Double(frame) / Double(video.frameCount)
  }

  /// One channel of a clip's sound between two moments after its first picture; silence where it
  /// has none.
  private static func samples(
    of clip: Clip, from start: Double, to end: Double, _ found: inout Finding,
    _ cancellation: Cancellation
  ) throws -> [Float] {
    let start = max(0, start)
    let count = max(1, Int(((end - start) * Double(sampleRate)).rounded()))
    let silence = [Float](repeating: 0, count: count)
    guard clip.audio != nil else { return silence }
    return try about(clip.path) {
      guard var reader = try FrameReader.openAudio(clip.path, cancellation) else { return silence }
      let first = Int((start * Double(sampleRate)).rounded())
      let origin = clip.video?.start ?? 0
      let graph = try FilterGraph.open(
        "[in0]asetpts=PTS-(\(origin))/TB,aresample=\(sampleRate):async=1:first_pts=0,"
          + "aformat=sample_fmts=flt:channel_layouts=mono,apad,"
          + "atrim=start_sample=\(first):end_sample=\(first + count)[out]",
        inputs: [FilterInput(reader.stream)], isAudio: true)
      var samples: [Float] = []
      func drain() throws {
        while let frame = try graph.take() {
          samples += frame.floats
        }
      }
      var goesOn = true
      while goesOn, samples.count < count, let frame = try reader.next() {
        goesOn = try graph.push(frame)
        try drain()
      }
      if samples.count < count {
        try graph.finish()
        try drain()
      }
      if reader.damagedPackets > 0 {
        let time = Timestamp(reader.damageTime ?? 0, reader.stream.timeBase).seconds
        found.damage.append((clip.path, max(0, time - origin)))
      }
      return samples.count < count
        ? samples + silence.dropLast(samples.count) : Array(samples.prefix(count))
    }
  }
}
