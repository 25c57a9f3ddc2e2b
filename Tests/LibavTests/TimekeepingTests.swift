import Testing

@testable import Libav

@Suite struct ClockJumpsTests {
  private func picture(_ time: Int64, isKey: Bool = false) -> ClockJumps.Stamp {
    .init(kind: .picture, presentation: time, decoding: time, duration: 3600, isKey: isKey)
  }

  private func sound(_ time: Int64) -> ClockJumps.Stamp {
    .init(kind: .sound, presentation: time, decoding: time, duration: 1920)
  }

  @Test func `pictures of a new clock follow those of the old one`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: true)
    let times: [Int64] = (0..<25).map { 126_000 + 3600 * $0 }
    for time in times { #expect(jumps.offset(of: picture(time)) == 0) }
    for time in times { #expect(jumps.offset(of: picture(time)) == 90_000) }
    for time in times { #expect(jumps.offset(of: picture(time &+ 900_000_000)) == -899_820_000) }
    #expect(jumps.count == 2)
  }

  @Test func `a clock of one picture is one too`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: true)
    #expect(jumps.offset(of: picture(0, isKey: true)) == 0)
    #expect(jumps.offset(of: picture(0, isKey: true)) == 3600)
    #expect(jumps.offset(of: picture(0, isKey: true)) == 7200)
  }

  @Test func `sound moves by as much as the pictures beside it`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: true)
    for number: Int64 in 0..<25 { _ = jumps.offset(of: picture(3600 * number)) }
    for number: Int64 in 0..<48 { _ = jumps.offset(of: sound(1920 * number)) }
    // The sound is 2160 ticks longer than the pictures: it overlaps rather than drifts.
    #expect(jumps.offset(of: picture(0)) == 90_000)
    #expect(jumps.offset(of: sound(0)) == 90_000)
  }

  @Test func `sound that is first waits for what a scout finds`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: true)
    for number: Int64 in 0..<25 { _ = jumps.offset(of: picture(3600 * number)) }
    for number: Int64 in 0..<48 { _ = jumps.offset(of: sound(1920 * number)) }
    #expect(jumps.offset(of: sound(0)) == nil)
    var scout = jumps
    #expect(scout.offset(of: picture(0)) == 90_000)
    jumps.learn(from: scout)
    #expect(jumps.offset(of: sound(0)) == 90_000)
    #expect(jumps.offset(of: picture(0)) == 90_000)
    #expect(jumps.count == 1)
  }

  @Test func `a picture may stand while the sound goes on`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: true)
    _ = jumps.offset(of: picture(0))
    for number: Int64 in 0..<1000 { _ = jumps.offset(of: sound(1920 * number)) }
    #expect(jumps.offset(of: picture(20 * 90_000)) == 0)
    #expect(jumps.count == 0)
  }

  @Test func `holes of seconds stay`() {
    var jumps = ClockJumps(ticksPerSecond: 90_000, hasPicture: false)
    _ = jumps.offset(of: picture(0))
    #expect(jumps.offset(of: picture(5 * 90_000)) == 0)
  }
}

@Suite struct ShowingOrderTests {
  private func places(_ pictures: [(order: Int, isKey: Bool)]) -> [Int] {
    var order = ShowingOrder()
    var places: [Int] = []
    for picture in pictures {
      order.add(picture.order, isKey: picture.isKey)
      while let place = order.next(isLast: false) { places.append(place) }
    }
    while let place = order.next(isLast: true) { places.append(place) }
    return places
  }

  @Test func `counts by twos are places too, and start anew at keys`() {
    let group = [(0, true), (8, false), (4, false), (2, false), (6, false), (10, false)]
    #expect(places(group + group) == [0, 4, 2, 1, 3, 5, 6, 10, 8, 7, 9, 11])
  }

  @Test func `a key in the midst of a count does not break it`() {
    #expect(
      places([(0, true), (2, false), (1, false), (4, true), (3, false), (5, false)])
        == [0, 2, 1, 4, 3, 5])
  }

  @Test func `long counts are placed as they come`() {
    let pictures = (0..<200).map { ($0 % 4 == 1 ? $0 + 2 : $0 % 4 == 3 ? $0 - 2 : $0, $0 == 0) }
    #expect(places(pictures) == pictures.map(\.0))
  }
}
