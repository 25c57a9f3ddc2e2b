import Foundation
import Outputs
import StudioTestSupport
import Testing

struct AtomicFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func make(_ name: String, _ files: [String], replacing: Bool = false) throws {
    let output = try AtomicFolder.begin(
      at: folder / name, replacing: replacing, endings: ["mp4", "m3u8"])
    for file in files {
      try AtomicOutput.write([1], to: "\(output.temporaryPath)/\(file)", replacing: false)
    }
    #expect(try !folder.names.contains(name) || replacing)
    try output.commit()
  }

  @Test func `a folder appears whole, and replaces its like`() throws {
    try make("a/", ["x.mp4", "y.m3u8"])
    #expect(try names(folder / "a") == ["x.mp4", "y.m3u8"])
    let refused = #expect(throws: OutputError.self) { try make("a", ["z.mp4"]) }
    #expect(refused?.code == .exists)
    try make("a", ["z.mp4"], replacing: true)
    #expect(try names(folder / "a") == ["z.mp4"] && folder.names == ["a"])
  }

  @Test func `a link to a folder stays, and the folder behind it is replaced`() throws {
    try make("a", ["x.mp4"])
    try FileManager.default.createSymbolicLink(
      atPath: folder / "link", withDestinationPath: folder / "a")
    try make("link", ["z.mp4"], replacing: true)
    #expect(try names(folder / "a") == ["z.mp4"])
    #expect(try folder.names == ["a", "link"])
    #expect(try names(folder / "link/") == ["z.mp4"])
  }

  @Test func `what is not committed leaves nothing behind`() throws {
    do {
      let output = try AtomicFolder.begin(at: folder / "a", replacing: false, endings: ["mp4"])
      try AtomicOutput.write([1], to: "\(output.temporaryPath)/x.mp4", replacing: false)
      #expect(try folder.names.count == 1)
    }
    #expect(try folder.names == [])
  }

  @Test func `other people's things are never replaced`() throws {
    try make("a", ["x.mp4"])
    try folder.write("mine", as: "a/diary.txt")
    let refused = #expect(throws: OutputError.self) { try make("a", ["z.mp4"], replacing: true) }
    #expect(refused?.code == .unwritable && refused?.message.contains("diary.txt") == true)
    try FileManager.default.createDirectory(
      atPath: folder / "b/c.mp4", withIntermediateDirectories: true)
    #expect(throws: OutputError.self) { try make("b", ["z.mp4"], replacing: true) }
    try folder.write("mine", as: "file")
    #expect(throws: OutputError.self) { try make("file", ["z.mp4"], replacing: true) }
    #expect(throws: OutputError.self) { try make("none/a", ["z.mp4"]) }
    for name in ["", ".", ".."] {
      #expect(throws: OutputError.self) {
        try AtomicFolder.check(name, replacing: true, endings: ["mp4"])
      }
    }
  }
}
