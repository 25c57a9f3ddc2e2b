import Foundation
import StudioTestSupport
import Testing

@testable import StudioCommands

/// Output whose reader goes away, and output that has no room.
struct StandardStreamTests {
  @Test func `a reader that wants no more is no trouble`() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    let stream = StandardStream(pipe.fileHandleForWriting.fileDescriptor)
    stream.write("one\n")
    #expect(pipe.fileHandleForReading.availableData == Data("one\n".utf8))
    try pipe.fileHandleForReading.close()
    stream.write("two\n")
    stream.write("three\n")
    #expect(stream.failure == nil)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is told`() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let stream = StandardStream(full.fileDescriptor)
    stream.write("one\n")
    #expect(stream.failure?.isEmpty == false)
  }

  @Test func `clips in runs are told in short`() {
    #expect(JoinText.spans([1, 2, 3, 5, 7, 8]) == "1-3, 5, 7, 8")
    #expect(JoinText.spans([4]) == "4" && JoinText.spans([]) == "")
  }
}
