import Testing

@testable import FalSimulator

struct FaultScriptTests {
  @Test func `a fault hits its step once, after those it skips`() {
    var script = FaultScript([SimulatorFault(.status, .hangUp, skipping: 2)])
    #expect(script.effect(at: .submit) == nil)
    let effects = (0..<5).map { _ in script.effect(at: .status) }
    #expect(effects == [nil, nil, .hangUp, nil, nil])
  }

  @Test func `a burst hits so many times in a row`() {
    var script = FaultScript([.burst(of: 3, at: .status)])
    let effects = (0..<5).map { _ in script.effect(at: .status) != nil }
    #expect(effects == [true, true, true, false, false])
  }

  @Test func `of two faults that are due the first one hits and the second keeps its turn`() {
    var script = FaultScript([.submitLost, .submitAnswerLost])
    #expect(script.effect(at: .submit) == .hangUp)
    #expect(script.effect(at: .submit) == .hangUpAfterWork)
    #expect(script.effect(at: .submit) == nil)
  }

  @Test func `an endless fault never wears out, and one can be added later`() {
    var script = FaultScript([])
    #expect(script.effect(at: .submit) == nil)
    script.add([.exhaustedBalance])
    let misses = (0..<1000).count { _ in script.effect(at: .submit) == nil }
    #expect(misses == 0)
  }
}
