import Libav

/// Reads a finished film back and holds it against what it was made of.
enum FilmProof {
  /// Checks a film that has not got its name yet.
  ///
  /// - Parameters:
  ///   - path: the finished file, under its temporary name.
  ///   - expected: what it must be.
  ///   - destination: the name it is to get, for sentences.
  /// - Throws: ``FootageError`` `.unproven` with the first thing that is wrong, `.damaged` naming a
  ///   clip of which something cannot be decoded; ``LibavError`` `.cancelled`.
  static func check(
    _ path: String, _ expected: FilmExpectation, _ mode: Verification, as destination: String,
    _ cancellation: Cancellation, progress: ProgressReport? = nil
  ) throws {
    guard mode != .off else { return }
    do {
      let packets = try PacketProof.check(path, expected, cancellation)
      let sound = SoundProof(
        path: path, expected: expected, pictureStart: packets.start, cancellation: cancellation)
      try sound.check(decodes: mode.decodes)
      guard mode.decodes else { return }
      let seconds = expected.duration
      let pictures = PictureProof(path: path, packets: packets, cancellation: cancellation) {
        share in
        progress?(Progress(phase: "checking", completed: share * seconds, total: seconds))
      }
      try pictures.check(everything: mode == .exhaustive)
    } catch let failure as ProofFailure {
      throw failure.finding.error(expected, as: destination)
    }
  }
}
