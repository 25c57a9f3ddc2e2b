import FalClient
import FalSimulator
import Footage
import Foundation
import Hailuo
import Outputs
import Raster
import Stills
import StudioTestSupport
import Testing
import Transfers

@testable import Studio

/// Takes made against a simulator on a loopback port: what is paid, what is kept.
@Suite(.timeLimit(.minutes(1)))
struct TakeMakerTests {
  /// A simulator, a folder, and makers that share a ledger as processes do.
  struct Scene: Sendable {
    let folder: ScratchFolder
    let simulator: Simulator

    static func run(
      _ options: SimulatorOptions = SimulatorOptions(pace: .instant),
      render: @escaping @Sendable (SimulatedJob) async throws -> Void = Scene.render,
      _ body: (Scene) async throws -> Void
    ) async throws {
      let simulator = try await Simulator.start(options: options, render: render)
      let scene = Scene(folder: try ScratchFolder(), simulator: simulator)
      do {
        try await body(scene)
      } catch {
        await simulator.shutdown()
        throw error
      }
      await simulator.shutdown()
    }

    static func render(_ job: SimulatedJob) async throws {
      try SyntheticClip {
        $0.size = PixelSize(width: 64, height: 36)
        $0.tags = ["comment": "Simulated by hailuo-studio; job \(job.requestID)"]
      }.make(at: job.outputPath)
    }

    /// A maker with a connection to the ledger of its own.
    func maker(
      _ owner: ProcessIdentity = .current, budget: Budget = .unlimited
    ) throws -> TakeMaker {
      var ledger = try Ledger(path: folder("home/ledger.sqlite"), owner: owner)
      ledger.budget = budget
      var client = FalClient(
        hosts: try FalHosts(allAt: simulator.baseURL), credential: Credential(key: "id:secret"),
        transport: CurlTransport())
      client.retryPolicy.firstPause = .milliseconds(5)
      return TakeMaker(
        client: client, ledger: ledger, model: .hailuo02Fast,
        schedule: PollSchedule.standard.scaled(by: 0.02), toolVersion: "test")
    }

    func order(_ prompt: String = "Mist", to name: String = "clip.mp4") async throws -> TakeOrder {
      let picture = try await Preparer.prepare(
        SyntheticPicture.gradient(PixelSize(width: 640, height: 360)), named: "a picture",
        options: PrepareOptions())
      return TakeOrder(
        identity: TakeIdentity(
          endpoint: Model.hailuo02Fast.endpoint.id, prompt: prompt, durationSeconds: 6,
          promptOptimizer: true, pictureSHA256: picture.digest, simulated: true),
        picture: picture, picturePath: nil, clipPath: folder(name),
        sidecarPath: folder(String(name.dropLast(3)) + "json"), replacing: false)
    }

    var submissions: Int { simulator.record.submissions.count }
  }

  @Test func `of many that want one take at once, one pays and all have it`() async throws {
    try await Scene.run { scene in
      let order = try await scene.order()
      // The same place, and places of their own.
      let origins = try await withThrowingTaskGroup(of: Take.Origin.self) { group in
        for number in 0..<6 {
          let maker = try scene.maker()
          var order = order
          if number > 2 {
            order.clipPath = scene.folder("clip-\(number).mp4")
            order.sidecarPath = scene.folder("clip-\(number).json")
          }
          // Into one place only one may write without replacing; the others find it there.
          order.replacing = true
          let wish = order
          group.addTask { try await maker.make(wish).origin }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(scene.submissions == 1)
      #expect(origins.count { $0 == .made } == 1)
      #expect(origins.count { $0 == .reused } == 5)
      for name in ["clip.mp4", "clip-3.mp4", "clip-4.mp4", "clip-5.mp4"] {
        #expect(try WholeFile.digest(scene.folder(name)) == WholeFile.digest(order.clipPath))
      }
      let inbox = try FileManager.default.contentsOfDirectory(atPath: scene.folder("home/inbox"))
      #expect(inbox.isEmpty)
    }
  }

  @Test func `a take that lies in its place is used without a word to anybody`() async throws {
    try await Scene.run { scene in
      let order = try await scene.order()
      let made = try await scene.maker().make(order)
      #expect(made.origin == .made)
      let again = try await scene.maker().make(order)
      #expect(again.origin == .reused)
      #expect(again.sidecar.requestID == made.sidecar.requestID)
      #expect(again.sidecar.clip == made.sidecar.clip)
      #expect(scene.submissions == 1)
      let job = try #require(try await scene.maker().ledger.jobs().first)
      #expect(job.state == .stored)
      #expect(job.result?.contains("\"video\"") == true)
      #expect(job.billedMicrodollars == 102_000)
    }
  }

  @Test func `another file in the place is never touched`() async throws {
    try await Scene.run { scene in
      try scene.folder.write("mine", to: "clip.mp4")
      let order = try await scene.order()
      await #expect(throws: OutputError.self) { try await scene.maker().make(order) }
      #expect(scene.submissions == 0)
    }
  }

  @Test func `a clip that does not decode is kept aside and the job says so`() async throws {
    try await Scene.run(
      render: { job in
        try await Scene.render(job)
        // Whole as a container, broken as a picture.
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: job.outputPath)))
        let start = try #require(
          bytes.indices.first { bytes[$0...].starts(with: Array("mdat".utf8)) })
        for index in (start + 1200)..<min(start + 4000, bytes.count) { bytes[index] = 0x55 }
        try Data(bytes).write(to: URL(fileURLWithPath: job.outputPath))
      }
    ) { scene in
      let order = try await scene.order()
      let error = await #expect(throws: StudioError.self) { try await scene.maker().make(order) }
      #expect(error?.code == .clipDamaged)
      #expect(WholeFile.exists(scene.folder("clip.damaged.mp4")))
      #expect(!WholeFile.exists(order.clipPath))
      let job = try #require(try await scene.maker().ledger.jobs().first)
      #expect(job.state == .completed)
      #expect(job.error?.contains("does not decode") == true)

      // Asked for again it is fetched once more, and paid for only after a person gave it up.
      let again = await #expect(throws: StudioError.self) { try await scene.maker().make(order) }
      #expect(again?.code == .clipDamaged)
      #expect(scene.submissions == 1)
      let ledger = try scene.maker().ledger
      try await ledger.resolve(1, .givenUp)
      #expect(try await ledger.job(1).state == .failed)
      await #expect(throws: StudioError.self) { try await scene.maker().make(order) }
      #expect(scene.submissions == 2)
    }
  }

  @Test(arguments: [
    SimulatorFault(.download, .truncate(toBytes: 1500)),
    SimulatorFault(.download, .cut(afterBytes: 700)),
    SimulatorFault(.download, .refuse(SimulatedRefusal(status: 200, body: "<html>busy</html>"))),
  ])
  func `a clip that arrives damaged once is fetched again and never accepted`(
    fault: SimulatorFault
  ) async throws {
    try await Scene.run(SimulatorOptions(pace: .instant, faults: [fault])) { scene in
      let order = try await scene.order()
      let take = try await scene.maker().make(order)
      #expect(scene.submissions == 1)
      #expect(take.clip.video?.frameCount == 25)
      #expect(try WholeFile.digest(order.clipPath) == take.sidecar.clip.sha256)
      #expect(try await scene.maker().ledger.job(1).state == .stored)
      #expect(!WholeFile.exists(scene.folder("clip.damaged.mp4")))
    }
  }

  @Test func `what was paid for and is gone is fetched again`() async throws {
    try await Scene.run { scene in
      let order = try await scene.order()
      let made = try await scene.maker().make(order)
      try FileManager.default.removeItem(atPath: order.clipPath)
      // Another file has taken its place since.
      try scene.folder.write("mine", to: "clip.mp4")
      let recovered = try await scene.maker().recover()
      #expect(recovered.count == 1)
      guard case .fetched(let take)? = recovered.first?.outcome else {
        Issue.record("not fetched: \(recovered)")
        return
      }
      #expect(take.path == scene.folder("clip.job-1.mp4"))
      #expect(take.sidecar.clip.sha256 == made.sidecar.clip.sha256)
      #expect(scene.submissions == 1)
      #expect(try await scene.maker().recover().isEmpty)
    }
  }

  @Test func `a lost answer leaves a question, and its settling brings the clip`() async throws {
    let lost = SimulatorOptions(pace: .instant, faults: [.submitAnswerLost])
    try await Scene.run(lost) { scene in
      let order = try await scene.order()
      let maker = try scene.maker()
      let told = await #expect(throws: FalError.self) { try await maker.make(order) }
      #expect(told?.code == .ambiguous)
      #expect(told?.message.contains("jobs resolve 1 --not-sent") == true)
      for _ in 0..<2 {
        let error = await #expect(throws: StudioError.self) { try await maker.make(order) }
        #expect(error?.code == .takeAmbiguous)
        #expect(error?.message.contains("jobs resolve 1 --submitted REQUEST_ID") == true)
      }
      #expect(scene.submissions == 1)
      guard case .unknown? = try await maker.recover().first?.outcome else {
        Issue.record("recovering does not tell of the question")
        return
      }
      let id = try #require(scene.simulator.record.submissions.first?.requestID)
      let job = try await maker.ledger.job(1)
      // A wrong id would make the clip look lost; it changes nothing.
      for wrong in ["11111111-2222-3333-4444-555555555555", "../../x"] {
        let error = await #expect(throws: StudioError.self) {
          try await maker.ticket(ofKnown: wrong, for: job)
        }
        #expect(error?.code == .unknownJob)
      }
      let ticket = try await maker.ticket(ofKnown: id, for: job)
      try await maker.ledger.resolve(1, .submitted(ticket))
      #expect(try await maker.make(order).sidecar.requestID == id)
      #expect(scene.submissions == 1)

      // What is one job's request is not another's.
      var identity = order.identity
      identity.prompt = "Rain"
      let wish = JobOrder(
        identity: identity, priceMicrodollars: 102_000, outputPath: scene.folder("rain.mp4"))
      guard case .make(let other, _) = try await maker.ledger.claim(wish) else {
        Issue.record("not to be made")
        return
      }
      try await maker.ledger.beginSubmission(of: other.id)
      try await maker.ledger.recordUnknownOutcome(of: other.id, because: "it broke")
      let error = await #expect(throws: StudioError.self) {
        try await maker.ledger.resolve(other.id, .submitted(ticket))
      }
      #expect(error?.code == .jobState && error?.message.contains("that one is job 1") == true)
    }
  }

  @Test func `a clip that is lost is paid for again only after a person gave it up`() async throws {
    try await Scene.run { scene in
      var wish = try await scene.order()
      wish.identity.simulated = false
      let order = wish
      _ = try await scene.maker().make(order)
      try FileManager.default.removeItem(atPath: order.clipPath)
      let ledger = try scene.maker().ledger
      let gone = await #expect(throws: StudioError.self) { try await scene.maker().make(order) }
      #expect(gone?.code == .clipLost && gone?.message.contains("jobs recover") == true)
      try await ledger.recordLoss(of: 1, because: "fal does not keep it")
      for _ in 0..<2 {
        let lost = await #expect(throws: StudioError.self) { try await scene.maker().make(order) }
        #expect(lost?.code == .clipLost)
        #expect(lost?.message.contains("jobs resolve 1 --give-up") == true)
      }
      #expect(scene.submissions == 1)
      try await ledger.resolve(1, .givenUp)
      #expect(try await scene.maker().make(order).origin == .made)
      #expect(scene.submissions == 2)
    }
  }

  @Test func `a page of somebody else's does not make a paid clip count as lost`() async throws {
    let page = SimulatorFault(
      .status, .refuse(SimulatedRefusal(status: 404, body: "<html>Log in to the hotel</html>")),
      times: .max)
    try await Scene.run(SimulatorOptions(pace: .instant, faults: [page])) { scene in
      let order = try await scene.order()
      var maker = try scene.maker()
      maker.updates = .poll
      let waiting = maker
      let making = Task { try await waiting.make(order) }
      while try await waiting.ledger.jobs().first?.state != .submitted {
        try await Task.sleep(for: .milliseconds(5))
      }
      making.cancel()
      await #expect(throws: CancellationError.self) { try await making.value }
      guard case .postponed? = try await waiting.recover().first?.outcome else {
        Issue.record("not put off")
        return
      }
      #expect(try await waiting.ledger.job(1).state.isAwaited)
      #expect(scene.submissions == 1)
    }
  }

  @Test func `a cancelled job is cancelled, and one that had finished is fetched`() async throws {
    let slow = SimulatorPace(queueDelay: .seconds(30), runDelay: .zero)
    try await Scene.run(SimulatorOptions(pace: slow)) { scene in
      let maker = try scene.maker()
      let order = try await scene.order()
      let making = Task { try await maker.make(order) }
      while try await maker.ledger.jobs(in: [.submitted]).isEmpty {
        try await Task.sleep(for: .milliseconds(10))
      }
      making.cancel()
      await #expect(throws: CancellationError.self) { try await making.value }
      // It was let go of, and stays at the service.
      let job = try await maker.ledger.job(1)
      #expect(job.state == .submitted)
      #expect(!maker.ledger.isHeld(job))
      guard case .cancelled = try await maker.cancel(1) else {
        Issue.record("not cancelled")
        return
      }
      #expect(try await maker.ledger.job(1).state == .cancelled)
      await #expect(throws: StudioError.self) { try await maker.cancel(1) }
    }
    try await Scene.run { scene in
      let maker = try scene.maker()
      let order = try await scene.order()
      // Made at the service, and nobody has looked since.
      let request = try await maker.client.submit(
        maker.model.endpoint,
        input: ClipRequest(
          prompt: "Mist",
          imageURL: try await maker.client.upload(
            order.picture.png, contentType: "image/png", fileName: "p.png")
        ).body)
      for try await _ in maker.client.updates(of: request, schedule: maker.schedule) {}
      var wish = JobOrder(
        identity: order.identity, priceMicrodollars: 102_000, outputPath: order.clipPath)
      wish.service = maker.client.hosts.queue.text
      guard case .make(let job, _) = try await maker.ledger.claim(wish) else {
        Issue.record("not to be made")
        return
      }
      try await maker.ledger.beginSubmission(of: job.id)
      let submitted = try await maker.ledger.recordTicket(
        try TakeMaker.ticket(
          forRequest: request.requestID, of: job, hosts: maker.client.hosts), of: job.id)
      _ = try? await maker.ledger.holding(submitted.id) { throw CancellationError() }
      guard case .finished(let take) = try await maker.cancel(job.id) else {
        Issue.record("its clip was not fetched")
        return
      }
      #expect(take.path == order.clipPath)
      #expect(try await maker.ledger.job(job.id).state == .stored)
    }
  }

  @Test func `what does not fit into the budget is not sent, and may be asked for later`()
    async throws
  {
    try await Scene.run { scene in
      let order = try await scene.order()
      let poor = try scene.maker(budget: Budget(run: 100_000))
      let error = await #expect(throws: StudioError.self) { try await poor.make(order) }
      #expect(error?.code == .overBudget)
      #expect(error?.message.contains("$0.002 is missing") == true)
      #expect(scene.submissions == 0)
      #expect(try await scene.maker().make(order).origin == .made)
      // What is there costs nothing, whatever the budget.
      #expect(try await poor.make(order).origin == .reused)
    }
  }

  @Test func `a job of a simulator that has ended is forgotten`() async throws {
    let folder = try ScratchFolder()
    var order: TakeOrder?
    let slow = SimulatorOptions(pace: SimulatorPace(queueDelay: .seconds(30), runDelay: .zero))
    for options in [slow, SimulatorOptions(pace: .instant)] {
      let simulator = try await Simulator.start(options: options, render: Scene.render)
      let scene = Scene(folder: folder, simulator: simulator)
      let maker = try scene.maker()
      let wish = try await scene.order()
      order = wish
      if options.pace == slow.pace {
        let making = Task { try await maker.make(wish) }
        while try await maker.ledger.jobs(in: [.submitted]).isEmpty {
          try await Task.sleep(for: .milliseconds(10))
        }
        making.cancel()
        await #expect(throws: CancellationError.self) { try await making.value }
      } else {
        #expect(try await maker.make(wish).origin == .made)
        #expect(try await maker.ledger.jobs().map(\.state) == [.failed, .stored])
      }
      await simulator.shutdown()
    }
    #expect(WholeFile.exists(try #require(order).clipPath))
  }
}
