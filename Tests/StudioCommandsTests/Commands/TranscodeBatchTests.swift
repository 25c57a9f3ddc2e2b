import Foundation
import StudioTestSupport
import Testing

@testable import StudioCommands

/// What `transcode` makes of several files and presets, some of which cannot be made.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct TranscodeBatchTests {
  let transcode: TranscodeStage
  private var folder: TemporaryFolder { transcode.folder }

  init() throws { transcode = try TranscodeStage() }

  @Test func `a batch makes what it can and lists what it cannot`() async throws {
    let run = await transcode(
      "@clip.mp4", "@words.mp4", "@silent.mp4", "--output-dir", "@out", "--json")
    #expect(run.status == 2, "\(run.notice)")
    let files = try TranscodeStage.list(run, "files")
    #expect(files.map { $0["source"] as? String } == [folder / "clip.mp4", folder / "silent.mp4"])
    let failures = try TranscodeStage.list(run, "failures")
    #expect(failures.count == 1 && failures[0]["source"] as? String == folder / "words.mp4")
    #expect(failures[0]["exit_status"] as? Int == 2)
    #expect((failures[0]["message"] as? String)?.contains("words.mp4") == true)
    #expect(run.notice.contains("1 of 3 results could not be made; the others are done."))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder / "out").sorted()
        == ["clip.web-h264.mp4", "silent.web-h264.mp4"])
  }

  @Test func `one failing preset of two leaves the other's result`() async throws {
    let run = await transcode(
      "@silent.mp4", "--preset", "audio-only", "--preset", "web-h264", "--output-dir", "@out")
    #expect(run.status == 64)
    #expect(run.answer.contains("silent.web-h264.mp4"))
    #expect(run.notice.contains("there is no sound in it"), "\(run.notice)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder / "out")
        == ["silent.web-h264.mp4"])
  }

  @Test func `a result that is there already keeps none of the others`() async throws {
    _ = await transcode("@clip.mp4", "--output-dir", "@out")
    let run = await transcode("@clip.mp4", "@silent.mp4", "--output-dir", "@out", "--json")
    #expect(run.status == 1)
    #expect(
      try TranscodeStage.list(run, "files").count == 1
        && TranscodeStage.list(run, "failures").count == 1)
  }

  @Test func `a file that nothing can be made of is told once for all presets`() async throws {
    let run = await transcode(
      "@words.mp4", "--preset", "gif", "--preset", "web-h264", "--output-dir", "@out")
    #expect(run.status == 2)
    #expect(run.notice.ranges(of: "words.mp4: ").count == 1, "\(run.notice)")
    #expect(run.notice.contains("2 of 2 results could not be made; nothing was written."))
  }

  @Test(arguments: ["transcode", "thumbnail", "sheet"])
  func `a folder that was made for nothing is taken away again`(command: String) async throws {
    try FileManager.default.createDirectory(
      atPath: folder / "there", withIntermediateDirectories: false)
    for place in ["deep/er", "there"] {
      let run = await transcode.program(
        command, folder / "words.mp4", "--output-dir", folder / place)
      #expect(run.status == 2, "\(run.notice)")
    }
    #expect(try folder.names.filter { !$0.hasSuffix("mp4") } == ["there"])
  }
}
