import Foundation
import Studio
import Testing

struct FilmLayoutTests {
  @Test func `everything of a film has its place`() throws {
    let layout = FilmLayout(folder: "out", shotNames: ["harbour", "night"])
    #expect(layout.film == "out/film.mp4")
    #expect(layout.sheet == "out/sheet.png")
    #expect(layout.record == "out/film.json")
    #expect(layout.shotsFolder == "out/shots")
    let preset = try PresetLibrary(userFolder: nil).preset(named: "web-h264")
    #expect(layout.deliverable(preset: preset) == "out/film.web-h264.mp4")
    let shot = layout.shots[1]
    #expect(shot.name == "shots/02-night")
    #expect(shot.path == "out/shots/02-night")
    #expect(shot.picture == "out/shots/02-night/picture.png")
    #expect(shot.clip == "out/shots/02-night/clip.mp4")
    #expect(shot.sidecar == "out/shots/02-night/clip.json")
    #expect(shot.thumbnail == "out/shots/02-night/thumbnail.png")
    let key = TakeKeyTests.identity.key
    #expect(shot.earlierClip(key) == "out/shots/02-night/earlier/\(key.short).mp4")
    #expect(shot.earlierSidecar(key) == "out/shots/02-night/earlier/\(key.short).json")
  }

  @Test(arguments: [
    (1, "shots/01-x"), (99, "shots/01-x"), (100, "shots/001-x"), (500, "shots/001-x"),
  ])
  func `the folders of a long film sort as they play`(count: Int, first: String) {
    let layout = FilmLayout(folder: "", shotNames: Array(repeating: "x", count: count))
    #expect(layout.shots[0].name == first)
    #expect(layout.shots.map(\.name).sorted() == layout.shots.map(\.name))
  }
}

struct FilmRecordTests {
  private func record() -> FilmRecord {
    FilmRecord(
      title: nil, aspect: "16:9", simulated: true,
      shots: [
        .init(
          name: "a", folder: "shots/01-a", chained: false, durationSeconds: 6,
          takeKey: TakeKeyTests.identity.key, requestID: "r", frames: 150, reused: true)
      ],
      film: .init(
        file: "film.mp4", sha256: "f", inputsDigest: InputsDigest(recipe: "concat 1", inputs: ["c"])
      ),
      toolVersion: "0.1.0")
  }

  @Test func `what is written is read`() throws {
    let bytes = try record().json()
    #expect(try FilmRecord.parse(bytes, file: "film.json") == record())
    let text = String(decoding: bytes, as: UTF8.self)
    for key in ["schema_version", "take_key", "inputs_digest", "duration_seconds", "request_id"] {
      #expect(text.contains("\"\(key)\""))
    }
  }

  @Test func `a file is up to date when neither it nor what it is made of has changed`() throws {
    let film = try #require(record().film)
    let inputs = InputsDigest(recipe: "concat 1", inputs: ["c"])
    #expect(film.isUpToDate(found: "f", inputs: inputs))
    #expect(!film.isUpToDate(found: nil, inputs: inputs))
    #expect(!film.isUpToDate(found: "g", inputs: inputs))
    #expect(!film.isUpToDate(found: "f", inputs: InputsDigest(recipe: "concat 2", inputs: ["c"])))
    #expect(
      !film.isUpToDate(found: "f", inputs: InputsDigest(recipe: "concat 1", inputs: ["c", "c"])))
    #expect(
      InputsDigest(recipe: "", inputs: ["a", "b"]) != InputsDigest(recipe: "", inputs: ["b", "a"]))
  }

  @Test func `a newer record is not misread`() {
    let error = #expect(throws: StudioError.self) {
      try FilmRecord.parse(Array("{\"schema_version\": 9}".utf8), file: "film.json")
    }
    #expect(error?.code == .record)
  }
}

struct FilmScheduleTests {
  typealias Action = FilmSchedule.Action

  private func schedule(
    _ chained: [Bool], width: Int, done: Set<Int> = []
  ) -> FilmSchedule {
    FilmSchedule(
      chained: chained, durations: chained.map { _ in 6 }, width: width, done: done)
  }

  @Test func `a chain goes one by one, the others beside it`() {
    var schedule = schedule([false, true, false, true, true], width: 10)
    #expect(schedule.chains == [0..<2, 2..<5])
    #expect(schedule.begin() == [.start(2), .start(0)])
    #expect(schedule.finished(0) == [.start(1)])
    #expect(schedule.finished(2) == [.start(3)])
    #expect(schedule.finished(1) == [])
    #expect(schedule.finished(3) == [.start(4)])
    #expect(!schedule.isOver)
    #expect(schedule.finished(4) == [])
    #expect(schedule.isOver)
    #expect(schedule.isComplete)
  }

  @Test func `the longest chain goes first when there is little room`() {
    var schedule = FilmSchedule(
      chained: [false, false, true, false], durations: [6, 6, 6, 10], width: 1)
    #expect(schedule.begin() == [.start(1)])
    #expect(schedule.finished(1) == [.start(3)])
    #expect(schedule.finished(3) == [.start(0)])
    #expect(schedule.finished(0) == [.start(2)])
  }

  @Test func `a failure stops those that go on from it, and nobody else`() {
    var schedule = schedule([false, true, true, false, true], width: 1)
    #expect(schedule.begin() == [.start(0)])
    #expect(schedule.failed(0) == [.skip(1, because: 0), .skip(2, because: 0), .start(3)])
    #expect(schedule.finished(3) == [.start(4)])
    #expect(schedule.failed(4) == [])
    #expect(schedule.isOver)
    #expect(!schedule.isComplete)
    #expect(schedule.phases == [.failed, .skipped, .skipped, .done, .failed])
  }

  @Test func `what is there already is not started`() {
    var schedule = schedule([false, true, false], width: 5, done: [0])
    #expect(schedule.begin() == [.start(1), .start(2)])
    var complete = self.schedule([false, true], width: 5, done: [0, 1])
    #expect(complete.begin() == [])
    #expect(complete.isOver && complete.isComplete)
  }

  @Test func `after a halt nothing starts`() {
    var schedule = schedule([false, true, false], width: 1)
    #expect(schedule.begin() == [.start(0)])
    schedule.halt()
    #expect(!schedule.isOver)
    #expect(schedule.finished(0) == [])
    #expect(schedule.isOver)
    #expect(!schedule.isComplete)
  }

  @Test func `an outcome told twice changes nothing`() {
    var schedule = schedule([false, true], width: 2)
    _ = schedule.begin()
    #expect(schedule.finished(0) == [.start(1)])
    #expect(schedule.finished(0) == [])
    #expect(schedule.failed(0) == [])
    #expect(schedule.phases == [.done, .running])
  }

  /// The same numbers on every computer, so that a failure can be looked at again.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  @Test(arguments: 0..<300)
  func `every shot is started once, in its turn, whatever happens`(seed: Int) {
    var dice = Dice(state: UInt64(seed))
    let count = Int.random(in: 1...30, using: &dice)
    let chained = (0..<count).map { $0 > 0 && Int.random(in: 0..<3, using: &dice) > 0 }
    let width = Int.random(in: 1...6, using: &dice)
    let failures = Int.random(in: 0...4, using: &dice)
    var schedule = FilmSchedule(
      chained: chained, durations: chained.map { _ in Bool.random(using: &dice) ? 6 : 10 },
      width: width)
    var (started, running): (Set<Int>, [Int]) = ([], [])
    var (done, failed, skipped): (Set<Int>, Set<Int>, Set<Int>) = ([], [], [])
    func take(_ actions: [Action]) {
      for action in actions {
        switch action {
        case .start(let index):
          #expect(started.insert(index).inserted)
          if chained[index] { #expect(done.contains(index - 1)) }
          running.append(index)
        case .skip(let index, let cause):
          #expect(skipped.insert(index).inserted)
          #expect(failed.contains(cause) && chained[(cause + 1)...index].allSatisfy { $0 })
        }
      }
      #expect(running.count <= width)
    }
    take(schedule.begin())
    while !schedule.isOver {
      guard !running.isEmpty else {
        Issue.record("nothing runs, and it is not over")
        return
      }
      let index = running.remove(at: Int.random(in: running.indices, using: &dice))
      if Int.random(in: 0..<10, using: &dice) < failures {
        failed.insert(index)
        take(schedule.failed(index))
      } else {
        done.insert(index)
        take(schedule.finished(index))
      }
    }
    #expect(running.isEmpty)
    #expect(started == done.union(failed))
    #expect(started.union(skipped) == Set(0..<count))
    #expect(started.isDisjoint(with: skipped))
    #expect(schedule.isComplete == failed.isEmpty)
  }
}
