import Testing

@testable import Footage

@Suite struct LossFinderTests {
  /// The place that is found in packets, each with its mark and the number of its clock.
  private func place(_ packets: [(isCorrupt: Bool, clock: Int)]) -> Int? {
    var finder = LossFinder()
    for packet in packets {
      if let place = finder.add(isCorrupt: packet.isCorrupt, jumpCount: packet.clock) {
        return place
      }
    }
    return finder.atEnd()
  }

  private let whole = [(isCorrupt: Bool, clock: Int)](repeating: (false, 0), count: 5)

  @Test func `a part that is lost is found, also in the last frame`() {
    #expect(place(whole) == nil)
    #expect(place(whole + [(true, 0)] + whole) == 5)
    #expect(place(whole + [(true, 0)]) == 5)
  }

  @Test func `marks beside a new clock are none`() {
    let next = whole.map { ($0.isCorrupt, 1) }
    #expect(place(whole + [(true, 0)] + next) == nil)
    #expect(place(whole + [(true, 0), (false, 0)] + next) == nil)
    #expect(place(whole + [(true, 1)] + next) == nil)
  }

  @Test func `behind it they count again`() {
    let next = whole.map { ($0.isCorrupt, 1) }
    #expect(place(whole + [(true, 0)] + next + [(true, 1)] + next) == 11)
  }
}
