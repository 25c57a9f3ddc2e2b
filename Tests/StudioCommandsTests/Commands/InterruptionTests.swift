import FalClient
import FalSimulator
import Foundation
import Hailuo
import Stills
import Studio
import StudioTestSupport
import Testing
import Transfers

@testable import StudioCommands

/// Ctrl-C, and runs that end too soon: nothing half-made, nothing asked for twice.
struct InterruptionTests {
  typealias ExitStatus = StudioCommands.ExitStatus

  private func arguments(_ stage: Stage) -> [String] {
    [
      "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
      stage.folder / "clip.mp4",
    ]
  }

  private func ledger(_ stage: Stage) throws -> Ledger {
    try Ledger(path: StudioHome(environment: stage.program.environment).ledgerPath)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a clip whose wait was interrupted is fetched by the same command`() async throws {
    let gate = Gate()
    try await Stage.run(render: gate.render) { stage in
      try stage.picture("picture.png")
      let notices = Transcript()
      let running = Task { [arguments = arguments(stage)] in
        await stage.program.run(arguments, notices: notices)
      }
      try await until { notices.text.contains("running") || notices.text.contains("queue") }
      running.cancel()
      let first = await running.value
      #expect(first.status == 130)
      #expect(first.answer.isEmpty)
      #expect(first.notice.contains("'hailuo-studio jobs resume 1'"), "\(first.notice)")
      #expect(try stage.folder.names == ["home", "picture.png"])
      let jobs = try await ledger(stage).jobs()
      #expect(jobs.count == 1 && jobs[0].state.isAwaited)
      #expect(jobs.first?.requestID == stage.simulator.record.submissions.first?.requestID)

      gate.open()
      let second = await stage.program.run(arguments(stage))
      #expect(second.status == 0, "\(second.notice)")
      #expect(second.answer.contains("fetched"))
      #expect(stage.submissionCount == 1)
      #expect(try stage.folder.names == ["clip.json", "clip.mp4", "home", "picture.png"])
      #expect(try await ledger(stage).jobs().map(\.state) == [.stored])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an interrupted film goes on where it stopped`() async throws {
    let gate = Gate()
    try await Stage.run(render: gate.render) { stage in
      try FilmRunTests.prepare(stage)
      let notices = Transcript()
      let running = Task {
        await stage.program.run(
          ["film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out"],
          notices: notices)
      }
      try await until { stage.submissionCount == 2 }
      running.cancel()
      let first = await running.value
      #expect(first.status == 130)
      #expect(first.notice.hasSuffix("the same command goes on where this ended.\n"))
      let files = try stage.files(in: "out").keys
      #expect(files.allSatisfy { $0.hasSuffix("picture.png") }, "\(files)")

      gate.open()
      let second = await FilmRunTests.film(stage)
      #expect(second.status == 0, "\(second.notice)")
      #expect(stage.submissionCount == 4)
    }
  }

  /// As real a request as there can be in a test: the ledger believes that it costs money.
  private func takeMaker(_ stage: Stage) throws -> TakeMaker {
    TakeMaker(
      client: FalClient(
        hosts: try FalHosts(allAt: stage.simulator.baseURL),
        credential: Credential(key: "id:secret"), transport: CurlTransport()),
      ledger: try ledger(stage), model: .hailuo02Fast,
      schedule: PollSchedule.standard.scaled(by: 0.05), toolVersion: "test")
  }

  private func order(_ stage: Stage) async throws -> TakeOrder {
    let picture = try await Preparer.prepare(try stage.picture("picture.png"))
    return TakeOrder(
      identity: TakeIdentity(
        endpoint: Model.hailuo02Fast.endpoint.id, prompt: "Waves", durationSeconds: 6,
        promptOptimizer: true, pictureSHA256: picture.digest, simulated: false),
      picture: picture, picturePath: nil, clipPath: stage.folder / "clip.mp4",
      sidecarPath: stage.folder / "clip.json", replacing: false)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a paid request whose answer was lost is never sent again`() async throws {
    try await Stage.run(SimulatorOptions(pace: .instant, faults: [.submitAnswerLost])) { stage in
      let maker = try takeMaker(stage)
      let order = try await order(stage)
      let lost = await #expect(throws: FalError.self) { try await maker.make(order) }
      #expect(lost.map(ExitStatus.init(for:)) == .outcomeUnknown)
      for _ in 0..<2 {
        let refused = await #expect(throws: StudioError.self) { try await maker.make(order) }
        #expect(refused?.code == .takeAmbiguous)
        #expect(refused.map(ExitStatus.init(for:)) == .outcomeUnknown)
      }
      #expect(stage.submissionCount == 1)
      #expect(try stage.folder.names == ["home", "picture.png"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a request that got lost on its way leaves no doubt where there is none`() async throws {
    let options = SimulatorOptions(pace: .instant, faults: [.tooManyRequests(at: .submit)])
    try await Stage.run(options) { stage in
      let take = try await takeMaker(stage).make(try await order(stage))
      #expect(take.origin == .made)
      #expect(stage.submissionCount == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `two who want the same clip at once pay for it once`() async throws {
    try await Stage.run { stage in
      let (one, two) = (try takeMaker(stage), try takeMaker(stage))
      let order = try await order(stage)
      async let first = Result { try await one.make(order) }
      async let second = Result { try await two.make(order) }
      let results = await [first, second]
      #expect(results.contains { (try? $0.get()) != nil })
      #expect(stage.submissionCount == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a download that breaks is taken up where it broke`() async throws {
    let options = SimulatorOptions(pace: .instant, faults: [.downloadCut(afterBytes: 1000)])
    try await Stage.run(options) { stage in
      try stage.picture("picture.png")
      let run = await stage.program.run(arguments(stage))
      #expect(run.status == 0, "\(run.notice)")
      #expect(stage.simulator.record.count("GET", under: "/files") == 2)
    }
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
