import FalSimulator
import Foundation
import Libav
import Outputs
import Raster
import StudioTestSupport

/// A folder, a simulator in the part of the service, and the program set up to use it.
struct Stage: Sendable {
  let folder: TemporaryFolder
  let simulator: Simulator
  let program: Program

  /// Sets the stage, plays on it, and clears it away however the play ends.
  static func run(
    _ options: SimulatorOptions = SimulatorOptions(pace: .instant),
    render: @escaping @Sendable (SimulatedJob) async throws -> Void = PlainRenderer.render,
    _ body: (Stage) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let simulator = try await Simulator.start(options: options, render: render)
    var program = Program(home: folder / "home")
    program.environment["FAL_KEY"] = "id:secret"
    for host in ["QUEUE", "REST", "CDN"] {
      program.environment["HAILUO_STUDIO_\(host)_URL"] = simulator.baseURL
    }
    program.environment["HAILUO_STUDIO_RUN_URL"] = simulator.baseURL + "/run"
    do {
      try await body(Stage(folder: folder, simulator: simulator, program: program))
    } catch {
      await simulator.shutdown()
      throw error
    }
    await simulator.shutdown()
  }

  /// How many jobs the service has been asked for so far.
  var submissionCount: Int { simulator.record.submissions.count }

  /// The prompts of all jobs, in the order of the alphabet.
  var prompts: [String] { simulator.record.submissions.compactMap(\.prompt).sorted() }

  /// Writes a picture that can be told from others by its number.
  @discardableResult
  func picture(_ name: String, _ number: Int = 0) throws -> String {
    try folder.write(try PNG.encode(Self.scene(number)), as: name)
  }

  private static let backdrop = SyntheticPicture.gradient(PixelSize(width: 640, height: 360))

  /// A scene with edges and gradients, another one for each number.
  static func scene(_ number: Int) -> Bitmap {
    var bitmap = backdrop
    let left = (number * 97) % 480
    bitmap.fill(
      PixelRect(x: left, y: 90, width: 120, height: 180),
      with: Color(red: UInt8(number * 37 % 256), green: 200, blue: 60))
    return bitmap
  }

  /// Every file below a folder of the stage, by path, with the digest of its bytes.
  func files(in name: String) throws -> [String: String] {
    var found: [String: String] = [:]
    let root = folder / name
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let file = "\(root)/\(path)"
      if WholeFile.exists(file) { found[path] = try FileDigest.sha256(ofFile: file) }
    }
    return found
  }

  /// When each file below a folder was last written, and its place on the disk.
  func marks(in name: String) throws -> [String: String] {
    var found: [String: String] = [:]
    let root = folder / name
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let facts = try FileManager.default.attributesOfItem(atPath: "\(root)/\(path)")
      guard facts[.type] as? FileAttributeType == .typeRegular else { continue }
      let date = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      found[path] = "\(facts[.systemFileNumber] ?? "") \(date)"
    }
    return found
  }
}

/// Draws clips that are cheap: small, of one colour, which tells the prompt.
enum PlainRenderer {
  static let size = PixelSize(width: 64, height: 36)

  static func render(_ job: SimulatedJob) async throws {
    let colour = colour(of: job.prompt)
    _ = try await Workshop.shared.run { _ in
      try SyntheticClip {
        $0.scene = "color=c=\(colour)"
        $0.size = size
        $0.frameCount = job.seconds * 25
        $0.muxerOptions = [("movflags", "+faststart")]
        $0.tags = ["comment": "Simulated by hailuo-studio; job \(job.requestID)"]
      }.make(at: job.outputPath)
    }
  }

  /// "#RRGGBB", the same for the same prompt.
  static func colour(of prompt: String) -> String {
    FileDigest.sha256(of: Array(prompt.utf8)).prefix(6).reduce(into: "#") { $0.append($1) }
  }

  /// Whether a picture has the colour of a prompt.
  static func isPicture(_ bitmap: Bitmap, of prompt: String) -> Bool {
    guard let wanted = Color(colour(of: prompt)) else { return false }
    let found = bitmap[bitmap.width / 2, bitmap.height / 2]
    return [(found.red, wanted.red), (found.green, wanted.green), (found.blue, wanted.blue)]
      .allSatisfy { abs(Int($0) - Int($1)) <= 12 }
  }
}

/// A renderer that waits until it is let go.
final class Gate: Sendable {
  private let (stream, continuation) = AsyncStream<Void>.makeStream()
  /// Lets everybody pass, now and later.
  func open() { continuation.finish() }

  func render(_ job: SimulatedJob) async throws {
    for await _ in stream {}
    try Task.checkCancellation()
    try await PlainRenderer.render(job)
  }
}

/// Waits for something that happens elsewhere; the test's time limit ends a wait in vain.
func until(_ condition: () throws -> Bool) async throws {
  while try !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
