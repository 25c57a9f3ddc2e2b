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
      "a small picture", .badInput, ["FOLDER/small.png", "200x200", "longer than 300 pixels"],
      ["--image", "@small.png", "--prompt", "Waves", "-o", "@new.mp4"]),
    Mistake(
      "a wide picture", .badInput,
      ["FOLDER/wide.png", "4000x400", "too wide", "crop it to 994x400"],
      ["--image", "@wide.png", "--prompt", "Waves", "-o", "@new.mp4"]),
    Mistake(
      "an empty prompt", .usage, ["The prompt is empty"],
      ["--image", "@good.png", "--prompt", "", "-o", "@new.mp4"]),
    Mistake(
      "a prompt of spaces", .usage, ["The prompt is empty"],
      ["--image", "@good.png", "--prompt", "  \n ", "-o", "@new.mp4"]),
    Mistake(
      "a long prompt", .usage, ["3000 characters", "may have 2000", "by 1000"],
      ["--image", "@good.png", "--prompt", String(repeating: "a", count: 3000), "-o", "@new.mp4"]),
    Mistake(
      "seven seconds", .usage, ["--duration is 7", "6 or 10 seconds"],
      ["--image", "@good.png", "--prompt", "Waves", "--duration", "7", "-o", "@new.mp4"]),
    Mistake(
      "an output that exists", .failed, ["FOLDER/there.mp4", "--force"],
      ["--image", "@good.png", "--prompt", "Waves", "-o", "@there.mp4"]),
    Mistake(
      "an output folder that is not there", .failed, ["FOLDER/nowhere"],
      ["--image", "@good.png", "--prompt", "Waves", "-o", "@nowhere/new.mp4"]),
    Mistake(
      "an output folder that is a file", .failed, ["FOLDER/file"],
      ["--image", "@good.png", "--prompt", "Waves", "-o", "@file/new.mp4"]),
    Mistake(
      "an output that is no MP4", .usage, ["new.mov", ".mp4"],
      ["--image", "@good.png", "--prompt", "Waves", "-o", "@new.mov"]),
    Mistake(
      "no output", .usage, ["--output"], ["--image", "@good.png", "--prompt", "Waves"]),
  ]

  static let film: [Mistake] = [
    Mistake("no such storyboard", .badInput, ["FOLDER/none.yaml", "no such file"], ["@none.yaml"]),
    Mistake(
      "an unknown key", .badInput, ["FOLDER/key.yaml:4:5", "unknown key 'seed'"], ["@key.yaml"]),
    Mistake(
      "a chain from nothing", .badInput, ["FOLDER/chain.yaml:2:12", "this is the first"],
      ["@chain.yaml"]),
    Mistake("seven seconds", .badInput, ["FOLDER/seven.yaml:4:15", "6 or 10"], ["@seven.yaml"]),
    Mistake(
      "a shot without its picture", .badInput, ["FOLDER/lost.yaml:2:14", "none.png"],
      ["@lost.yaml"]),
    Mistake(
      "a small picture", .badInput, ["FOLDER/small.yaml:2:14", "200x200"], ["@small.yaml"]),
    Mistake(
      "an unknown preset", .badInput, ["FOLDER/preset.yaml:1:9", "did you mean 'web-h264'"],
      ["@preset.yaml"]),
    Mistake("a picture for a storyboard", .badInput, ["FOLDER/good.png"], ["@good.png"]),
  ]

  static let filmFolders: [Mistake] = [
    Mistake(
      "film: a file for a folder", .failed, ["FOLDER/file", "folder"],
      ["film", "@good.yaml", "--output-dir", "@file"]),
    Mistake(
      "film: somebody's film", .failed, ["FOLDER/taken/film.mp4", "--force"],
      ["film", "@good.yaml", "--output-dir", "@taken"]),
  ]

  static let media: [Mistake] = [
    Mistake(
      "concat: one is missing", .badInput, ["FOLDER/none.mp4", "no such file"],
      ["concat", "@clip.mp4", "@none.mp4", "-o", "@new.mp4"]),
    Mistake(
      "concat: one is text", .badInput, ["FOLDER/words.mp4"],
      ["concat", "@clip.mp4", "@words.mp4", "-o", "@new.mp4"]),
    Mistake(
      "concat: the output exists", .failed, ["FOLDER/there.mp4", "--force"],
      ["concat", "@clip.mp4", "-o", "@there.mp4"]),
    Mistake("concat: no clips", .usage, ["<files>"], ["concat", "-o", "@new.mp4"]),
    Mistake(
      "thumbnail: beyond the end", .usage, ["FOLDER/clip.mp4", "1 s"],
      ["thumbnail", "@clip.mp4", "--at", "99", "-o", "@new.png"]),
    Mistake(
      "thumbnail: a frame beyond the end", .usage, ["FOLDER/clip.mp4", "25"],
      ["thumbnail", "@clip.mp4", "--at", "f:25", "-o", "@new.png"]),
    Mistake(
      "thumbnail: no time", .usage, ["soon"],
      ["thumbnail", "@clip.mp4", "--at", "soon", "-o", "@new.png"]),
    Mistake(
      "thumbnail: one output for two", .usage, ["--output-dir"],
      ["thumbnail", "@clip.mp4", "@clip.mp4", "-o", "@new.png"]),
    Mistake(
      "thumbnail: the output exists", .failed, ["FOLDER/there.png", "--force"],
      ["thumbnail", "@clip.mp4", "-o", "@there.png"]),
    Mistake(
      "thumbnail: no video", .badInput, ["FOLDER/words.mp4"],
      ["thumbnail", "@words.mp4", "-o", "@new.png"]),
    Mistake(
      "sheet: no video", .badInput, ["FOLDER/none.mp4", "no such file"],
      ["sheet", "@none.mp4", "-o", "@new.png"]),
    Mistake(
      "sheet: no columns", .usage, ["--columns", "50"],
      ["sheet", "@clip.mp4", "--columns", "0", "-o", "@new.png"]),
    Mistake(
      "transcode: an unknown preset", .usage, ["'wbe'", "web-h264"],
      ["transcode", "@clip.mp4", "--preset", "wbe", "-o", "@new.mp4"]),
    Mistake(
      "transcode: a broken preset of the user's", .badInput, ["FOLDER/presets/mine.yaml:2"],
      ["transcode", "@clip.mp4", "--preset", "mine", "-o", "@new.mp4"]),
    Mistake(
      "transcode: no video", .badInput, ["FOLDER/words.mp4"],
      ["transcode", "@words.mp4", "-o", "@new.mp4"]),
    Mistake(
      "presets show: a broken one", .badInput, ["FOLDER/presets/mine.yaml:2"],
      ["presets", "show", "mine"]),
    Mistake(
      "presets show: an unknown one", .usage, ["'web-h266'", "did you mean 'web-h264'"],
      ["presets", "show", "web-h266"]),
    Mistake(
      "probe: nothing there", .badInput, ["FOLDER/none.mp4", "no such file"],
      ["probe", "@none.mp4"]),
    Mistake("probe: a folder", .badInput, ["FOLDER/presets"], ["probe", "@presets"]),
    Mistake(
      "simulate: no such port", .usage, ["--port", "65535"], ["simulate", "--port", "99999"]),
    Mistake("no such command", .usage, ["flim"], ["flim"]),
    Mistake("no such option", .usage, ["--fast"], ["probe", "@clip.mp4", "--fast"]),
  ]

  static let prepare: [Mistake] = [
    Mistake("no such picture", .badInput, ["FOLDER/none.png", "no such file"], ["@none.png"]),
    Mistake(
      "a text named .jpg", .badInput, ["FOLDER/words.jpg", "text file, whatever its name says"],
      ["@words.jpg"]),
    Mistake("a PNG cut short", .badInput, ["FOLDER/cut.png", "ends"], ["@cut.png"]),
    Mistake(
      "a shape that no clip has", .usage, ["5:1", "5:2"], ["@good.png", "--aspect", "5:1"]),
    Mistake("no shape", .usage, ["square"], ["@good.png", "--aspect", "square"]),
    Mistake(
      "a part that is not there", .badInput, ["FOLDER/good.png", "does not lie inside"],
      ["@good.png", "--crop", "90%,0,20%,10%"]),
    Mistake("no point", .usage, ["--focus"], ["@good.png", "--focus", "here"]),
    Mistake(
      "a point outside of the picture", .badInput, ["FOLDER/good.png", "9000,9000", "640x360"],
      ["@good.png", "--focus", "9000,9000"]),
    Mistake(
      "a point outside of the part", .badInput, ["FOLDER/good.png", "100x100 at 0,0"],
      ["@good.png", "--crop", "0,0,100,100", "--focus", "200,50"]),
    Mistake(
      "one file for picture and preview", .usage, ["--preview", "Usage: hailuo-studio prepare"],
      ["@good.png", "--preview", "@new.png"]),
    Mistake(
      "a backdrop that is none", .usage, ["blue", "#rrggbb"],
      ["@good.png", "--background", "blue"]),
    Mistake("too few bytes", .usage, ["500kB", "1000 bytes"], ["@good.png", "--max-bytes", "10"]),
    Mistake(
      "an address of another kind", .badInput, ["ftp://", "https://"],
      ["ftp://me:hush@host/picture.png?secret"]),
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
