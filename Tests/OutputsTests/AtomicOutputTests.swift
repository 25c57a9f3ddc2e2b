import Foundation
import StudioTestSupport
import Testing

@testable import Outputs

@Suite(.timeLimit(.minutes(1))) struct AtomicOutputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func put(_ text: String, at name: String, replacing: Bool = false) throws(OutputError) {
    try AtomicOutput.write(Array(text.utf8), to: folder / name, replacing: replacing)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes(of: name), as: UTF8.self)
  }

  @Test func `a file appears under its name only when it is whole`() throws {
    let output = try AtomicOutput.begin(at: folder / "film.mp4", replacing: false)
    #expect(try !folder.names.contains("film.mp4"))
    try Data("whole".utf8).write(to: URL(filePath: output.temporaryPath))
    try output.commit()
    #expect(try folder.names == ["film.mp4"])
    #expect(try text("film.mp4") == "whole")
  }

  @Test func `the temporary file lies beside the destination`() throws {
    let output = try AtomicOutput.begin(at: folder / "a.txt", replacing: false)
    #expect(output.temporaryPath.hasPrefix(folder.path + "/."))
    #expect(try folder.names.count == 1)
    _ = consume output
    #expect(try folder.names == [])
  }

  @Test func `an existing file is refused, and says how to replace it`() throws {
    try put("old", at: "a.txt")
    let error = #expect(throws: OutputError.self) { try put("new", at: "a.txt") }
    #expect(error?.code == .exists)
    #expect(error?.message.contains("--force") == true)
    #expect(try text("a.txt") == "old")
    #expect(try folder.names == ["a.txt"])
  }

  @Test func `an existing file is replaced where that is allowed`() throws {
    try put("old", at: "a.txt")
    try put("new", at: "a.txt", replacing: true)
    #expect(try text("a.txt") == "new")
    #expect(try folder.names == ["a.txt"])
  }

  @Test func `a replaced file keeps its permissions`() throws {
    try put("secret", at: "a.txt")
    #expect(chmod(folder / "a.txt", 0o600) == 0)
    try put("other secret", at: "a.txt", replacing: true)
    var facts = stat()
    #expect(stat(folder / "a.txt", &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
  }

  @Test func `a file that appears meanwhile wins`() throws {
    let output = try AtomicOutput.begin(at: folder / "a.txt", replacing: false)
    try folder.write("theirs", as: "a.txt")
    var code: OutputError.Code?
    do throws(OutputError) { try output.commit() } catch { code = error.code }
    #expect(code == .exists)
    #expect(try text("a.txt") == "theirs")
    #expect(try folder.names == ["a.txt"])
  }

  @Test func `of many writers at once exactly one wins`() async throws {
    let folder = self.folder
    let winners = await withTaskGroup(of: Int.self) { group in
      for number in 0..<16 {
        group.addTask {
          do {
            try AtomicOutput.write(
              Array("\(number)".utf8), to: folder / "a.txt", replacing: false)
            return number
          } catch { return -1 }
        }
      }
      return await group.reduce(into: [Int]()) { if $1 >= 0 { $0.append($1) } }
    }
    #expect(winners.count == 1)
    #expect(try text("a.txt") == "\(winners.first ?? -1)")
    #expect(try folder.names == ["a.txt"])
  }

  @Test func `writers that may replace leave one whole file`() async throws {
    let folder = self.folder
    let pieces = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100_000) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for piece in pieces {
        group.addTask { try AtomicOutput.write(piece, to: folder / "a", replacing: true) }
      }
      try await group.waitForAll()
    }
    #expect(pieces.contains(try folder.bytes(of: "a")))
    #expect(try folder.names == ["a"])
  }

  @Test func `a missing folder is named`() throws {
    let error = #expect(throws: OutputError.self) { try put("x", at: "not/there/a.txt") }
    #expect(error?.code == .unwritable)
    #expect(error?.path == folder / "not/there")
    #expect(error?.message.contains("no such folder") == true)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func `an unwritable folder is named`() throws {
    #expect(chmod(folder.path, 0o555) == 0)
    let error = #expect(throws: OutputError.self) { try put("x", at: "a.txt") }
    #expect(error?.code == .unwritable)
    #expect(error?.path == folder.path)
  }

  @Test(arguments: ["", ".", "..", "sub", "sub/"])
  func `a folder is no name for a file`(name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder / "sub", withIntermediateDirectories: false)
    let error = #expect(throws: OutputError.self) { try put("x", at: name, replacing: true) }
    #expect(error?.code == .unwritable)
    #expect(try folder.names == ["sub"])
  }

  @Test func `what is no regular file is not replaced`() throws {
    #expect(mkfifo(folder / "pipe", 0o600) == 0)
    let error = #expect(throws: OutputError.self) { try put("x", at: "pipe", replacing: true) }
    #expect(error?.code == .unwritable)
  }

  @Test func `nothing is left when the writer throws`() throws {
    struct Trouble: Error {}
    func work() throws {
      let output = try AtomicOutput.begin(at: folder / "a.txt", replacing: false)
      try Data("half".utf8).write(to: URL(filePath: output.temporaryPath))
      throw Trouble()
    }
    #expect(throws: Trouble.self) { try work() }
    #expect(try folder.names == [])
  }

  @Test func `nothing is left when the task is cancelled`() async throws {
    let folder = self.folder
    let (begun, signal) = AsyncStream<Void>.makeStream()
    let task = Task {
      let output = try AtomicOutput.begin(at: folder / "a.txt", replacing: false)
      signal.yield()
      try await Task.sleep(for: .seconds(50))
      try output.commit()
    }
    for await _ in begun { break }
    #expect(try folder.names.count == 1)
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try folder.names == [])
  }

  @Test func `a commit without a temporary file is an error`() throws {
    let output = try AtomicOutput.begin(at: folder / "a.txt", replacing: false)
    unlink(output.temporaryPath)
    var code: OutputError.Code?
    do throws(OutputError) { try output.commit() } catch { code = error.code }
    #expect(code == .failed)
    #expect(try folder.names == [])
  }

  @Test func `a link is followed`() throws {
    try put("old", at: "real.txt")
    #expect(symlink("real.txt", folder / "link.txt") == 0)
    try put("new", at: "link.txt", replacing: true)
    #expect(try text("real.txt") == "new")
    let kind = try FileManager.default.attributesOfItem(atPath: folder / "link.txt")[.type]
    #expect(kind as? FileAttributeType == .typeSymbolicLink)
  }

  @Test(arguments: [false, true])
  func `a link to nothing is refused before anything is written`(replacing: Bool) throws {
    #expect(symlink("nowhere.txt", folder / "link.txt") == 0)
    let error = #expect(throws: OutputError.self) {
      try AtomicOutput.check(folder / "link.txt", replacing: replacing)
    }
    #expect(error?.code == .unwritable)
    #expect(try folder.names == ["link.txt"])
  }

  @Test(arguments: [
    "film — 最終版 ✂️.mp4", "naïve café.png", " leading space", "a\nb", "-rf", "x:y.mp4",
    "100%.mp4", String(repeating: "n", count: 255), String(repeating: "é", count: 127),
    String(repeating: "👩‍👩‍👧‍👦", count: 10),
  ])
  func `any name a file system takes will do`(name: String) throws {
    try put("content", at: name)
    #expect(try folder.names == [name])
  }

  @Test func `a name that is too long is refused before anything is written`() throws {
    let name = String(repeating: "n", count: 256)
    let error = #expect(throws: OutputError.self) {
      try AtomicOutput.check(folder / name, replacing: false)
    }
    #expect(error?.message.contains("too long") == true)
  }

  @Test func `a name without a folder lands in the current one`() throws {
    #expect(AtomicOutput.split("a.txt") == (".", "a.txt"))
    #expect(AtomicOutput.split("/a.txt") == ("/", "a.txt"))
    #expect(AtomicOutput.split("b/a.txt") == ("b", "a.txt"))
    #expect(AtomicOutput.split("b//a.txt").name == "a.txt")
  }
}
