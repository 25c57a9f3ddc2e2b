import FalSimulator
import Foundation
import Outputs
import Studio
import StudioTestSupport
import Testing
import Transfers

@testable import StudioCommands

/// No secret in any output: every command, on every way out, with a key that can be recognised.
@Suite(.timeLimit(.minutes(2)))
struct SecrecyTests {
  /// What must never be seen, by what it is.
  static let secrets = [
    "the key's id": "k3yid-7f0c9a", "the key's secret": "s3cr3t-91b2c4d8e0",
    "a signature": "s1gn4ture-5a6b7c", "a webhook's token": "h00kt0ken-2d4e6f",
    "a caller's token": "c4llert0ken-0a1b2c3d4e5f",
  ]
  private static var key: String {
    "\(secrets["the key's id"] ?? ""):\(secrets["the key's secret"] ?? "")"
  }

  /// Everything the program has said or left behind.
  private struct Evidence {
    var texts: [String: String] = [:]

    /// Which secrets are in it, and where; encoded ones too.
    func findings(in folder: String) throws -> [String] {
      var found: [String] = []
      func search(_ bytes: [UInt8], _ place: String) {
        let text = String(decoding: bytes, as: UTF8.self)
        for (name, secret) in SecrecyTests.secrets {
          let forms = [secret, Data(secret.utf8).base64EncodedString()]
          if forms.contains(where: text.contains) { found.append("\(name) in \(place)") }
        }
        // The simulator signs its own addresses so.
        if text.contains("X-Signature=") { found.append("a signed address in \(place)") }
      }
      for (place, text) in texts { search(Array(text.utf8), place) }
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        let file = "\(folder)/\(path)"
        if WholeFile.exists(file) { search(try WholeFile.bytes(of: file), path) }
      }
      return found.sorted()
    }
  }

  /// An answer that repeats the key and a signed address, as servers do that log too much.
  private static func echo(_ status: Int) -> SimulatedRefusal {
    let address = "https://v3.fal.media/f?X-Signature=\(secrets["a signature"] ?? "")"
    return SimulatedRefusal(
      status: status,
      body: #"{"detail":"Key \#(key) may not read \#(address)","error_type":"bad_request"}"#)
  }

  /// A result whose file is not there, at an address with a signature.
  private static let signedResult = SimulatedRefusal(
    status: 200,
    body:
      #"{"video":{"url":"{base}/files/b/none/x.mp4?X-Signature=\#(secrets["a signature"] ?? "")"}}"#
  )

  /// What goes wrong at the service, one after the other; nothing does in the first.
  private static let faults: [(name: String, faults: SimulatorFaults)] = [
    ("nothing", []),
    ("submit 401", [SimulatorFault(.submit, .refuse(echo(401)))]),
    ("submit 403", [SimulatorFault(.submit, .refuse(echo(403)))]),
    ("submit 422", [SimulatorFault(.submit, .refuse(echo(422)))]),
    ("submit 500", [SimulatorFault(.submit, .refuse(echo(500)))]),
    ("answer lost", [.submitAnswerLost]),
    ("job fails", [SimulatorFault(.submit, .failJob(echo(422)))]),
    ("upload 403", [SimulatorFault(.upload, .refuse(echo(403)), times: .max)]),
    (
      "initiate and token 500",
      [
        SimulatorFault(.initiate, .refuse(echo(500)), times: .max),
        SimulatorFault(.token, .refuse(echo(500)), times: .max),
      ]
    ),
    (
      "stream and status 401",
      [
        SimulatorFault(.stream, .refuse(echo(401)), times: .max),
        SimulatorFault(.status, .refuse(echo(401)), times: .max),
      ]
    ),
    ("result 500", [SimulatorFault(.result, .refuse(echo(500)), times: .max)]),
    ("result signed", [SimulatorFault(.result, .refuse(signedResult), times: .max)]),
    ("download 404", [SimulatorFault(.download, .refuse(echo(404)), times: .max)]),
    (
      "download redirects",
      [
        SimulatorFault(
          .download,
          .refuse(
            .redirect(to: "http://10.0.0.1/x?X-Signature=\(secrets["a signature"] ?? "")")),
          times: .max)
      ]
    ),
  ]

  private func environment(_ stage: Stage) -> Program {
    var program = stage.program
    program.environment["FAL_KEY"] = Self.key
    return program
  }

  @Test func `what the service says and does brings no secret into outputs, ledger or records`()
    async throws
  {
    try await Stage.run(SimulatorOptions(pace: .instant, requiredKey: Self.key)) { stage in
      var evidence = Evidence()
      let program = environment(stage)
      for (number, fault) in Self.faults.enumerated() {
        stage.simulator.forgetFaults()
        stage.simulator.provoke(fault.faults)
        // A picture of its own, so that each is uploaded.
        try stage.picture("\(number).png", number)
        let run = await program(
          "generate", "--image", stage.folder / "\(number).png", "--prompt", "Waves \(number)",
          "-o", stage.folder / "\(number).mp4", "--verbose", "--webhook",
          "http://127.0.0.1:9/hook?token=\(Self.secrets["a webhook's token"] ?? "")")
        #expect((run.status == 0) == (number == 0), "\(fault.name): \(run.notice)")
        #expect(run.notice.contains("POST http://127.0.0.1"), "\(fault.name) tells its exchanges")
        evidence.texts[fault.name] = run.answer + run.notice
      }
      stage.simulator.forgetFaults()
      for arguments in [
        ["jobs", "list", "--costs"], ["jobs", "list", "--json"], ["jobs", "show", "1", "--json"],
        ["jobs", "show", "6"], ["jobs", "recover", "--verbose"], ["jobs", "resume", "1", "-v"],
        ["jobs", "cancel", "1"], ["jobs", "watch", "--json"],
        ["jobs", "resolve", "6", "--not-sent"],
        ["doctor", "--json"], ["doctor"], ["presets", "list", "--json"],
      ] {
        let run = await program.run(arguments)
        evidence.texts[arguments.joined(separator: " ")] = run.answer + run.notice
      }
      try FilmRunTests.prepare(stage)
      let film = await program(
        "film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out", "--verbose",
        "--json")
      #expect(film.status == 0, "\(film.notice)")
      evidence.texts["film"] = film.answer + film.notice
      #expect(try evidence.findings(in: stage.folder.path) == [])

      // The search can find: in a text, in a file, in the ledger's own files, encoded.
      evidence.texts["planted"] = "Authorization: Key \(Self.key)"
      #expect(try evidence.findings(in: stage.folder.path).count == 2)
      evidence.texts["planted"] = nil
      try stage.folder.write(
        Data((Self.secrets["the key's id"] ?? "").utf8).base64EncodedString(), as: "planted")
      let ledger = try Ledger(path: StudioHome(environment: program.environment).ledgerPath)
      let order = try await ledger.job(1).order
      var leaking = order
      leaking.identity.prompt = Self.secrets["the key's secret"] ?? ""
      _ = try await ledger.claim(leaking)
      let planted = try evidence.findings(in: stage.folder.path)
      #expect(planted.contains("the key's id in planted"), "\(planted)")
      #expect(planted.contains { $0.hasPrefix("the key's secret in home/ledger") }, "\(planted)")
    }
  }

  @Test func `a key that cannot be used is not shown`() async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      var evidence = Evidence()
      let secret = Self.secrets["the key's secret"] ?? ""
      let file = try stage.folder.write("\(secret)\nand more\n", as: "key")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      let open = try stage.folder.write(secret, as: "open")
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
      let environments: [[String: String]] = [
        ["FAL_KEY": "\(secret)\nX: y"],
        ["FAL_KEY_ID": "id", "FAL_KEY_SECRET": "\(secret) \(secret)"],
        ["FAL_KEY_FILE": file], ["FAL_KEY_FILE": open],
      ]
      for (number, environment) in environments.enumerated() {
        var program = stage.program
        program.environment["FAL_KEY"] = nil
        program.environment.merge(environment) { $1 }
        for command in [
          [
            "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
            stage.folder / "clip.mp4", "--verbose",
          ],
          ["doctor"],
        ] {
          let run = await program.run(command)
          #expect([77, 78].contains(run.status), "\(environment.keys): \(run.notice)")
          evidence.texts["\(number) \(command[0])"] = run.answer + run.notice
        }
      }
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.removeItem(atPath: open)
      #expect(try evidence.findings(in: stage.folder.path) == [])
      #expect(stage.simulator.record.requestCounts.isEmpty)
    }
  }

  @Test func `doctor names the place of the key and not the key`() async throws {
    try await Stage.run { stage in
      var program = environment(stage)
      #expect(await program("doctor").answer.contains("from FAL_KEY\n"))
      program.environment["FAL_KEY"] = nil
      program.environment["FAL_KEY_ID"] = "a"
      program.environment["FAL_KEY_SECRET"] = "b"
      #expect(await program("doctor").answer.contains("from FAL_KEY_ID and FAL_KEY_SECRET\n"))
      let file = try stage.folder.write("a:b\n", as: "key")
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
      program.environment = [
        "HAILUO_STUDIO_HOME": stage.folder / "home", "FAL_KEY_FILE": file,
      ]
      #expect(await program("doctor").answer.contains("from \(file)\n"))
    }
  }

  @Test func `receiver and proxy show neither tokens nor signatures nor the key`() async throws {
    try await Stage.run(SimulatorOptions(pace: .instant, requiredKey: Self.key)) { stage in
      var evidence = Evidence()
      let program = environment(stage)
      try stage.picture("picture.png")
      let hook = Server(
        program,
        [
          "webhook", "--listen", "127.0.0.1:0", "--public-url", "http://127.0.0.1/hook",
          "--verbose",
        ])
      let port = try await hook.port()
      let token = Self.secrets["a webhook's token"] ?? ""
      let run = await program(
        "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
        stage.folder / "clip.mp4", "--webhook", "http://127.0.0.1:\(port)/hook?token=\(token)")
      #expect(run.status == 0, "\(run.notice)")
      try await until { !hook.answers.all.isEmpty }
      // A forged letter, too.
      var letter = HTTPRequest(
        .post, "http://127.0.0.1:\(port)/hook?token=\(token)", body: .bytes(Array("{}".utf8)))
      letter.headers["X-Fal-Webhook-Signature"] = Self.secrets["a signature"]
      #expect(try await CurlTransport().send(letter).status == 401)
      await hook.end()
      evidence.texts["webhook"] = hook.answers.text + hook.notices.text
      evidence.texts["generate"] = run.answer + run.notice

      let caller = Self.secrets["a caller's token"] ?? ""
      let digest = FileDigest.sha256(of: Array(caller.utf8))
      try stage.folder.write(
        """
        {"listen": "127.0.0.1:0", "endpoints": [{"id": "fal-ai/minimax/hailuo-02-fast/image-to-video"}],
         "callers": [{"name": "ana", "token_sha256": "\(digest)", "spend_limit_usd": 1}]}
        """, as: "proxy.json")
      let proxy = Server(program, ["proxy", "--config", stage.folder / "proxy.json"])
      let gate = "http://127.0.0.1:\(try await proxy.port())/"
      let endpoint = stage.simulator.baseURL + "/fal-ai/minimax/hailuo-02-fast/image-to-video"
      for (bearer, target) in [
        (caller, endpoint), (caller, "https://evilfal.run/x?X-Signature=s1gn4ture-5a6b7c"),
        (caller + "x", endpoint),
      ] {
        var call = HTTPRequest(.post, gate, body: .bytes(Array("{}".utf8)))
        call.headers["x-fal-target-url"] = target
        call.headers["Authorization"] = "Bearer \(bearer)"
        let answer = try await CurlTransport().send(call)
        evidence.texts["proxy answer \(evidence.texts.count)"] = String(
          decoding: answer.body, as: UTF8.self)
      }
      await proxy.end()
      evidence.texts["proxy"] = proxy.answers.text + proxy.notices.text
      #expect(!proxy.notices.text.isEmpty)
      #expect(try evidence.findings(in: stage.folder.path) == [])
    }
  }
}
