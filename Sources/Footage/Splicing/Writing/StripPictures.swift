import Libav
import Raster

/// The decoded pictures of one clip, brought to a film's shape, one after another.
struct StripPictures: ~Copyable {
  /// Frames that are decoded rather than jumped over: fewer are decoded as quickly.
  private static let shortestJump = 12

  let clip: Int
  private let path: String
  private let source: ScannedClip
  private let cancellation: Cancellation
  private var reader: FrameReader
  private var canJump: Bool
  /// When the frame is shown, in ticks, that a jump went for.
  private var landing: Int64?
  private let fitting: FilterGraph?
  /// Whether fields are made whole frames.
  private let joinsFields: Bool
  private let sampleAspect: Rational
  private let colour: ColourTags
  private let change: StripColours?
  private var number = -1
  private var shown: Frame?

  /// - Parameters:
  ///   - isFitting: whether the clip's pictures have the film's shape already.
  ///   - fields: the order of its fields where they are to be made whole frames; nil otherwise.
  ///   - change: how their colours are changed; nil leaves them.
  init(
    _ clip: Int, _ source: ScannedClip, _ encoding: PartEncoding, displaySize: PixelSize,
    isFitting: Bool, _ fit: SpliceRequest.Fit, joining fields: FieldOrder?,
    _ change: StripColours?,
    _ cancellation: Cancellation
  ) throws(LibavError) {
    let reader = try FrameReader.openVideo(source.path, cancellation)
    let stream = reader.stream
    let isPlain = isFitting && fields == nil
    if isPlain {
      fitting = nil
    } else {
      let shape = ShapeFitting(
        stream, into: encoding.shape, displaySize: displaySize, fit, joining: fields,
        keepsFields: fields == nil && source.fieldOrder != nil)
      fitting = try FilterGraph.open(
        "[in0]\(shape.filters)[out]", inputs: [FilterInput(stream)])
    }
    joinsFields = fields != nil
    let aspect = encoding.shape.sampleAspect.split(separator: ":").compactMap { Int32($0) }
    sampleAspect = aspect.count == 2 ? Rational(aspect[0], aspect[1]) : Rational(1, 1)
    colour = encoding.colour
    self.change = change
    self.clip = clip
    path = source.path
    self.source = source
    self.cancellation = cancellation
    // Only an index finds a place for sure.
    canJump = ["mov", "matroska"].contains { source.clip.container.hasPrefix($0) }
    self.reader = reader
  }

  /// A picture of the clip by its place in showing; never one in front of the one given last.
  ///
  /// - Throws: ``FootageError`` `.damaged` when it cannot be decoded.
  mutating func picture(_ wanted: Int) throws -> Frame {
    try jump(toward: wanted)
    while number < wanted {
      guard let frame = try reader.next() else {
        try reader.requireWhole()
        throw FootageError(
          .damaged, path: path,
          "\(path): only \(number + 1) of its frames can be decoded; frame \(wanted + 1) cannot.")
      }
      if try !hasLanded(frame) { continue }
      number += 1
      try requireForm(of: frame)
      if number == wanted { shown = try fitted(frame) }
    }
    guard reader.damagedPackets == 0 else {
      try reader.requireWhole()
      throw FootageError(.damaged, path: path, "\(path): it is damaged.")
    }
    switch shown {
    case .some(let frame): return try frame.duplicate()
    case .none:
      throw FootageError(.failed, path: path, "\(path): its pictures were asked for out of order.")
    }
  }

  /// Refuses a clip whose pictures change their size or format.
  private func requireForm(of frame: borrowing Frame) throws(FootageError) {
    let stream = reader.stream
    guard frame.size != stream.size || frame.format != stream.pixelFormat else { return }
    throw FootageError.changing(
      path, frame.size == stream.size ? "pixel format" : "size", atFrame: number)
  }

  /// Goes to the key frame in front of a frame where that saves decoding.
  private mutating func jump(toward wanted: Int) throws(LibavError) {
    guard canJump, let start = source.index.lastStart(upTo: wanted),
      start - number > Self.shortestJump, source.timing.times.indices.contains(start)
    else { return }
    let ticks = source.timing.times[start]
    try reader.seek(to: ticks)
    (landing, number) = (ticks, start - 1)
  }

  /// Whether a decoded frame is the one that was jumped for, or comes behind it.
  private mutating func hasLanded(_ frame: borrowing Frame) throws(LibavError) -> Bool {
    guard let wanted = landing else { return true }
    let time = frame.presentation ?? .min
    if time < wanted { return false }
    landing = nil
    if time == wanted { return true }
    // The index misled: from the beginning, then, without leaving anything out.
    reader = try FrameReader.openVideo(path, cancellation)
    (canJump, number) = (false, -1)
    return false
  }

  private func fitted(_ frame: consuming Frame) throws(LibavError) -> Frame {
    let result = try through(frame)
    result.colour = colour
    if let change { try result.map(change.matrix(ofFrame: number)) }
    result.setSampleAspect(sampleAspect)
    result.forgetPictureType()
    return result
  }

  private func through(_ frame: consuming Frame) throws(LibavError) -> Frame {
    switch fitting {
    case .none: return frame
    case .some(let graph):
      frame.presentation = Int64(2 * number)
      try graph.push(frame)
      var made = try graph.take()
      if joinsFields {
        // What joins fields waits for the frame behind: the same one once more.
        let again = try frame.duplicate()
        again.presentation = Int64(2 * number + 1)
        try graph.push(again)
        var last = try graph.take()
        while last != nil {
          made = last.take()
          last = try graph.take()
        }
      }
      switch consume made {
      case .some(let made): return made
      case .none:
        throw LibavError(.failed, "fit a picture of \(path)", reason: "nothing came out")
      }
    }
  }
}
