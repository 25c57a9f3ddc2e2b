import FalClient
import Synchronization
import Testing

@testable import FalSimulator

@Suite(.timeLimit(.minutes(1)))
struct QueueWireTests {
  typealias Scene = SimulatorScene

  @Test func `a picture goes up, a job runs, and its clip comes down`() async throws {
    let jobs = Mutex<[SimulatedJob]>([])
    try await Scene.run(render: { job in
      jobs.withLock { $0.append(job) }
      try await Scene.draw(job)
    }) { scene async throws in
      let picture = Scene.png(910, 512)
      let url = try await scene.uploaded(picture)
      let submitted = try await scene.submit([
        "prompt": "[Push in] dawn", "image_url": .string(url), "duration": "10",
        "prompt_optimizer": false,
      ])
      #expect(submitted.status == 200)
      let id = try #require(submitted.json?["request_id"]?.text)
      let base = scene.simulator.baseURL + "/fal-ai/minimax/requests/\(id)"
      #expect(submitted.json?["gateway_request_id"]?.text == id)
      #expect(submitted.json?["status"] == "IN_QUEUE")
      #expect(submitted.json?["response_url"]?.text == base)
      #expect(submitted.json?["status_url"]?.text == base + "/status")
      #expect(submitted.json?["cancel_url"]?.text == base + "/cancel")
      #expect(submitted["x-fal-request-id"] == id)

      let result = try await scene.result(id)
      #expect(result.status == 200)
      #expect(result["x-fal-billable-units"] == "10")
      let video = try #require(result.json?["video"])
      #expect(video["content_type"] == "video/mp4")
      #expect(video["file_size"] == .integer(Scene.clip.count))
      let file = try await scene.http.send(
        "GET", scene.http.target(video["url"]?.text), sendsKey: false)
      #expect(file.status == 200)
      #expect(file.body == Scene.clip)

      let job = try #require(jobs.withLock { $0.first })
      #expect(job.prompt == "[Push in] dawn")
      #expect(job.seconds == 10)
      #expect(!job.promptOptimizer)
      #expect(job.pictureBytes == picture)
      #expect(job.requestID == id)

      let record = scene.simulator.record
      #expect(record.submissions.map(\.requestID) == [id])
      #expect(record.submissions.first?.endpoint == String(Scene.endpoint.dropFirst()))
      #expect(record.submissions.first?.duration == "10")
      #expect(record.submissions.first?.imageURL == url)
      #expect(record.uploads.map(\.fileURL) == [url])
      #expect(record.keyLeaks.isEmpty)
      #expect(record.count("POST", under: Scene.endpoint) == 1)
      #expect(record.count("GET", under: Scene.app) >= 2)
    }
  }

  @Test func `a job is seen waiting, running with logs, and completed`() async throws {
    // One slot; each job runs until the test lets it end.
    let free = Mutex<Set<String>>([])
    let pace = SimulatorPace(queueDelay: .zero, runDelay: .milliseconds(50))
    try await Scene.run(
      SimulatorOptions(pace: pace, runningSlots: 1),
      render: { job in
        while !free.withLock({ $0.contains(job.requestID) }) {
          try await Task.sleep(for: .milliseconds(1))
        }
        try await Scene.draw(job)
      }
    ) { scene async throws in
      let first = try await scene.submitted()
      try await scene.waits(for: "IN_PROGRESS", first)
      let second = try await scene.submitted()
      let submitted = try await scene.submit()
      #expect(submitted.json?["queue_position"] == 1)
      let id = try #require(submitted.json?["request_id"]?.text)

      let waiting = try await scene.status(id)
      #expect(waiting.status == 202)
      #expect(waiting.json?["status"] == "IN_QUEUE")
      #expect(waiting.json?["queue_position"] == 1)
      #expect(waiting["x-fal-request-id"] == id)
      _ = free.withLock { $0.insert(first) }
      try await scene.waits(for: "IN_PROGRESS", second)
      #expect(try await scene.status(id).json?["queue_position"] == 0)
      _ = free.withLock { $0.insert(second) }

      let running = try await scene.waits(for: "IN_PROGRESS", id, query: "?logs=1")
      #expect(running.status == 202)
      guard case .array(let lines)? = running.json?["logs"] else {
        Issue.record("a running job has no logs: \(running.text)")
        return
      }
      #expect(lines.first?["message"]?.text == "Simulated runner: picture loaded ✓")
      #expect(lines.first?["level"] == "INFO")
      #expect(lines.first?["timestamp"]?.text?.hasSuffix("Z") == true)
      #expect(try await scene.status(id, query: "?logs=0").json?["logs"] == .null)
      #expect(try await scene.status(id).json?["logs"] == .null)

      let early = try await scene.http.send("GET", "\(Scene.app)/requests/\(id)")
      #expect(early.status == 400)
      #expect(early.json?["detail"] == "Request is still in progress")
      _ = free.withLock { $0.insert(id) }

      let completed = try await scene.waits(for: "COMPLETED", id, query: "?logs=true")
      #expect(completed.status == 200)
      #expect(completed.json?["error"] == nil)
      guard case .number(let seconds)? = completed.json?["metrics"]?["inference_time"] else {
        Issue.record("no inference time: \(completed.text)")
        return
      }
      #expect(seconds >= 0.05)
      guard case .array(let all)? = completed.json?["logs"] else {
        Issue.record("a completed job has no logs: \(completed.text)")
        return
      }
      #expect(all.last?["message"]?.text == "Simulated runner: clip finished ✓")
    }
  }

  @Test func `no more jobs run at once than there are slots`() async throws {
    let counts = Mutex((now: 0, most: 0, all: 0))
    try await Scene.run(
      SimulatorOptions(pace: .instant, runningSlots: 2),
      render: { job in
        counts.withLock {
          $0.now += 1
          $0.all += 1
          $0.most = max($0.most, $0.now)
        }
        // The first waits for the second: both slots are really used.
        while counts.withLock({ $0.all }) < 2 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(10))
        counts.withLock { $0.now -= 1 }
        try await Scene.draw(job)
      }
    ) { scene async throws in
      var ids: [String] = []
      for _ in 0..<6 { ids.append(try await scene.submitted()) }
      for id in ids { #expect(try await scene.result(id).status == 200) }
      #expect(counts.withLock { $0.most } == 2)
      #expect(Set(ids).count == 6)
    }
  }

  @Test(
    arguments: [
      (["image_url": "data:,"], "missing", "prompt"),
      (
        ["prompt": "p", "image_url": "https://example.com/a.png"], "file_download_error",
        "image_url"
      ),
      (
        ["prompt": "p", "image_url": "http://127.0.0.1:1/files/x"], "file_download_error",
        "image_url"
      ),
      (["prompt": "p", "image_url": "file:///etc/passwd"], "file_download_error", "image_url"),
      (["prompt": "p", "image_url": "data:text/plain,hello"], "image_load_error", "image_url"),
      (["prompt": "p", "image_url": "data:,", "duration": "7"], "literal_error", "duration"),
      (
        ["prompt": "p", "image_url": .string(Scene.dataURI(Scene.png(200, 200)))],
        "image_too_small", "image_url"
      ),
    ] as [(JSONValue, String, String)])
  func `input the model refuses is accepted, and refused in the result`(
    input: JSONValue, type: String, field: String
  ) async throws {
    try await Scene.run { scene async throws in
      let submitted = try await scene.submit(input)
      #expect(submitted.status == 200)
      let id = try #require(submitted.json?["request_id"]?.text)
      let status = try await scene.waits(for: "COMPLETED", id)
      #expect(status.status == 200)
      #expect(status.json?["error_type"]?.text == type)
      #expect(status.json?["error"]?.text?.isEmpty == false)
      let result = try await scene.result(id)
      #expect(result.status == 422)
      #expect(result["x-fal-retryable"] == "false")
      #expect(result["x-fal-needs-retry"] == "0")
      #expect(result["x-fal-billable-units"] == nil)
      guard case .array(let details)? = result.json?["detail"] else {
        Issue.record("no detail list: \(result.text)")
        return
      }
      #expect(details.first?["type"]?.text == type)
      #expect(details.first?["loc"] == ["body", .string(field)])
      #expect(details.first?["msg"]?.text?.isEmpty == false)
    }
  }

  @Test func `a picture that is too small is told the least size`() async throws {
    try await Scene.run { scene async throws in
      let url = try await scene.uploaded(Scene.png(200, 200))
      let id = try await scene.submitted(["prompt": "p", "image_url": .string(url)])
      let detail = try await scene.result(id).json?["detail"]
      guard case .array(let details)? = detail else {
        Issue.record("no detail list")
        return
      }
      #expect(details.first?["ctx"] == ["min_width": 301, "min_height": 301])
    }
  }

  @Test func `a renderer that fails ends the job with a sentence`() async throws {
    try await Scene.run(render: { _ in throw SimulatorError(.rendering, "no encoder") }) {
      scene async throws in
      let result = try await scene.result(try await scene.submitted())
      #expect(result.status == 500)
      #expect(result.text.contains("internal_server_error"))
      #expect(result.text.contains("no encoder"))
    }
    try await Scene.run(render: { _ in throw SimulatorError(.unreadablePicture, "cut off") }) {
      scene async throws in
      let result = try await scene.result(try await scene.submitted())
      #expect(result.status == 422)
      #expect(result.text.contains("image_load_error"))
    }
    try await Scene.run(render: { _ in }) { scene async throws in
      #expect(try await scene.result(try await scene.submitted()).status == 500)
    }
  }

  @Test func `what cannot be submitted is refused at once and creates nothing`() async throws {
    try await Scene.run(SimulatorOptions(pace: .instant, requiredKey: "right")) {
      scene async throws in
      let body = Scene.goodInput.bytes
      var right = scene.http
      right.key = "right"
      var none = scene.http
      none.key = nil
      let unkeyed = try await none.send("POST", Scene.endpoint, body: body)
      #expect(unkeyed.status == 401)
      #expect(unkeyed.json?["detail"]?.text != nil)
      let wrong = try await scene.http.send("POST", Scene.endpoint, body: body)
      #expect(wrong.status == 401)
      #expect(wrong.json?["detail"] == "invalid key credentials")
      let bearer = try await none.send(
        "POST", Scene.endpoint, ["Authorization": "Bearer right"], body: body)
      #expect(bearer.status == 401)
      #expect(try await none.send("GET", "\(Scene.app)/requests/x/status").status == 401)

      let text = try await right.send("POST", Scene.endpoint, body: Array("hello".utf8))
      #expect(text.status == 400)
      #expect(text["x-fal-error-type"] == "bad_request")
      #expect(text.json?["error_type"] == "bad_request")
      let app = try await right.send("POST", "/fal-ai/nonesuch/x", body: body)
      #expect(app.status == 404)
      #expect(app.json?["detail"]?.text != nil)
      #expect(try await right.send("GET", Scene.endpoint).status == 405)
      #expect(scene.simulator.record.submissions.isEmpty)
      #expect(try await right.send("POST", Scene.endpoint, body: body).status == 200)
    }
  }

  @Test func `a request that does not exist, or is of another app, is not found`() async throws {
    try await Scene.run { scene async throws in
      let id = try await scene.submitted()
      for path in ["\(Scene.app)/requests/nonesuch", "/fal-ai/other/requests/\(id)"] {
        let status = try await scene.http.send("GET", path + "/status")
        #expect(status.status == 404)
        #expect(status.json == ["status": "NOT_FOUND"])
        #expect(try await scene.http.send("GET", path).status == 404)
        let cancel = try await scene.http.send("PUT", path + "/cancel")
        #expect(cancel.status == 404)
        #expect(cancel.json == ["status": "NOT_FOUND"])
      }
      let full = try await scene.http.send("GET", "\(Scene.endpoint)/requests/\(id)/status")
      #expect(full.status == 404)
      #expect(full.json?["detail"]?.text != nil)
    }
  }

  @Test func `a waiting job is cancelled at once`() async throws {
    let pace = SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)
    try await Scene.run(SimulatorOptions(pace: pace)) { scene async throws in
      let id = try await scene.submitted()
      let cancelled = try await scene.http.send("PUT", "\(Scene.app)/requests/\(id)/cancel")
      #expect(cancelled.status == 202)
      #expect(cancelled.json == ["status": "CANCELLATION_REQUESTED"])
      let status = try await scene.status(id)
      #expect(status.status == 200)
      #expect(status.json?["error_type"] == "client_cancelled")
      let result = try await scene.result(id)
      #expect(result.status == 499)
      #expect(result["x-fal-error-type"] == "client_cancelled")
      let again = try await scene.http.send("PUT", "\(Scene.app)/requests/\(id)/cancel")
      #expect(again.status == 400)
      #expect(again.json == ["status": "ALREADY_COMPLETED"])
    }
  }

  @Test func `a running job is told to stop and frees its slot`() async throws {
    try await Scene.run(
      SimulatorOptions(pace: .instant, runningSlots: 1),
      render: { job in
        if job.prompt == "slow" { try await Task.sleep(for: .seconds(50)) }
        try await Scene.draw(job)
      }
    ) { scene async throws in
      let url = try await scene.uploaded(Scene.png(640, 360))
      let slow = try await scene.submitted(["prompt": "slow", "image_url": .string(url)])
      let next = try await scene.submitted()
      try await scene.waits(for: "IN_PROGRESS", slow)
      #expect(try await scene.status(next).json?["status"] == "IN_QUEUE")
      #expect(
        try await scene.http.send("PUT", "\(Scene.app)/requests/\(slow)/cancel").status == 202)
      #expect(try await scene.result(slow).status == 499)
      #expect(try await scene.result(next).status == 200)
    }
  }

  @Test func `a queue that is too long for the caller refuses`() async throws {
    let pace = SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)
    try await Scene.run(SimulatorOptions(pace: pace)) { scene async throws in
      #expect(try await scene.submit(query: "?fal_max_queue_length=0").status == 200)
      let refused = try await scene.submit(query: "?fal_max_queue_length=0")
      #expect(refused.status == 429)
      #expect(refused["x-fal-needs-retry"] == "1")
      #expect(scene.simulator.record.submissions.count == 1)
    }
  }

  @Test func `a job that cannot start before its deadline ends with 504`() async throws {
    let pace = SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)
    try await Scene.run(SimulatorOptions(pace: pace)) { scene async throws in
      let submitted = try await scene.http.send(
        "POST", Scene.endpoint, ["X-Fal-Request-Timeout": "0.05"], body: Scene.goodInput.bytes)
      let id = try #require(submitted.json?["request_id"]?.text)
      let result = try await scene.result(id)
      #expect(result.status == 504)
      #expect(result["x-fal-request-timeout-type"] == "user")
      #expect(result.json?["error_type"] == "request_timeout")
      let headers = scene.simulator.record.submissions.first?.headers
      #expect(headers?["x-fal-request-timeout"] == "0.05")
    }
  }

  @Test func `the synchronous host answers with the result itself`() async throws {
    try await Scene.run { scene async throws in
      let reply = try await scene.http.send(
        "POST", "/run" + Scene.endpoint, body: Scene.goodInput.bytes)
      #expect(reply.status == 200)
      #expect(reply["x-fal-billable-units"] == "6")
      #expect(reply["x-fal-request-id"] == scene.simulator.record.submissions.first?.requestID)
    }
  }
}
