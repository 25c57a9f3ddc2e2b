import StudioTestSupport
import Testing

@testable import StudioCommands

/// Results that meet their preset when they are transcoded again.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct TranscodeCopyTests {
  let transcode: TranscodeStage
  private var folder: TemporaryFolder { transcode.folder }

  init() throws { transcode = try TranscodeStage() }

  @Test(
    .needsEncoder("libvpx-vp9"), .needsEncoder("libopus"),
    arguments: [
      ("web-h264", "mp4"), ("web-vp9", "webm"), ("lossless-ffv1", "mkv"), ("audio-only", "m4a"),
    ])
  func `a preset's own result meets it and is copied`(preset: String, kind: String) async throws {
    let first = await transcode("@clip.mp4", "--preset", preset, "-o", "@one.\(kind)")
    #expect(first.status == 0, "\(first.notice)")
    let run = await transcode("@one.\(kind)", "--preset", preset, "-o", "@two.\(kind)", "--json")
    #expect(run.status == 0, "\(run.notice)")
    let result = try TranscodeStage.result(run)
    #expect(result["sound"] as? String == "copied", "\(result)")
    #expect(
      try DecodedSound(of: folder / "one.\(kind)")?.samples
        == DecodedSound(of: folder / "two.\(kind)")?.samples)
    guard preset != "audio-only" else { return }
    #expect(result["picture"] as? String == "copied", "\(result)")
    #expect(
      try FrameHashes(of: folder / "one.\(kind)").hashes
        == FrameHashes(of: folder / "two.\(kind)").hashes)
  }

  @Test func `sound that takes more bits than the preset gives is not copied`() async throws {
    _ = await transcode(
      "@clip.mp4", "--preset", "audio-only", "--set", "audio.kilobits_per_second=512", "-o",
      "@one.m4a")
    let run = await transcode(
      "@one.m4a", "--preset", "audio-only", "--set", "audio.kilobits_per_second=32", "-o",
      "@two.m4a", "--json")
    let result = try TranscodeStage.result(run)
    #expect(result["sound"] as? String == "encoded", "\(run.notice)")
  }
}
