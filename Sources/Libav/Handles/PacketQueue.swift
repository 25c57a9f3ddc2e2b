/// Packets waiting to be written, in the order they came.
package struct PacketQueue: ~Copyable {
  /// A packet on the heap, since arrays hold no noncopyable values.
  private final class Box {
    let packet: Packet
    init(_ packet: consuming Packet) { self.packet = packet }
  }

  private var boxes: [Box?] = []
  private var next = 0

  package init() {}

  package mutating func append(_ packet: consuming Packet) { boxes.append(Box(packet)) }

  package var count: Int { boxes.count - next }

  /// The oldest packet, which is dropped; nil when there is none.
  package mutating func popFirst() throws(LibavError) -> Packet? {
    guard next < boxes.count, let box = boxes[next] else { return nil }
    boxes[next] = nil
    next += 1
    return try box.packet.duplicate()
  }

  /// Lends every packet that waits, the oldest first.
  package func lendEach(
    _ body: (borrowing Packet) throws(LibavError) -> Void
  ) throws(LibavError) {
    for index in next..<boxes.count {
      if let box = boxes[index] { try body(box.packet) }
    }
  }

  /// Lends the oldest packet and drops it, if it passes a test; says whether it did.
  package mutating func takeFirst(
    where condition: (borrowing Packet) -> Bool,
    _ body: (borrowing Packet) throws(LibavError) -> Void
  ) throws(LibavError) -> Bool {
    guard next < boxes.count, let box = boxes[next], condition(box.packet) else { return false }
    try body(box.packet)
    boxes[next] = nil
    next += 1
    return true
  }
}
