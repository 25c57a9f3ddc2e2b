import Libav

/// The sounds of a piece being read side by side.
struct SoundReaders: ~Copyable {
  /// A reader on the heap, since arrays hold no noncopyable values.
  private final class Box {
    var reader: FrameReader
    var isDone = false
    init(_ reader: consuming FrameReader) { self.reader = reader }
  }

  private var boxes: [Box] = []
  private(set) var streams: [StreamFacts] = []

  mutating func open(_ path: String, _ cancellation: Cancellation) throws(LibavError) {
    guard let reader = try FrameReader.openAudio(path, cancellation) else {
      throw LibavError(.damaged, "read the sound of \(path)", reason: "there is none")
    }
    streams.append(reader.stream)
    boxes.append(Box(reader))
  }

  /// Gives each input of a graph one more frame; false when all have all that they need.
  func feed(_ graph: borrowing FilterGraph) throws(LibavError) -> Bool {
    var isFed = false
    for (input, box) in boxes.enumerated() where !box.isDone {
      if let frame = try box.reader.next(), try graph.push(frame, to: input) {
        isFed = true
      } else {
        box.isDone = true
        try graph.finish(input: input)
      }
    }
    return isFed
  }
}
