import FalSimulator
import Testing

@testable import FalClient

/// Every operation against every fault the simulator can produce, through libcurl.
@Suite(.timeLimit(.minutes(2)))
struct FaultMatrixTests {
  @Test(arguments: FaultCell.all)
  func `every fault has its defined outcome, and no job is made twice`(_ cell: FaultCell)
    async throws
  {
    try await FaultScene.run(cell) { scene in
      let outcome = try await scene.outcome(of: cell.operation)
      #expect(outcome == cell.outcome)
      if let calls = cell.calls { #expect(scene.calls(of: cell.operation) == calls) }
      let record = scene.simulator.record
      #expect(record.submissions.count <= 1)
      if let jobs = cell.jobs { #expect(record.submissions.count == jobs) }
      #expect(record.keyLeaks.isEmpty)
    }
  }

  @Test func `the matrix is as large as it claims, and no cell is there twice`() {
    #expect(FaultCell.all.count >= 150)
    #expect(Set(FaultCell.all.map(\.testDescription)).count == FaultCell.all.count)
    let operations = Set(FaultCell.all.map(\.operation))
    #expect(operations == Set(FaultCell.Operation.allCases))
  }
}
