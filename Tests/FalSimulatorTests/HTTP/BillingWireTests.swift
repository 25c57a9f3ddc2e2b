import FalClient
import Hailuo
import Synchronization
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct BillingWireTests {
  typealias Scene = SimulatorScene

  static func bill(_ scene: Scene) async throws -> JSONValue {
    let reply = try await scene.http.send("GET", "/_simulator/billing", sendsKey: false)
    try #require(reply.status == 200)
    return try #require(reply.json)
  }

  @Test func `nothing costs nothing`() async throws {
    try await Scene.run { scene async throws in
      let bill = try await Self.bill(scene)
      #expect(bill["submissions"] == 0)
      #expect(bill["billed_takes"] == 0)
      #expect(bill["dollars"] == "0.00")
      #expect(bill["jobs"] == [])
    }
  }

  @Test func `clips are billed, failures are not, and takes of one intent are seen`() async throws {
    try await Scene.run { scene async throws in
      // The same picture at two addresses is the same intent.
      let picture = Scene.png(640, 360)
      for _ in 0..<2 {
        let url = try await scene.uploaded(picture)
        _ = try await scene.result(
          try await scene.submitted(
            ["prompt": "A", "image_url": .string(url), "duration": "10"]))
      }
      _ = try await scene.result(try await scene.submitted(["prompt": "A"]))
      let bill = try await Self.bill(scene)
      #expect(bill["submissions"] == 3)
      #expect(bill["billed_takes"] == 2)
      #expect(bill["microdollars"] == 340_000)
      #expect(bill["dollars"] == "0.34")
      guard case .array(let intents)? = bill["intents"] else {
        Issue.record("no intents: \(bill)")
        return
      }
      #expect(Set(intents.map { $0["submissions"] }) == [2, 1])
      #expect(Set(intents.map { $0["billed_takes"] }) == [2, 0])
      #expect(scene.simulator.billing.jobs.map(\.state) == ["billed", "billed", "failed"])
    }
  }

  @Test func `a job that could not be cancelled is billed, a cancelled one is not`() async throws {
    let slow = SimulatorPace(queueDelay: .zero, runDelay: .milliseconds(300))
    for (faults, state) in [([], "cancelled"), ([SimulatorFault.cancelIgnored], "billed")] {
      try await Scene.run(SimulatorOptions(pace: slow, faults: SimulatorFaults(faults))) {
        scene async throws in
        let id = try await scene.submitted()
        try await scene.waits(for: "IN_PROGRESS", id)
        let cancel = try await scene.http.send("PUT", "\(Scene.app)/requests/\(id)/cancel")
        #expect(cancel.status == 202)
        try await scene.waits(for: "COMPLETED", id)
        #expect(scene.simulator.billing.jobs.map(\.state) == [state])
      }
    }
  }

  @Test func `prices are told for the endpoints that are known`() async throws {
    try await Scene.run { scene async throws in
      let id = "fal-ai/minimax/hailuo-02-fast/image-to-video"
      let reply = try await scene.http.send("GET", "/v1/models/pricing?endpoint_id=\(id)")
      guard case .array(let prices)? = reply.json?["prices"] else {
        Issue.record("no prices: \(reply.text)")
        return
      }
      #expect(prices.map { $0["unit_price"] } == [.number(0.017)])
      #expect(prices.map { $0["unit"] } == ["second"])
      #expect(try await scene.http.send("GET", "/v1/models/pricing?endpoint_id=x/y").status == 404)
    }
  }

  @Test func `a second costs what it costs at the size that was asked for`() async throws {
    let seen = Mutex<[SimulatedJob]>([])
    try await Scene.run(
      render: { job in
        seen.withLock { $0.append(job) }
        try await Scene.draw(job)
      }
    ) { scene async throws in
      let endpoint = "/fal-ai/minimax/hailuo-02/standard/image-to-video"
      let first = JSONValue.string(Scene.dataURI(Scene.png(640, 360)))
      let last = JSONValue.string(Scene.dataURI(Scene.png(480, 480)))
      for (changes, microdollars) in [
        ([:], 270_000), (["resolution": "512P"], 102_000), (["end_image_url": last], 270_000),
      ] as [([String: JSONValue], Int)] {
        let members: [String: JSONValue] = ["prompt": "A", "image_url": first]
        let input = JSONValue.object(members.merging(changes) { $1 })
        let reply = try await scene.http.send(
          "POST", endpoint, ["Content-Type": "application/json"], body: input.bytes)
        _ = try await scene.result(try #require(reply.json?["request_id"]?.text))
        #expect(scene.simulator.billing.jobs.last?.cost.microdollars == microdollars)
      }
      #expect(Set(scene.simulator.billing.jobs.map(\.intent)).count == 3)
    }
    let jobs = seen.withLock { $0 }
    #expect(jobs.map(\.shortSide) == [768, 512, 768])
    #expect(jobs.map(\.endPictureBytes) == [nil, nil, Scene.png(480, 480)])
  }
}
