import Foundation
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import StudioCommands

/// What `prepare` makes of folders, names and files that are no pictures.
@Suite(.timeLimit(.minutes(2))) struct PrepareTests {
  typealias Status = StudioCommands.ExitStatus
  let folder: TemporaryFolder
  let program: Program

  init() throws {
    folder = try TemporaryFolder()
    program = Program(home: folder / "home")
  }

  private func put(_ name: String, _ color: Color = .white) throws {
    let bitmap = Bitmap(size: PixelSize(width: 64, height: 64), filledWith: color)
    try folder.write(try PNG.encode(bitmap), as: name)
  }

  private func within(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder / name, withIntermediateDirectories: true)
  }

  @Test func `a picture is never replaced by what is made of it`() async throws {
    try put("a.png")
    try put("b.png")
    let whole = try folder.bytes(of: "a.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder / "link.png", withDestinationPath: "a.png")
    try FileManager.default.linkItem(atPath: folder / "a.png", toPath: folder / "second.png")
    for name in ["a.png", "link.png", "second.png"] {
      for arguments in [
        ["-o", folder / name], ["-o", folder / "new.png", "--preview", folder / name],
      ] {
        let run = await program.run(["prepare", folder / "a.png", "--force"] + arguments)
        #expect(run.status == Status.usage.rawValue, "\(arguments): \(run.notice)")
        #expect(run.notice.contains("which it is made of"))
      }
    }
    let model = await program(
      "prepare", folder / "b.png", "--aspect", "match:\(folder / "a.png")", "--force", "-o",
      folder / "a.png")
    #expect(model.status == Status.usage.rawValue)
    #expect(try folder.bytes(of: "a.png") == whole)
    #expect(try !folder.names.contains("new.png"))
  }

  @Test(arguments: ["thumbnail", "preview", "sheet", "filmstrip", "transcode", "concat"])
  func `no command replaces a video by what is made of it`(command: String) async throws {
    try SyntheticClip().make(at: folder / "clip.mp4")
    let whole = try folder.bytes(of: "clip.mp4")
    let isPicture = ["thumbnail", "sheet", "filmstrip"].contains(command)
    let name = isPicture ? "second.png" : "second.mp4"
    try FileManager.default.linkItem(atPath: folder / "clip.mp4", toPath: folder / name)
    let files = [String](repeating: folder / "clip.mp4", count: command == "concat" ? 2 : 1)
    let run = await program.run([command] + files + ["-o", folder / name, "--force"])
    #expect(run.status == Status.usage.rawValue, "\(run.notice)")
    #expect(run.notice.contains("which it is made of"), "\(run.notice)")
    #expect(try folder.bytes(of: name) == whole)
  }

  @Test func `a name in a folder that promises a picture is held to it`() async throws {
    try within("in")
    try put("in/a.png")
    try folder.write("", as: "in/empty.jpg")
    try folder.write([1, 2, 3, 4], as: "in/noise.webp")
    try folder.write("words", as: "in/notes.txt")
    try within("in/album.jpg")
    let run = await program(
      "prepare", folder / "in", "--output-dir", folder / "out", "--json")
    #expect(run.status == Status.badInput.rawValue)
    #expect(run.notice.contains("empty.jpg: the file is empty"))
    #expect(run.notice.contains("noise.webp"))
    #expect(!run.notice.contains("notes.txt") && !run.notice.contains("album.jpg"))
    let document = try run.json()
    #expect((document["pictures"] as? [Any])?.count == 1)
    #expect((document["failures"] as? [Any])?.count == 2)
    #expect(FileManager.default.fileExists(atPath: folder / "out/a.512p.png"))
  }

  @Test func `a folder is prepared again without what came of it before`() async throws {
    try within("in")
    try put("in/a.png")
    try put("in/b.png")
    for _ in 0..<2 {
      let run = await program("prepare", folder / "in", "--force")
      #expect(run.status == 0, "\(run.notice)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder / "in").sorted()
    #expect(names == ["a.512p.png", "a.png", "b.512p.png", "b.png"])
  }

  @Test func `pictures that differ by their endings keep them`() async throws {
    try put("a.png")
    try put("a.jpg", .black)
    try put("b.png")
    let run = await program(
      "prepare", folder / "a.png", folder / "a.jpg", folder / "b.png", "--output-dir",
      folder / "out")
    #expect(run.status == 0, "\(run.notice)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder / "out").sorted()
    #expect(names == ["a.jpg.512p.png", "a.png.512p.png", "b.512p.png"])
  }

  @Test func `a moment of a picture that has none is told to be of no use`() async throws {
    try put("a.png")
    let run = await program(
      "prepare", folder / "a.png", "--at", "last", "-o", folder / "new.png", "--json")
    #expect(run.status == 0)
    #expect(run.notice.contains("--at"))
    #expect(run.answer.contains("position_ignored"))
  }

  @Test(arguments: ["mpegts", "flv", "avi", "mpeg"])
  func `a video of any container asks for its moment`(format: String) async throws {
    let heads: [String: [UInt8]] = [
      "mpegts": (0..<3).flatMap { _ in [0x47] + [UInt8](repeating: 0, count: 187) },
      "flv": Array("FLV\u{1}\u{5}\0\0\0\u{9}".utf8), "avi": Array("RIFF\0\0\0\0AVI LIST".utf8),
      "mpeg": [0, 0, 1, 0xBA, 0x44],
    ]
    try folder.write(heads[format] ?? [], as: "film.bin")
    let run = await program("prepare", folder / "film.bin", "-o", folder / "new.png")
    #expect(run.status == Status.badInput.rawValue)
    #expect(run.notice.contains("this is a video") && run.notice.contains("--at"), "\(run.notice)")
  }
}
