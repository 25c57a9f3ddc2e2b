import Dispatch
import FoundationEssentials
import Libav
import Synchronization

/// The part of a proof that decodes: every frame of a film, and of its clips what could differ.
///
/// A decoder is a function of the bytes it is given since it last forgot everything. Where a copied
/// run begins with such a moment, and bytes and headers are the clip's own, as ``PacketProof`` has
/// shown, the film's frames are the clip's frames; decoding both whole would compute one thing twice.
/// What that argument leaves open is a decoder that keeps something of the stream before. That would
/// show in the first frames, so those are decoded from the clip too, by a decoder that has seen
/// nothing else, and compared. A run without such a beginning is decoded whole from both.
///
/// Threads take pieces, each with a decoder of its own that accepts no damage. FFmpeg's frame threads
/// would report a part of the errors only.
struct PictureProof: Sendable {
  let path: String
  let packets: PacketProof.Outcome
  let cancellation: Cancellation
  let report: @Sendable (_ share: Double) -> Void

  /// What was seen, by frames of the film.
  private struct Seen {
    var waiting: ArraySlice<PictureTask>
    /// Decoded in passing.
    var film: [FrameDigest?]
    var afterJump: [Int: FrameDigest] = [:]
    var inClip: [Int: FrameDigest] = [:]
    var failure: (any Error)?
    var done = 0
  }

  /// Decodes, hashes and compares.
  ///
  /// - Parameter everything: whether all copied frames are decoded from their clips.
  /// - Throws: ``ProofFailure`` with the first thing that is wrong; ``LibavError``, ``FootageError``.
  func check(everything: Bool) throws {
    let tasks = PictureTask.all(packets, everything: everything)
    let total = tasks.reduce(0) { $0 + $1.frameCount }
    let seen = Mutex(
      Seen(waiting: tasks[...], film: Array(repeating: nil, count: packets.times.count)))
    let width = min(tasks.count, max(1, ProcessInfo.processInfo.activeProcessorCount))
    DispatchQueue.concurrentPerform(iterations: width) { _ in
      do {
        var worker = try PictureWorker.open(path, packets, cancellation)
        while let task = seen.withLock({ $0.failure == nil ? $0.waiting.popFirst() : nil }) {
          let found = try worker.perform(task)
          let done = seen.withLock { seen in
            for (frame, digest) in found.film { seen.film[frame] = digest }
            seen.afterJump.merge(found.afterJump) { first, _ in first }
            seen.inClip.merge(found.inClip) { first, _ in first }
            seen.done += task.frameCount
            return seen.done
          }
          report(Double(done) / Double(max(1, total)))
        }
      } catch {
        seen.withLock { $0.failure = $0.failure ?? error }
      }
    }
    try seen.withLock { seen in
      if let failure = seen.failure { throw failure }
      for (frame, digest) in seen.film.enumerated() {
        guard let digest else { throw ProofFailure(.missing(frame: frame)) }
        if let own = seen.inClip[frame], own != digest {
          throw ProofFailure(.otherPicture(frame: frame))
        }
        if let other = seen.afterJump[frame], other != digest {
          throw ProofFailure(.seek(frame: frame))
        }
      }
    }
  }
}
