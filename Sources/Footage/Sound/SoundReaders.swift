import Libav

/// The sounds of a piece being read side by side; what goes wrong names the clip it goes wrong with.
struct SoundReaders: ~Copyable {
  /// A reader on the heap, since arrays hold no noncopyable values.
  private final class Box {
    var reader: FrameReader
    let path: String
    /// Where the piece starts, in seconds of the clip's clock; what is damaged before is not heard.
    let start: Double
    var isDone = false

    init(_ reader: consuming FrameReader, _ path: String, start: Double) {
      self.reader = reader
      self.path = path
      self.start = start
    }

    /// The next frame; nil after the last.
    ///
    /// - Throws: ``FootageError`` `.damaged` for a sound with a hole that would be filled with silence.
    func next() throws -> Frame? {
      let known = reader.damagedPackets
      let frame = try reader.next()
      if frame == nil, reader.endsAnywhere, reader.damagedPackets == known + 1 { return nil }
      // What is given next comes from behind the damage.
      let ticks = known == 0 ? reader.damageTime : reader.newestPacketTime
      let time = ticks.map { Timestamp($0, reader.stream.timeBase).seconds }
      if reader.damagedPackets > known, time.map({ $0 >= start }) ?? true {
        throw FootageError.damagedSound(path, at: time)
      }
      return frame
    }
  }

  private var boxes: [Box] = []
  private(set) var streams: [StreamFacts] = []

  /// - Throws: ``FootageError`` naming the clip.
  mutating func open(_ source: SoundPiece.Source, _ cancellation: Cancellation) throws {
    let path = source.path
    try about(path) {
      guard let reader = try FrameReader.openAudio(path, cancellation) else {
        throw LibavError(.damaged, "read the sound of \(path)", reason: "there is none")
      }
      let time = reader.damageTime.map { Timestamp($0, reader.stream.timeBase).seconds }
      if reader.damagedPackets > 0, time.map({ $0 >= source.start }) ?? true {
        throw FootageError.damagedSound(path, at: time)
      }
      streams.append(reader.stream)
      boxes.append(Box(reader, path, start: source.start))
    }
  }

  /// Gives each input of a graph one more frame; false when all have all that they need.
  ///
  /// - Throws: ``FootageError`` naming the clip, also `.damaged` for one with a hole in its sound.
  func feed(_ graph: borrowing FilterGraph) throws -> Bool {
    var isFed = false
    for (input, box) in boxes.enumerated() where !box.isDone {
      let isWanted = try about(box.path) {
        guard let frame = try box.next() else { return false }
        return try graph.push(frame, to: input)
      }
      if isWanted {
        isFed = true
      } else {
        box.isDone = true
        try graph.finish(input: input)
      }
    }
    return isFed
  }
}

extension FootageError {
  /// The refusal of a clip whose sound has a hole.
  ///
  /// - Parameter seconds: on the clip's own clock; nil where it does not say.
  static func damagedSound(_ path: String, at seconds: Double?) -> FootageError {
    let place = seconds.map { " at \($0.rounded(toPlaces: 3)) s" } ?? ""
    return FootageError(
      .damaged, path: path,
      "\(path): its sound is damaged\(place) and cannot be decoded there; leave the clip out, or cut "
        + "it before that.")
  }
}
