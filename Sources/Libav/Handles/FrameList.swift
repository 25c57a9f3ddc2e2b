/// Frames kept for more than one look at them, in the order they came.
package struct FrameList: ~Copyable {
  /// A frame on the heap, since arrays hold no noncopyable values.
  private final class Box {
    let frame: Frame
    init(_ frame: consuming Frame) { self.frame = frame }
  }

  private var boxes: [Box] = []

  package init() {}

  package var count: Int { boxes.count }
  package var isEmpty: Bool { boxes.isEmpty }

  package mutating func append(_ frame: consuming Frame) { boxes.append(Box(frame)) }

  package mutating func removeAll() { boxes.removeAll() }

  /// Lends one frame.
  package func with<Result>(
    _ index: Int, _ body: (borrowing Frame) throws(LibavError) -> Result
  ) throws(LibavError) -> Result {
    try body(boxes[index].frame)
  }
}
