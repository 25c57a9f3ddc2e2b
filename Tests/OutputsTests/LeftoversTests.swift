import Foundation
import StudioTestSupport
import Testing

@testable import Outputs

struct LeftoversTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The number of a process that has just ended.
  private func deadProcess() throws -> pid_t {
    var process: pid_t = 0
    let words = [strdup("true"), nil]
    defer { free(words[0]) }
    try #require(posix_spawn(&process, "/bin/true", nil, nil, words, nil) == 0)
    var status: Int32 = 0
    try #require(waitpid(process, &status, 0) == process)
    return process
  }

  @Test func `what a dead process left is swept by the next attempt at the same file`() throws {
    let dead = try deadProcess()
    try folder.write("half", as: ".film.mp4.\(dead)-3.part")
    try AtomicOutput.write([1], to: folder / "film.mp4", replacing: false)
    #expect(try folder.names == ["film.mp4"])
  }

  @Test func `what belongs to others stays`() throws {
    let dead = try deadProcess()
    let kept = [
      ".other.mp4.\(dead)-3.part", ".film.mp4.\(getpid())-99999.part", ".film.mp4.1-1.part",
      ".film.mp4.part", ".film.mp4.\(dead).part", "film.mp4.\(dead)-1.part",
      ".film.mp4.\(dead)-x.part", ".film.mp4.-5-1.part", ".film.mp4.0-1.part",
    ].sorted()
    for name in kept { try folder.write("half", as: name) }
    try AtomicOutput.write([1], to: folder / "film.mp4", replacing: false)
    #expect(try folder.names == (kept + ["film.mp4"]).sorted())
  }

  /// Another machine, or container, that shares the folder has process numbers of its own.
  @Test func `a temporary file that someone still holds stays`() throws {
    let name = ".film.mp4.\(try deadProcess())-3.part"
    let descriptor = open(try folder.write("half", as: name), O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    try AtomicOutput.write([1], to: folder / "film.mp4", replacing: false)
    #expect(try folder.names == [name, "film.mp4"])
  }

  @Test func `an output holds its temporary file`() throws {
    let output = try AtomicOutput.begin(at: folder / "film.mp4", replacing: false)
    let descriptor = open(output.temporaryPath, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    try output.commit()
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
  }

  @Test func `long names leave room for the mark of the process`() throws {
    let name = String(repeating: "é", count: 127)
    let temporary = Leftovers.temporaryName(for: name, count: 1_000_000)
    #expect(temporary.utf8.count <= 255)
    #expect(temporary.hasPrefix(".ééé"))
  }
}
