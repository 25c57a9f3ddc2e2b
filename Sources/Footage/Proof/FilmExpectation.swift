/// What a finished film must be: the work of whoever made it, written down beforehand.
struct FilmExpectation: Sendable, Hashable {
  /// A run of the film's frames that came about in one way.
  struct Stretch: Sendable, Hashable {
    enum Handling: Sendable, Hashable {
      /// The packets are the clip's own.
      case copied
      /// The frames were encoded anew, under this header ("extradata"); empty where none is known.
      case encoded(header: [UInt8])
    }

    /// The clip that the frames come from; for a transition the outgoing one.
    let path: String
    /// The clip's frames in the order they are shown.
    let frames: Range<Int>
    let handling: Handling
    /// Frames in the film.
    let count: Int

    init(_ path: String, _ frames: Range<Int>, _ handling: Handling, count: Int? = nil) {
      self.path = path
      self.frames = frames
      self.handling = handling
      self.count = count ?? frames.count
    }

    var isCopied: Bool { handling == .copied }
  }

  /// In playing order; none overlaps another, and in a film's packets they follow each other too.
  let stretches: [Stretch]
  /// Frames a second where the film has an even rate; nil where frames last as they do in the clips.
  let rate: FrameRate?
  /// Seconds of the pictures.
  let duration: Double
  /// Seconds of the sound; nil where the film has none.
  let soundDuration: Double?
  /// The clip whose packets of sound are the film's; nil where they are encoded.
  var soundSource: String?
  /// Frames that are shown for one tick in front of the next one, and otherwise take no time; ascending.
  var squeezed: [Int] = []

  var frameCount: Int { stretches.reduce(0) { $0 + $1.count } }

  /// The stretch that a frame of the film belongs to, and the frame's place in it.
  func stretch(of frame: Int) -> (stretch: Stretch, place: Int)? {
    var first = 0
    for stretch in stretches {
      if frame < first + stretch.count { return (stretch, frame - first) }
      first += stretch.count
    }
    return nil
  }

  /// A frame for people: "frame 145 (frame 1 of b.mp4)"; frames are counted from 1.
  func label(_ frame: Int) -> String {
    guard let (stretch, place) = stretch(of: frame) else { return "frame \(frame + 1)" }
    let own = stretch.frames.lowerBound + place
    let what = stretch.isCopied ? "frame \(own + 1) of \(stretch.path)" : "encoded anew"
    return "frame \(frame + 1) (\(what))"
  }
}
