import StudioTestSupport
import Testing

@testable import StudioCommands

/// Options that mean nothing to a result.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct IdleOptionTests {
  let transcode: TranscodeStage
  private var folder: TemporaryFolder { transcode.folder }

  init() throws { transcode = try TranscodeStage() }

  static let idle: [(String, [String], String)] = [
    ("gif", ["--music", "@clip.mp4"], "--music"), ("gif", ["--loudness", "-16"], "hold no sound"),
    ("web-h264", ["--set", "audio=none", "--music", "@clip.mp4"], "'audio' is none"),
    ("audio-only", ["--scale", "720p"], "--scale"), ("audio-only", ["--fps", "50"], "--fps"),
    ("audio-only", ["--lut", "@x.cube"], "--lut"),
    ("audio-only", ["--quality", "20"], "--quality"),
    ("audio-only", ["--captions", "@x.srt", "--burn-in"], "are sound alone"),
    ("audio-only", ["--watermark", "@x.png"], "--watermark"),
    ("lossless-ffv1", ["--quality", "20"], "keep every pixel"),
    ("gif", ["--quality", "20"], "no scale of quality"),
    ("editing-prores", ["--quality", "20"], "prores profile"),
    ("web-h264", ["--fit", "pad"], "--scale 1080x1920"),
    ("web-h264", ["--fit", "pad", "--scale", "720p"], "no box to fill"),
    ("audio-only", ["--set", "video.crf=20"], "--set video.crf=20 cannot do anything here"),
    ("gif", ["--set", "audio.channels=1"], "--set audio.channels=1"),
    ("gif", ["--encoder", "libx264"], "are gif, which libx264 does not make"),
    ("editing-prores", ["--set", "video.crf=30"], "--set video.crf=30"),
    ("lossless-ffv1", ["--set", "video.keyframe_seconds=1"], "no key frames"),
    ("lossless-ffv1", ["--set", "audio.kilobits_per_second=96"], "keep every sample"),
  ]

  @Test(arguments: idle) func `an option that can do nothing is refused`(
    idle: (preset: String, options: [String], words: String)
  ) async throws {
    let run = await transcode.run(
      ["@clip.mp4", "--preset", idle.preset, "--output-dir", "@out"] + idle.options)
    #expect(run.status == 64, "\(run.notice)")
    #expect(run.notice.contains(idle.words) && run.notice.contains(idle.preset), "\(run.notice)")
    #expect(try !folder.names.contains("out"))
  }

  @Test func `an option that one of two presets has no use for is told beside its result`()
    async throws
  {
    let run = await transcode(
      "@clip.mp4", "--preset", "gif", "--preset", "web-h264", "--loudness", "-20", "--output-dir",
      "@out", "--json")
    #expect(run.status == 0, "\(run.notice)")
    let notes = try TranscodeStage.list(run, "files").map {
      ($0["result"] as? [String: Any])?["notes"] as? [String] ?? []
    }
    #expect(
      notes[0].contains { $0.hasPrefix("--loudness was left out: results of gif are gif files") })
    #expect(!notes[1].contains { $0.hasPrefix("--loudness") })
    let value = await transcode(
      "@clip.mp4", "--preset", "audio-only", "--preset", "web-h264", "--set", "video.crf=40",
      "--output-dir", "@values", "--json")
    #expect(value.status == 0, "\(value.notice)")
    let told = try TranscodeStage.list(value, "files").map {
      ($0["result"] as? [String: Any])?["notes"] as? [String] ?? []
    }
    #expect(told[0] == ["--set video.crf=40 was left out: results of audio-only are sound alone."])
    #expect(!told[1].contains { $0.hasPrefix("--set") })
    let fit = await transcode(
      "@clip.mp4", "--preset", "social-square", "--fit", "pad", "-o", "@s.mp4")
    #expect(fit.status == 0, "\(fit.notice)")
  }
}
