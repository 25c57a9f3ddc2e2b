import ArgumentParser
import Studio
import Testing

@testable import StudioCommands

struct ResultOptionsTests {
  private func destinations(
    _ arguments: [String], _ inputs: [String], _ ending: String = ".png"
  ) throws -> [String] {
    try ResultOptions.parse(arguments).destinations(for: inputs, ending: ending)
  }

  @Test(arguments: [
    ("clip.mp4", "clip.png"), ("a/b.c/clip.mp4", "a/b.c/clip.png"), ("clip", "clip.png"),
    (".hidden", ".hidden.png"), ("a.b.mp4", "a.b.png"), ("/clip.mp4", "/clip.png"),
  ])
  func `a result lies beside its input and is named after it`(input: String, output: String) throws
  {
    #expect(try destinations([], [input]) == [output])
  }

  @Test func `a folder takes one result an input`() throws {
    #expect(
      try destinations(["--output-dir", "out"], ["a/x.mp4", "b/y.mp4"], ".512p.png")
        == ["out/x.512p.png", "out/y.512p.png"])
    #expect(try destinations(["--output-dir", "out/"], ["x.mp4"]) == ["out/x.png"])
  }

  @Test func `one file takes one result`() throws {
    #expect(try destinations(["-o", "z.png"], ["x.mp4"]) == ["z.png"])
    #expect(throws: ValidationError.self) { try destinations(["-o", "z"], ["x.mp4", "y.mp4"]) }
  }

  @Test func `two inputs never become one file`() {
    #expect(throws: ValidationError.self) {
      try destinations(["--output-dir", "out"], ["a/x.mp4", "b/x.mp4"])
    }
    #expect(throws: ValidationError.self) { try destinations([], ["x.mp4", "x.mp4"]) }
    #expect(throws: Never.self) { try destinations([], ["a/x.mp4", "b/x.mp4"]) }
  }

  @Test func `inputs that differ by their endings keep them`() throws {
    #expect(
      try destinations(["--output-dir", "out"], ["a/x.mp4", "b/x.mov", "y.mp4"])
        == ["out/x.mp4.png", "out/x.mov.png", "out/y.png"])
    #expect(throws: ValidationError.self) {
      try destinations([], ["x.mp4", "x.mov", "x.mov.mkv"])
    }
  }

  @Test func `a file and a folder are one too many`() {
    #expect(throws: (any Error).self) { try destinations(["-o", "a", "--output-dir", "b"], ["x"]) }
  }
}

struct JobStateArgumentTests {
  @Test(arguments: [
    ("ambiguous", JobState.ambiguous), ("unknown", .ambiguous), ("expired", .expired),
    ("lost", .expired), ("stored", .stored),
  ])
  func `jobs are listed by the record's words and by those of the table`(
    word: String, state: JobState
  ) {
    #expect(JobState(argument: word) == state)
  }
}
