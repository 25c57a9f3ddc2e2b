import Testing

@testable import Footage

/// Rules over made-up measures; what they find in real pictures scripts/check-looking tells.
struct JudgeTests {
  private func measures(
    _ count: Int = 48, _ adjust: (Int, inout FrameMeasure) -> Void = { _, _ in }
  ) -> [FrameMeasure] {
    (0..<count).map { number in
      var measure = FrameMeasure(
        seconds: Double(number) / 24, mean: 110, deviation: 50, crushed: 0.02, blown: 0.01,
        change: number == 0 ? 0 : 3, changeOverTwo: number < 2 ? 0 : 5, histogramDistance: 0.02,
        sharpness: number % 6 == 0 ? 0.5 : nil)
      adjust(number, &measure)
      return measure
    }
  }

  private func kinds(_ measures: [FrameMeasure]) -> [Verdict.Kind] {
    Judge(measures: measures, frameSeconds: 1.0 / 24).verdicts.map(\.kind)
  }

  @Test func `an ordinary clip is good`() {
    #expect(kinds(measures()) == [])
    #expect(kinds(measures(1)) == [])
    #expect(kinds([]) == [])
  }

  static let defects: [(Verdict.Kind, @Sendable (Int, inout FrameMeasure) -> Void)] = [
    (
      .black,
      { number, measure in
        if (10..<25).contains(number) { (measure.mean, measure.deviation) = (3, 1) }
      }
    ),
    (.frozen, { number, measure in if (10..<25).contains(number) { measure.change = 0.01 } }),
    (.nearStatic, { _, measure in measure.change = 0.1 }),
    (
      .flicker,
      { number, measure in
        measure.mean += number % 2 == 0 ? 6 : -6
        (measure.change, measure.changeOverTwo) = (12, 2)
      }
    ),
    (
      .flicker,
      { number, measure in
        if number == 20 { measure.mean = 16 }
        if number == 20 || number == 21 { measure.change = 95 }
        if number == 21 { measure.changeOverTwo = 4 }
      }
    ),
    (
      .cut,
      { number, measure in
        if number == 20 { (measure.change, measure.histogramDistance) = (60, 0.5) }
        if number == 20 || number == 21 { measure.changeOverTwo = 60 }
      }
    ),
    (.blown, { _, measure in measure.blown = 0.5 }),
    (.crushed, { _, measure in measure.crushed = 0.6 }),
    (.blurred, { _, measure in measure.sharpness = measure.sharpness.map { _ in 0.05 } }),
  ]

  @Test(arguments: defects.indices) func `a defect is found, and nothing else`(number: Int) throws {
    let (kind, adjust) = Self.defects[number]
    let found = Judge(measures: measures(48, adjust), frameSeconds: 1.0 / 24).verdicts
    #expect(found.map(\.kind) == [kind])
    let verdict = try #require(found.first)
    #expect(verdict.value != verdict.threshold && !verdict.message.isEmpty)
  }

  @Test func `a flash is no cut, and a short pause not frozen`() {
    let flash = measures { number, measure in
      if number == 20 || number == 21 { (measure.change, measure.histogramDistance) = (60, 0.5) }
      if number == 21 { measure.changeOverTwo = 3 }
    }
    #expect(kinds(flash) == [])
    #expect(kinds(measures { if (10..<15).contains($0) { $1.change = 0 } }) == [])
  }

  @Test func `the time of a black part is told`() throws {
    let dark = measures { number, measure in
      if (24..<36).contains(number) { (measure.mean, measure.deviation) = (2, 1) }
    }
    let verdict = try #require(Judge(measures: dark, frameSeconds: 1.0 / 24).black)
    #expect(verdict.start == 1 && verdict.end == 1.5 && verdict.value == 0.5)
  }
}
