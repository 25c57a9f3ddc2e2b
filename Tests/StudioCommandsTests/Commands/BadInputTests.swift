import Footage
import Foundation
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import StudioCommands

/// Every kind of bad input: its exit code, a sentence that names the thing, and nothing half-made.
struct BadInputTests {
  typealias Status = StudioCommands.ExitStatus

  /// One way to go wrong.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Status
    /// Pieces of the sentence; FOLDER stands for the test's folder.
    let says: [String]
    let arguments: [String]

    init(_ name: String, _ status: Status, _ says: [String], _ arguments: [String]) {
      (self.name, self.status, self.says, self.arguments) = (name, status, says, arguments)
    }

    var testDescription: String { name }
  }

  /// A picture of one colour as a PNG file; large ones take their time, so each is made once.
  private static func picture(_ width: Int, _ height: Int) -> [UInt8] {
    let bitmap = Bitmap(size: PixelSize(width: width, height: height), filledWith: .white)
    return (try? PNG.encode(bitmap)) ?? []
  }
  private static let (good, small, wide) = (
    picture(640, 360), picture(200, 200), picture(4000, 400)
  )
  private static let clip = Result { () throws -> [UInt8] in
    let folder = try TemporaryFolder()
    try SyntheticClip().make(at: folder / "clip.mp4")
    return try folder.bytes(of: "clip.mp4")
  }

  /// What lies in the folder before the program is run.
  static func furnish(_ folder: TemporaryFolder) throws {
    try folder.write(good, as: "good.png")
    try folder.write(small, as: "small.png")
    try folder.write(wide, as: "wide.png")
    try folder.write(try clip.get(), as: "clip.mp4")
    try folder.write("These are only words, not a picture.", as: "words.jpg")
    try folder.write("These are only words, not a video.", as: "words.mp4")
    try folder.write(Array(good.prefix(good.count / 2)), as: "cut.png")
    try folder.write("A film of mine", as: "there.mp4")
    try folder.write("A picture of mine", as: "there.png")
    try folder.write("not a folder", as: "file")
    let shot = "  - picture: good.png\n    prompt: Waves\n"
    try folder.write("shots:\n\(shot)    seed: 7\n", as: "key.yaml")
    try folder.write("shots:\n  - chain: previous\n    prompt: Waves\n", as: "chain.yaml")
    try folder.write("shots:\n\(shot)    duration: 7\n", as: "seven.yaml")
    try folder.write("shots:\n\(shot)", as: "good.yaml")
    try folder.write("shots:\n  - picture: none.png\n    prompt: Waves\n", as: "lost.yaml")
    try folder.write("shots:\n  - picture: small.png\n    prompt: Waves\n", as: "small.yaml")
    try folder.write("preset: wbe-h264\nshots:\n\(shot)", as: "preset.yaml")
    try FileManager.default.createDirectory(
      atPath: folder / "presets", withIntermediateDirectories: false)
    try folder.write("name: mine\nvideo: {codec: h264, crf: 900}\n", as: "presets/mine.yaml")
    try FileManager.default.createDirectory(
      atPath: folder / "taken", withIntermediateDirectories: false)
    try folder.write("A film of mine", as: "taken/film.mp4")
  }

  /// Arguments with words that stand for paths: @name is a file in the folder.
  static func resolved(_ arguments: [String], in folder: TemporaryFolder) -> [String] {
    arguments.map { $0.hasPrefix("@") ? folder / String($0.dropFirst()) : $0 }
  }

  static let generate: [Mistake] = [
    Mistake(
      "no such picture", .badInput, ["FOLDER/none.png", "no such file"],
      ["--image", "@none.png", "--prompt", "Waves", "-o", "@new.mp4"]),
    Mistake(
      "a text named .jpg", .badInput, ["FOLDER/words.jpg", "text file, whatever its name says"],
      ["--image", "@words.jpg", "--prompt", "Waves", "-o", "@new.mp4"]),
    Mistake(
      "a PNG cut short", .badInput, ["FOLDER/cut.png", "ends"],
      ["--image", "@cut.png", "--prompt", "Waves", "-o", "@new.mp4"]),
    Mistake(
      "a shape that no clip has", .usage, ["5:1", "5:2"], ["@good.png", "--aspect", "5:1"]),
    Mistake("no shape", .usage, ["square"], ["@good.png", "--aspect", "square"]),
    Mistake(
      "a part that is not there", .badInput, ["FOLDER/good.png", "does not lie inside"],
      ["@good.png", "--crop", "90%,0,20%,10%"]),
    Mistake("no point", .usage, ["--focus"], ["@good.png", "--focus", "here"]),
    Mistake("a video without a time", .badInput, ["clip.mp4", "--at"], ["@clip.mp4"]),
    Mistake("an ending that lies", .usage, ["end the name"], ["@good.png", "--format", "jpeg"]),
    Mistake("an empty folder", .badInput, ["FOLDER/presets", "no pictures"], ["@presets"]),
    Mistake("too little sharpness", .usage, ["--sharpen"], ["@good.png", "--sharpen", "9"]),
  ]

  /// The same mistakes with the command before and its output behind.
  static func with(
    _ command: String, _ mistakes: [Mistake], _ ending: [String] = []
  ) -> [Mistake] {
    mistakes.map { mistake in
      let arguments: [String] = [command] + mistake.arguments + ending
      return Mistake("\(command): \(mistake.name)", mistake.status, mistake.says, arguments)
    }
  }

  static let all: [Mistake] = {
    var all = with("generate", generate)
    all += with("film", film, ["--output-dir", "@new"])
    all += filmFolders
    all += media
    all += with("prepare", prepare, ["-o", "@new.png"])
    return all
  }()

  @Test(.timeLimit(.minutes(1)), arguments: all)
  func `it is told in a sentence and leaves nothing behind`(mistake: Mistake) async throws {
    let folder = try TemporaryFolder()
    try Self.furnish(folder)
    var program = Program(home: folder / "home")
    program.environment["HAILUO_STUDIO_PRESETS"] = folder / "presets"
    // Nobody listens there: whoever gets as far as that has checked too little before.
    program.environment["FAL_KEY"] = "id:secret"
    for host in ["QUEUE", "RUN", "REST", "CDN"] {
      program.environment["HAILUO_STUDIO_\(host)_URL"] = "http://127.0.0.1:9"
    }
    let before = try Self.contents(folder)
    let run = await program.run(Self.resolved(mistake.arguments, in: folder))
    #expect(run.status == mistake.status.rawValue, "\(run.notice)")
    for piece in mistake.says {
      #expect(
        run.notice.contains(piece.replacing("FOLDER", with: folder.path)),
        "'\(piece)' is not said: \(run.notice)")
    }
    #expect(run.answer.isEmpty)
    #expect(!run.notice.contains("secret"))
    #expect(!run.notice.contains("FootageError") && !run.notice.contains("StudioError"))
    #expect(try Self.contents(folder) == before)
  }

  /// Every file with its digest; what the ledger writes is its own affair.
  static func contents(_ folder: TemporaryFolder) throws -> [String: String] {
    var found: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where !path.hasPrefix("home") {
      found[path] = try WholeFile.digest(folder / path) ?? "folder"
    }
    return found
  }
}
