import Foundation
import Testing

@testable import Footage

struct QualitySearchTests {
  /// An encoder whose pictures lose so many decibels of similarity with every step.
  private func encoded(at quality: Double, decibelsAtBest best: Double, aStep: Double) -> Double {
    1 - pow(10, -(best - aStep * (quality - 1)) / 10)
  }

  private static let scale = QualitySearch.Scale(start: 15, worst: 20, decibelsAStep: 0.4)

  @Test(arguments: [(26.0, 0.4), (24.0, 0.35), (30.0, 0.5), (40.0, 0.4), (24.0, 0.6)])
  func `what is needed is found within three trials, and kept with one a run`(
    best: Double, aStep: Double
  ) {
    var search = QualitySearch(needed: 0.99, Self.scale)
    var trials: [Int] = []
    for _ in 0..<8 {
      var count = 0
      var isDone = false
      while !isDone {
        count += 1
        let found = encoded(at: search.quality, decibelsAtBest: best, aStep: aStep)
        isDone = search.accepts(found)
        if isDone { #expect(found >= 0.99) }
      }
      trials.append(count)
    }
    #expect(trials[0] <= 3 && trials[4...].allSatisfy { $0 == 1 }, "\(trials)")
  }

  @Test func `what cannot be reached ends with the best there is`() {
    var search = QualitySearch(needed: 0.99, Self.scale)
    var tried: [Double] = []
    var isDone = false
    while !isDone {
      tried.append(search.quality)
      isDone = search.accepts(0.985)
    }
    #expect(tried.count <= QualitySearch.mostTrials && tried.last == QualitySearch.best, "\(tried)")
    #expect(tried == tried.sorted(by: >))
  }

  @Test func `equal pictures make no search run away`() {
    var search = QualitySearch(needed: 0.99, Self.scale)
    for _ in 0..<10 {
      let isDone = search.accepts(1)
      #expect(isDone)
    }
    #expect(search.quality == Self.scale.worst)
    let isDone = search.accepts(0)
    #expect(!isDone && search.quality == QualitySearch.best)
  }
}
