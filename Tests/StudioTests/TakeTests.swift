import FalClient
import Foundation
import Studio
import Testing

struct TakeKeyTests {
  static let identity = TakeIdentity(
    endpoint: "fal-ai/minimax/hailuo-02-fast/image-to-video", prompt: "[Pan left] rain",
    durationSeconds: 6, promptOptimizer: true, pictureSHA256: String(repeating: "a", count: 64),
    simulated: false)

  @Test func `the key of a take never changes, for takes are found by it years later`() {
    #expect(
      Self.identity.key.description
        == "1776ccabe19f3e93c13ce4cee87370de62692140bddff85394e0af113655ac86")
    #expect(Self.identity.key.short == String(Self.identity.key.description.prefix(8)))
  }

  @Test func `any other field makes another key`() {
    let changes: [(inout TakeIdentity) -> Void] = [
      { $0.endpoint += "x" }, { $0.prompt += " " }, { $0.prompt = "[pan left] rain" },
      { $0.durationSeconds = 10 }, { $0.promptOptimizer = false },
      { $0.pictureSHA256 = String(repeating: "b", count: 64) }, { $0.simulated = true },
      { $0.take = 2 }, { $0.take = 12 }, { $0.prompt = "" },
      { $0.prompt = "rain\nduration_seconds 1\n6\n" },
      // The same letter to the eye, and to Swift; other bytes to the service.
      { $0.prompt = "caf\u{E9}" }, { $0.prompt = "cafe\u{301}" },
    ]
    let keys = changes.map { change in
      var identity = Self.identity
      change(&identity)
      return identity.key
    }
    #expect(Set(keys + [Self.identity.key]).count == changes.count + 1)
  }

  @Test func `the case of a digest's letters does not matter`() {
    var identity = Self.identity
    identity.pictureSHA256 = identity.pictureSHA256.uppercased()
    #expect(identity.key == Self.identity.key)
  }

  @Test(arguments: [
    "", "abc", String(repeating: "g", count: 64), String(repeating: "a", count: 65),
  ])
  func `what is no key is refused`(text: String) {
    #expect(TakeKey(text) == nil)
  }
}

struct TakeNumbersTests {
  private func shots(_ text: String) throws -> [Shot] {
    try Storyboard.parse(Array("shots: [\(text)]".utf8), file: "f").shots
  }

  @Test func `shots that ask for the same are different takes`() throws {
    let shots = try shots(
      """
      {picture: a, prompt: x}, {chain: previous, prompt: y}, {picture: a, prompt: x},
      {chain: previous, prompt: y}, {picture: b, prompt: x}, {picture: a, prompt: x, duration: 10},
      {chain: previous, prompt: y}, {picture: copy-of-a, prompt: x}
      """)
    let pictures = ["1", nil, "1", nil, "2", "1", nil, "1"]
    #expect(TakeNumbers.numbers(of: shots, pictures: pictures) == [1, 1, 2, 2, 1, 1, 1, 3])
  }
}

struct TakeSidecarTests {
  private func sidecar() -> TakeSidecar {
    let start = Date(timeIntervalSince1970: 1_795_400_000.123)
    return TakeSidecar(
      identity: TakeKeyTests.identity,
      picture: .init(
        path: "picture.png", sha256: TakeKeyTests.identity.pictureSHA256, width: 910, height: 512),
      model: "hailuo-02-fast", requestID: "req-1",
      price: TakePrice(microdollars: 102_000, billableUnits: 6),
      timings: .init(
        submittedAt: start, startedAt: start + 1.5, completedAt: start + 40,
        downloadedAt: start + 41.25, queueSeconds: 1.5, runSeconds: 38.5),
      clip: .init(file: "clip.mp4", bytes: 1_234_567, sha256: String(repeating: "c", count: 64)),
      probe: .object([
        "frames": .integer(150), "fps": .number(24.5), "audio": .null, "ok": .bool(true),
      ]
      ),
      toolVersion: "0.1.0")
  }

  @Test func `a sidecar reads as a person expects`() throws {
    let json = String(decoding: try sidecar().json(), as: UTF8.self)
    #expect(
      json == """
        {
          "clip" : {
            "bytes" : 1234567,
            "file" : "clip.mp4",
            "sha256" : "\(String(repeating: "c", count: 64))"
          },
          "duration_seconds" : 6,
          "endpoint" : "fal-ai/minimax/hailuo-02-fast/image-to-video",
          "model" : "hailuo-02-fast",
          "picture" : {
            "height" : 512,
            "path" : "picture.png",
            "sha256" : "\(String(repeating: "a", count: 64))",
            "width" : 910
          },
          "price" : {
            "billable_units" : 6,
            "estimated_usd" : "0.102",
            "microdollars" : 102000
          },
          "probe" : {
            "audio" : null,
            "fps" : 24.5,
            "frames" : 150,
            "ok" : true
          },
          "prompt" : "[Pan left] rain",
          "prompt_optimizer" : true,
          "request_id" : "req-1",
          "schema_version" : 1,
          "simulated" : false,
          "take" : 1,
          "take_key" : "\(TakeKeyTests.identity.key)",
          "timings" : {
            "completed_at" : "2026-11-23T02:14:00.123Z",
            "downloaded_at" : "2026-11-23T02:14:01.373Z",
            "queue_seconds" : 1.5,
            "run_seconds" : 38.5,
            "started_at" : "2026-11-23T02:13:21.623Z",
            "submitted_at" : "2026-11-23T02:13:20.123Z"
          },
          "tool_version" : "0.1.0"
        }

        """)
  }

  @Test func `what is written is read, and written the same again`() throws {
    let bytes = try sidecar().json()
    let read = try TakeSidecar.parse(bytes, file: "clip.json")
    #expect(read.takeKey == TakeKeyTests.identity.key)
    #expect(read.probe == sidecar().probe)
    #expect(read.price == sidecar().price)
    #expect(try read.json() == bytes)
  }

  @Test(arguments: 0..<1000)
  func `times do not move when they are read and written`(thousandth: Int) throws {
    var sidecar = sidecar()
    sidecar.timings.submittedAt = Date(
      timeIntervalSince1970: 1_795_400_000 + Double(thousandth) / 1000)
    let once = try TakeSidecar.parse(try sidecar.json(), file: "a")
    let twice = try TakeSidecar.parse(try once.json(), file: "a")
    #expect(once == twice)
    #expect(abs(once.timings.submittedAt.timeIntervalSince(sidecar.timings.submittedAt)) < 0.0006)
  }

  @Test(arguments: [
    ("", "c.json: is damaged: it is not JSON"),
    ("{\"schema_version\": 1", "c.json: is damaged: it is not JSON"),
    ("{}", "c.json: is damaged: 'schema_version' is missing"),
    ("{\"schema_version\": 1}", "c.json: is damaged: 'take_key' is missing"),
    ("{\"schema_version\": \"1\"}", "c.json: is damaged: 'schema_version' is of the wrong type"),
    (
      "{\"schema_version\": 2}",
      "c.json: is of version 2, made by a newer hailuo-studio; use that one"
    ),
    (
      "{\"schema_version\": 1, \"take_key\": \"xyz\"}",
      "c.json: is damaged: 'take_key': a take key has 64 hexadecimal digits"
    ),
  ])
  func `a damaged sidecar says how`(json: String, sentence: String) {
    let error = #expect(throws: StudioError.self) {
      try TakeSidecar.parse(Array(json.utf8), file: "c.json")
    }
    #expect(error?.description == sentence)
    #expect(error?.code == .record)
  }

  @Test(arguments: [
    (0, "0.00"), (1, "0.000001"), (102_000, "0.102"), (170_000, "0.17"), (1_000_000, "1.00"),
    (12_345_678, "12.345678"), (2_500_000, "2.50"), (-500_000, "-0.50"),
  ])
  func `dollars are exact`(microdollars: Int, dollars: String) {
    #expect(TakePrice(microdollars: microdollars).estimatedUSD == dollars)
  }
}
