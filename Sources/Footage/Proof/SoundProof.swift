import Libav

/// The part of a proof that is about a film's sound: there or not, unbroken, and as long as it should.
struct SoundProof {
  let path: String
  let expected: FilmExpectation
  /// When the first picture is shown, in seconds of the film's clock.
  let pictureStart: Double
  let cancellation: Cancellation

  /// - Parameter decodes: whether samples are counted; otherwise packets' own lengths are believed.
  /// - Throws: ``ProofFailure`` with the first thing that is wrong; ``LibavError``.
  func check(decodes: Bool) throws {
    let demuxer = try Demuxer.open(path, cancellation)
    let stream = demuxer.streams.sound
    guard let wanted = expected.soundDuration else {
      if stream != nil { throw ProofFailure(.needlessSound) }
      return
    }
    guard let stream else { throw ProofFailure(.noSound) }
    demuxer.keepOnly([stream.index])
    let base = stream.timeBase
    var end: Int64?
    var longest: Int64 = 0
    // Matroska does not say how long the first packet is; it is as long as others are.
    var unstated: (time: Int64, length: Int64)?
    while let packet = try demuxer.next() {
      guard let time = packet.presentation else { continue }
      if let end {
        // Containers with coarse ticks round each packet's time by itself.
        let gap = abs(Double(time &- end) * base.value)
        guard gap <= max(0.0021, 2 * base.value) else {
          throw ProofFailure(.soundGap(seconds: Double(end) * base.value))
        }
      } else if let first = unstated {
        unstated?.length = time &- first.time
      }
      if end == nil, unstated == nil, packet.duration <= 0 {
        unstated = (time, 0)
      } else {
        end = time &+ packet.duration
      }
      longest = max(longest, packet.duration)
    }
    let packetSeconds = Double(longest) * base.value
    if let first = unstated,
      Double(first.length) * base.value > packetSeconds + max(0.0021, 2 * base.value)
    {
      throw ProofFailure(.soundGap(seconds: Double(first.time) * base.value))
    }
    // The last packet of most codecs is filled up with silence that players leave out.
    let found = Double(end ?? 0) * base.value - pictureStart
    guard abs(found - wanted) <= frameSeconds + packetSeconds else {
      throw ProofFailure(.soundDuration(expected: wanted, found: found))
    }
    if decodes { try count(wanted, within: max(frameSeconds, packetSeconds)) }
  }

  private var frameSeconds: Double {
    expected.rate.map { 1 / $0.framesPerSecond }
      ?? expected.duration / Double(max(1, expected.frameCount))
  }

  /// - Parameter tolerance: in seconds; one packet at least, since not every container can say where in
  ///   the last one the sound ends.
  private func count(_ wanted: Double, within tolerance: Double) throws {
    guard
      var reader = try decoding(at: nil, { try FrameReader.openAudio(path, cancellation, .strict) })
    else { throw ProofFailure(.noSound) }
    // What encoders put in front is decoded too where the container does not tell of it.
    var first: Double?
    var seconds = 0.0
    while let frame = try decoding(at: (first ?? 0) + seconds, { try reader.next() }) {
      if first == nil {
        first = Double(frame.presentation ?? 0) * reader.stream.timeBase.value - pictureStart
      }
      seconds += Double(frame.sampleCount) / Double(max(1, frame.sampleRate))
    }
    let end = (first ?? 0) + seconds
    guard abs(end - wanted) <= tolerance else {
      throw ProofFailure(.soundDuration(expected: wanted, found: end))
    }
  }

  /// - Parameter seconds: where reading has got to.
  private func decoding<Result: ~Copyable>(
    at seconds: Double?, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as LibavError where error.isDamage {
      throw ProofFailure(.undecodableSound(reason: error.reason, seconds: seconds))
    }
  }
}
