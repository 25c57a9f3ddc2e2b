import Foundation
import StudioTestSupport
import Synchronization
import Testing
import Transfers

import enum FalClient.CancelOutcome
import struct FalClient.Credential
import struct FalClient.EndpointID
import struct FalClient.FalClient
import struct FalClient.FalError
import struct FalClient.FalHosts
import enum FalClient.JobInput
import enum FalClient.JobNews
import struct FalClient.LocalFile
import struct FalClient.PollSchedule
import enum FalClient.QueueStatus
import struct FalClient.RetryPolicy
import struct FalClient.Ticket

@testable import FalSimulator

/// The client and the simulator, one against the other, through libcurl.
struct ClientTests {
  static let endpoint = "fal-ai/minimax/hailuo-02-fast/image-to-video"
  static let schedule = PollSchedule.standard.scaled(by: 0.02)

  /// Runs a scene with a client; whatever happens, the key must have stayed where it belongs.
  static func run(
    _ faults: SimulatorFaults = [], pace: SimulatorPace = .instant, key: String = "id:secret",
    requiredKey: String? = nil,
    render: @escaping @Sendable (SimulatedJob) async throws -> Void = SimulatorScene.draw,
    _ body: (SimulatorScene, FalClient) async throws -> Void
  ) async throws {
    let options = SimulatorOptions(pace: pace, requiredKey: requiredKey, faults: faults)
    try await SimulatorScene.run(options, render: render) { scene in
      var client = FalClient(
        hosts: try FalHosts(allAt: scene.simulator.baseURL), credential: Credential(key: key),
        transport: CurlTransport())
      client.retryPolicy = RetryPolicy(firstPause: .milliseconds(10))
      try await body(scene, client)
      #expect(scene.simulator.record.keyLeaks.isEmpty)
    }
  }

  /// Uploads a picture and submits a job for it.
  static func submit(_ client: FalClient) async throws -> Ticket {
    let url = try await client.upload(
      SimulatorScene.png(640, 360), contentType: "image/png", fileName: "still.png")
    let input =
      #"{"prompt":"A lighthouse. [Pan left]","image_url":"\#(url)","duration":"6"}"#
    return try await client.submit(EndpointID(endpoint), input: Array(input.utf8))
  }

  @Test(.timeLimit(.minutes(1)))
  func `a subscription tells of a job from its ticket to its result`() async throws {
    let folder = try TemporaryFolder()
    let picture = try folder.write(SimulatorScene.png(640, 360), as: "still.png")
    let input: JobInput = [
      "prompt": "A lighthouse", "image_url": .local(LocalFile(path: picture)), "duration": "6",
    ]
    let pace = SimulatorPace(queueDelay: .milliseconds(300), runDelay: .milliseconds(300))
    try await Self.run(pace: pace) { scene, client in
      var news: [JobNews] = []
      for try await one in client.subscribe(
        try EndpointID(Self.endpoint), input: input, schedule: Self.schedule)
      {
        news.append(one)
      }
      guard case .submitted(let ticket)? = news.first, case .result(let result)? = news.last,
        case .status(let last)? = news.dropLast().last
      else {
        Issue.record("\(news)")
        return
      }
      #expect(last.isCompleted && news.count > 3 && result.requestID == ticket.requestID)
      #expect(scene.simulator.record.submissions.map(\.requestID) == [ticket.requestID])
      #expect(scene.simulator.record.uploads.count == 1)
    }
    try await Self.run([.exhaustedBalance]) { scene, client in
      let error = await #expect(throws: FalError.self) {
        for try await _ in client.subscribe(try EndpointID(Self.endpoint), input: input) {}
      }
      #expect(error?.code == .balance)
    }
  }

  /// The address of the video a job made.
  static func video(_ client: FalClient, _ ticket: Ticket) async throws -> String {
    let result = try await client.awaitResult(of: ticket, schedule: schedule)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.body)) as? [String: Any])
    return try #require((json["video"] as? [String: Any])?["url"] as? String)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a picture goes up and a clip comes down`() async throws {
    let pace = SimulatorPace(queueDelay: .seconds(1), runDelay: .seconds(1), strangersAhead: 2)
    try await Self.run(pace: pace) { scene, client in
      let ticket = try await Self.submit(client)
      var seen: [QueueStatus] = []
      for try await status in client.updates(of: ticket, schedule: Self.schedule) {
        seen.append(status)
      }
      #expect(
        seen.contains { if case .inQueue(let position) = $0 { position != nil } else { false } })
      #expect(seen.contains { if case .inProgress(let logs) = $0 { !logs.isEmpty } else { false } })
      #expect(seen.last?.isCompleted == true)
      #expect(seen.dropLast().allSatisfy { !$0.isCompleted })

      let result = try await client.result(of: ticket)
      #expect(result.billableUnits == 6)
      let folder = try TemporaryFolder()
      let told = Mutex<[Int64]>([])
      let receipt = try await client.download(
        try await Self.video(client, ticket), to: folder / "clip.mp4"
      ) { progress in told.withLock { $0.append(progress.completedByteCount) } }
      #expect(try folder.bytes(of: "clip.mp4") == SimulatorScene.clip)
      #expect(receipt.byteCount == 100_000 && receipt.attemptCount == 1)
      #expect(told.withLock { $0.last } == 100_000)
      let record = scene.simulator.record
      #expect(record.submissions.map(\.requestID) == [ticket.requestID])
      #expect(record.submissions.first?.duration == "6")
      #expect(record.uploads.map(\.byteCount) == [SimulatorScene.png(640, 360).count])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a lost answer is ambiguous and is not sent again`() async throws {
    try await Self.run([.submitAnswerLost]) { scene, client in
      let error = await #expect(throws: FalError.self) { try await Self.submit(client) }
      #expect(error?.code == .ambiguous)
      #expect(scene.simulator.record.submissions.count == 1)
      #expect(scene.simulator.record.count("POST", under: "/fal-ai") == 1)
    }
  }

  /// The connection closes unread either way, so that the client cannot know the difference.
  @Test(.timeLimit(.minutes(1)))
  func `a request that may have been lost is ambiguous as well`() async throws {
    try await Self.run([.submitLost]) { scene, client in
      let error = await #expect(throws: FalError.self) { try await Self.submit(client) }
      #expect(error?.code == .ambiguous)
      #expect(scene.simulator.record.count("POST", under: "/fal-ai") == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a failure without an id after the job was made is not sent again`() async throws {
    try await Self.run([.submitMisreported]) { scene, client in
      await #expect(throws: FalError.self) { try await Self.submit(client) }
      #expect(scene.simulator.record.submissions.count == 1)
      #expect(scene.simulator.record.count("POST", under: "/fal-ai") == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a download that is cut goes on where it broke`() async throws {
    try await Self.run([.downloadCut(afterBytes: 40_000)]) { scene, client in
      let url = try await Self.video(client, try await Self.submit(client))
      let folder = try TemporaryFolder()
      let receipt = try await client.download(url, to: folder / "clip.mp4")
      #expect(try folder.bytes(of: "clip.mp4") == SimulatorScene.clip)
      #expect(receipt.attemptCount == 2)
      #expect(scene.lines.all.contains { $0.hasPrefix("GET /files") && $0.hasSuffix(" 206") })
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [SimulatorFault.Step.status, .initiate, .upload, .download])
  func `a burst of failures is waited out where asking again costs nothing`(
    step: SimulatorFault.Step
  ) async throws {
    try await Self.run([.burst(of: 3, at: step)]) { scene, client in
      let url = try await Self.video(client, try await Self.submit(client))
      let folder = try TemporaryFolder()
      _ = try await client.download(url, to: folder / "clip.mp4")
      #expect(try folder.bytes(of: "clip.mp4") == SimulatorScene.clip)
      #expect(scene.simulator.record.submissions.count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `too many requests are sent again after the pause that was asked for`() async throws {
    try await Self.run([.tooManyRequests(at: .submit, retryAfterSeconds: 1)]) { scene, client in
      let start = ContinuousClock.now
      _ = try await Self.submit(client)
      #expect(start.duration(to: .now) >= .seconds(1))
      #expect(scene.simulator.record.submissions.count == 1)
      #expect(scene.simulator.record.count("POST", under: "/fal-ai") == 2)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `an account without money is not asked again`() async throws {
    try await Self.run([.exhaustedBalance]) { scene, client in
      let error = await #expect(throws: FalError.self) { try await Self.submit(client) }
      #expect(error?.code == .balance)
      #expect(scene.simulator.record.submissions.isEmpty)
      #expect(scene.simulator.record.count("POST", under: "/fal-ai") == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a prompt that a filter dislikes fails the job, with the field`() async throws {
    try await Self.run([.contentPolicyViolation]) { _, client in
      let ticket = try await Self.submit(client)
      let error = await #expect(throws: FalError.self) { try await Self.video(client, ticket) }
      #expect(error?.code == .jobFailed)
      #expect(error?.fieldErrors.first?.type == "content_policy_violation")
      #expect(error?.isWorthAnotherJob == false)
      #expect(error?.requestID == ticket.requestID)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a wrong key is refused at the first call and is not shown`() async throws {
    try await Self.run(key: "wrong:hush", requiredKey: "id:secret") { scene, client in
      let error = await #expect(throws: FalError.self) { try await Self.submit(client) }
      #expect(error?.code == .keyRefused)
      #expect(error?.description.contains("hush") == false)
      #expect(scene.simulator.record.requestCounts.values.reduce(0, +) == 1)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a waiting job can be cancelled, a finished one cannot, an unknown one is unknown`()
    async throws
  {
    try await Self.run(pace: SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)) {
      scene, client in
      let ticket = try await Self.submit(client)
      #expect(try await client.cancel(ticket) == .requested)
      let error = await #expect(throws: FalError.self) { try await Self.video(client, ticket) }
      #expect(error?.code == .cancelled)
      #expect(try await client.cancel(ticket) == .alreadyCompleted)
      let stranger = try Ticket(
        requestID: "019a0000-0000-7000-8000-000000000000", endpoint: EndpointID(Self.endpoint),
        hosts: client.hosts)
      #expect(try await client.cancel(stranger) == .unknownJob)
      let unknown = await #expect(throws: FalError.self) { try await client.status(of: stranger) }
      #expect(unknown?.code == .notFound)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `whoever stops watching leaves the job alone`() async throws {
    let (gate, opener) = AsyncStream<Void>.makeStream()
    @Sendable func draw(_ job: SimulatedJob) async throws {
      for await _ in gate {}
      try await SimulatorScene.draw(job)
    }
    try await Self.run(render: draw) { scene, client in
      let ticket = try await Self.submit(client)
      let watching = Task { try await Self.video(client, ticket) }
      while scene.simulator.record.count("GET", under: "/fal-ai") == 0 {
        try await Task.sleep(for: .milliseconds(5))
      }
      watching.cancel()
      await #expect(throws: CancellationError.self) { try await watching.value }
      opener.finish()
      #expect(try await Self.video(client, ticket).hasPrefix(scene.simulator.baseURL))
      #expect(scene.simulator.record.count("PUT", under: "/fal-ai") == 0)
    }
  }
}
