import Libav
import Synchronization

/// One file that a round of decoding makes.
struct FilePass: Sendable {
  /// The picture; nil for sound alone.
  struct Picture: Sendable {
    let plan: PicturePlan
    let encoding: PictureEncoding
  }

  /// How the sound comes into it.
  enum Sound: Sendable {
    case encoded(SoundWish, AudioEncoding)
    /// As it is in a file, a moment of which becomes zero.
    case copied(StreamFacts, path: String, start: Double)
  }

  /// Which result it is for, by its place in the call.
  let delivery: Int
  let phase: String
  let path: String
  /// FFmpeg's muxer.
  let muxer: String
  let muxerOptions: [(name: String, value: String)]
  let picture: Picture?
  let pictureTag: String?
  let sound: Sound?
  let captions: CaptionTrack?
  let tags: [String: String]
  var chapters: [Chapter] = []
  /// Of the picture's stream, and of the sound's.
  var pictureTags: [String: String] = [:]
  var soundTags: [String: String] = [:]
  /// Where players may change from one size to another; nil for a file in one piece.
  let grid: SegmentGrid?
  let duration: Double
  /// Threads of the picture's encoder; zero leaves it to the encoder.
  var encoderThreads = 0
  let outcome = PassOutcome()
}

/// What came of making one file.
final class PassOutcome: Sendable {
  struct Facts {
    var frameCount = 0
    /// When the last picture ends, in seconds; nil without pictures.
    var end: Double?
    /// Bytes of the first picture of each segment.
    var firstPictures: [Int] = []
  }

  private let state = Mutex(Facts())
  private let damage = Mutex((pictures: 0, soundPackets: 0))

  var facts: Facts { state.withLock { $0 } }
  func set(_ facts: Facts) { state.withLock { $0 = facts } }

  /// A picture of the source came, parts of which the decoder had to guess.
  func sawDamage() { damage.withLock { $0.pictures += 1 } }

  /// The source's sound is read to its end; some packets of it were refused.
  func sawDamage(soundPackets count: Int) { damage.withLock { $0.soundPackets += count } }

  /// What people are to know of the source's damage, a sentence each; empty when it has none.
  var damageNotes: [String] {
    let (pictures, packets) = damage.withLock { $0 }
    var notes: [String] = []
    if pictures > 0 {
      notes.append(
        "The source is damaged: parts of \(pictures == 1 ? "a picture" : "\(pictures) pictures") were "
          + "made up from others.")
    }
    if packets > 0 {
      notes.append(
        "The source is damaged: \(packets == 1 ? "a packet" : "\(packets) packets") of its sound "
          + "could not be decoded.")
    }
    return notes
  }
}

/// Moments at which all sizes of a stream begin independent groups of pictures.
struct SegmentGrid: Sendable, Hashable {
  /// Seconds of each segment but the last.
  let seconds: Double

  /// The segment that a frame belongs to, if it is the first of one.
  ///
  /// A frame is the first when it is shown at, or as the first after, the segment's start.
  func segment(startingWith tick: Int64, secondsATick: Double) -> Int? {
    func number(_ tick: Int64) -> Int { Int((Double(tick) * secondsATick / seconds + 1e-6)) }
    if tick == 0 { return 0 }
    let own = number(tick)
    return own > number(tick - 1) ? own : nil
  }
}
