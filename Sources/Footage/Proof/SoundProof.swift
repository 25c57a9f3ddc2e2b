import Libav

/// The part of a proof that is about a film's sound: there or not, unbroken, and as long as it should.
struct SoundProof {
  let path: String
  let expected: FilmExpectation
  let cancellation: Cancellation

  /// - Parameter decodes: whether samples are counted; otherwise packets' own lengths are believed.
  /// - Throws: ``ProofFailure`` with the first thing that is wrong; ``LibavError``.
  func check(decodes: Bool) throws {
    let demuxer = try Demuxer.open(path, cancellation)
    let stream = demuxer.streams.first { $0.kind == .audio }
    guard let wanted = expected.soundDuration else {
      if stream != nil { throw ProofFailure(.needlessSound) }
      return
    }
    guard let stream else { throw ProofFailure(.noSound) }
    demuxer.keepOnly([stream.index])
    let base = stream.timeBase
    var end: Int64?
    var longest: Int64 = 0
    while let packet = try demuxer.next() {
      guard let time = packet.presentation else { continue }
      if let end {
        // Containers with coarse ticks round each packet's time by itself.
        let gap = abs(Double(time &- end) * base.value)
        guard gap <= max(0.0021, 2 * base.value) else {
          throw ProofFailure(.soundGap(seconds: Double(end) * base.value))
        }
      }
      end = time &+ packet.duration
      longest = max(longest, packet.duration)
    }
    // The last packet of most codecs is filled up with silence that players leave out.
    let found = Double(end ?? 0) * base.value
    guard abs(found - wanted) <= frameSeconds + Double(longest) * base.value else {
      throw ProofFailure(.soundDuration(expected: wanted, found: found))
    }
    if decodes { try count(wanted) }
  }

  private var frameSeconds: Double {
    expected.rate.map { 1 / $0.framesPerSecond }
      ?? expected.duration / Double(max(1, expected.frameCount))
  }

  private func count(_ wanted: Double) throws {
    guard var reader = try FrameReader.openAudio(path, cancellation, .strict) else {
      throw ProofFailure(.noSound)
    }
    var seconds = 0.0
    do {
      while let frame = try reader.next() {
        seconds += Double(frame.sampleCount) / Double(max(1, frame.sampleRate))
      }
    } catch {
      guard error.isDamage else { throw error }
      throw ProofFailure(.undecodableSound(reason: error.reason))
    }
    guard abs(seconds - wanted) <= frameSeconds else {
      throw ProofFailure(.soundDuration(expected: wanted, found: seconds))
    }
  }
}
