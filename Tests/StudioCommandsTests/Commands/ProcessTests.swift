import FalSimulator
import Foundation
import Outputs
import Studio
import StudioTestSupport
import Testing

@testable import StudioCommands

/// The executable, in the folder of the tests' own.
enum BuiltProgram {
  static let file = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "hailuo-studio")
  static var exists: Bool { FileManager.default.isExecutableFile(atPath: file.path) }
}

/// The program as a process: signals, and deaths without a warning.
@Suite(.enabled(if: BuiltProgram.exists, "the program is not built beside the tests"))
struct ProcessTests {
  private func start(_ stage: Stage) throws -> Process {
    let process = Process()
    process.executableURL = BuiltProgram.file
    process.arguments = [
      "generate", "--image", stage.folder / "picture.png", "--prompt", "Waves", "-o",
      stage.folder / "clip.mp4",
    ]
    process.environment = stage.program.environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func ended(_ process: Process) async throws -> Int32 {
    try await until { !process.isRunning }
    return process.terminationStatus
  }

  @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func `a process that is ended while it waits leaves a clip that can be fetched`(
    signal: Int32
  ) async throws {
    let gate = Gate()
    try await Stage.run(render: gate.render) { stage in
      try stage.picture("picture.png")
      let process = try start(stage)
      try await until { stage.simulator.record.count("GET", under: "/fal-ai") > 0 }
      kill(process.processIdentifier, signal)
      let status = try await ended(process)
      if signal != SIGKILL { #expect(status == 130) }
      #expect(try stage.folder.names == ["home", "picture.png"])

      gate.open()
      let again = try start(stage)
      #expect(try await ended(again) == 0)
      #expect(stage.submissionCount == 1)
      #expect(try stage.folder.names == ["clip.json", "clip.mp4", "home", "picture.png"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a process that was told not to mind a closed terminal goes on`() async throws {
    let gate = Gate()
    try await Stage.run(render: gate.render) { stage in
      try stage.picture("picture.png")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = [
        "-c",
        "trap '' HUP; exec '\(BuiltProgram.file.path)' generate --image picture.png --prompt Waves "
          + "-o clip.mp4",
      ]
      process.currentDirectoryURL = URL(filePath: stage.folder.path)
      process.environment = stage.program.environment
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      try await until { stage.simulator.record.count("GET", under: "/fal-ai") > 0 }
      kill(process.processIdentifier, SIGHUP)
      gate.open()
      #expect(try await ended(process) == 0)
      #expect(try stage.folder.names == ["clip.json", "clip.mp4", "home", "picture.png"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a request whose sender died is not sent again while it can be asked for`() async throws {
    let faults: SimulatorFaults = [SimulatorFault(.submit, .delay(.seconds(20)))]
    try await Stage.run(SimulatorOptions(pace: .instant, faults: faults)) { stage in
      try stage.picture("picture.png")
      let process = try start(stage)
      try await until { stage.simulator.record.count("POST", under: "/fal-ai") > 0 }
      kill(process.processIdentifier, SIGKILL)
      _ = try await ended(process)
      // The simulator that has it still runs, so a person can look there what became of it.
      let again = try start(stage)
      #expect(try await ended(again) == 80)
      #expect(stage.simulator.record.count("POST", under: "/fal-ai") == 1)
      #expect(try stage.folder.names == ["home", "picture.png"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `two processes that make one film at once pay for each shot once`() async throws {
    try await Stage.run(SimulatorOptions(pace: .instant, runningSlots: 4)) { stage in
      try FilmRunTests.prepare(stage)
      let both = try (0..<2).map { _ in
        let process = Process()
        process.executableURL = BuiltProgram.file
        process.arguments = [
          "film", stage.folder / "board.yaml", "--output-dir", stage.folder / "out",
        ]
        process.environment = stage.program.environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
      }
      for process in both { #expect(try await ended(process) == 0) }
      #expect(stage.submissionCount == 4)
      #expect(stage.simulator.billing.billedTakes == 4)
      #expect(stage.simulator.billing.intents.values.allSatisfy { $0.billed == 1 })
      let ledger = try Ledger(path: StudioHome(environment: stage.program.environment).ledgerPath)
      let jobs = try await ledger.jobs()
      #expect(jobs.map(\.state) == [.stored, .stored, .stored, .stored])
      for job in jobs {
        let clip = try #require(job.clip)
        #expect(try FileDigest.sha256(ofFile: clip.path) == clip.sha256)
      }
      let names = try FileManager.default.subpathsOfDirectory(atPath: stage.folder.path)
      #expect(names.filter { $0.hasSuffix(".part") || $0.contains("inbox/") } == [])
    }
  }

  /// What stands behind the command in a shell, its status, and what it says.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      (">/dev/full", 1, "the answer could not be written: No space left on device"),
      (">&-", 0, ""), ("2>&-", 0, ""), ("2>/dev/full", 0, ""), (">&- 2>&-", 0, ""),
      ("| true", 0, ""),
    ])
  func `output that cannot be written ends nothing, and is told where it matters`(
    redirection: String, status: Int32, words: String
  ) async throws {
    try await Stage.run { stage in
      try stage.picture("picture.png")
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = [
        "-c",
        "'\(BuiltProgram.file.path)' generate --image picture.png --prompt Waves -o clip.mp4 --json "
          + redirection,
      ]
      process.currentDirectoryURL = URL(filePath: stage.folder.path)
      process.environment = stage.program.environment
      let errors = Pipe()
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
      #expect(try await ended(process) == status)
      let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
      #expect(words.isEmpty || said.contains(words))
      #expect(try stage.folder.names == ["clip.json", "clip.mp4", "home", "picture.png"])
      #expect(try await Ledger(path: stage.folder / "home/ledger.sqlite").job(1).state == .stored)
    }
  }
}
