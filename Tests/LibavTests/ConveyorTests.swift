import Foundation
import Libav
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConveyorTests {
  private struct Parcel: ~Copyable, Sendable {
    let number: Int
  }

  private func inThread(_ body: @escaping @Sendable () -> Void) { Thread(block: body).start() }

  @Test func `everything arrives in order, and no more than so many are under way`() {
    let conveyor = Conveyor<Parcel>(depth: 3)
    let sent = Atomic(0)
    inThread {
      for number in 0..<500 {
        conveyor.send(Parcel(number: number))
        sent.store(number + 1, ordering: .sequentiallyConsistent)
      }
      conveyor.end()
    }
    var received = 0
    while let parcel = conveyor.receive() {
      #expect(parcel.number == received)
      #expect(sent.load(ordering: .sequentiallyConsistent) <= received + 5)
      received += 1
    }
    #expect(received == 500 && conveyor.receive() == nil)
  }

  @Test func `a sender learns that nobody takes any more`() {
    let conveyor = Conveyor<Parcel>(depth: 2)
    let isOver = DispatchSemaphore(value: 0)
    inThread {
      var number = 0
      while conveyor.send(Parcel(number: number)) { number += 1 }
      isOver.signal()
    }
    _ = conveyor.receive()
    conveyor.abandon()
    #expect(isOver.wait(timeout: .now() + 30) == .success)
    #expect(conveyor.send(Parcel(number: 0)) == false)
  }

  @Test func `one stage's failure stops the others, and is what is told`() {
    struct Broken: Error {}
    let conveyor = Conveyor<Parcel>(depth: 2)
    let heard = Mutex<[String]>([])
    let crew = Crew(within: Cancellation())
      .with("makes") { cancellation in
        while true {
          try cancellation.check()
          conveyor.send(Parcel(number: 1))
        }
      } closing: {
        conveyor.end()
        heard.withLock { $0.append("made") }
      }
      .with("breaks") { _ in
        _ = conveyor.receive()
        throw Broken()
      } closing: {
        conveyor.abandon()
        heard.withLock { $0.append("broke") }
      }
    #expect(throws: Broken.self) { try crew.run() }
    #expect(Set(heard.withLock { $0 }) == ["made", "broke"])
  }

  @Test func `cancelling the whole cancels its parts, and not the other way round`() {
    let whole = Cancellation()
    let part = Cancellation(within: whole)
    let other = Cancellation(within: whole)
    part.raise()
    #expect(part.isRaised && !whole.isRaised && !other.isRaised)
    whole.raise()
    #expect(other.isRaised)
  }
}
