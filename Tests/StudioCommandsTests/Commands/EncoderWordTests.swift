import Foundation
import StudioTestSupport
import Testing

@testable import StudioCommands

/// Words of encoders, and encoders that do not start.
@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct EncoderWordTests {
  let transcode: TranscodeStage
  private var folder: TemporaryFolder { transcode.folder }

  init() throws { transcode = try TranscodeStage() }

  @Test(arguments: [
    (["--preset", "web-av1", "--set", "video.speed=fast"], "a whole number from 0 to 13", 2),
    (["--preset", "web-av1", "--set", "video.speed=20"], "a whole number from 0 to 13", 2),
    (["--set", "video.profile=hihg"], "did you mean 'high'?", 2),
    (["--set", "video.pixel_format=yuv420"], "did you mean 'yuv420p'?", 2),
    (["--set", "video.pixel_format=pal8"], "takes no pictures in pal8", 2),
    (["--set", "video.options={hurry: 1}"], "video.options", 64),
  ])
  func `an encoder's word that is none is told with those that are`(
    options: [String], words: String, status: Int32
  ) async throws {
    let run = await transcode.run(["@clip.mp4", "-o", "@out.mp4"] + options)
    #expect(run.status == status, "\(run.notice)")
    #expect(run.notice.contains(words), "\(run.notice)")
    #expect(try !folder.names.contains("out.mp4"))
  }

  @Test(
    .needsEncoder("h264_nvenc"), .needsEncoder("h264_vaapi"), .needsEncoder("h264_qsv"),
    .disabled(
      if: ["/dev/nvidiactl", "/dev/dri"].contains(where: FileManager.default.fileExists),
      "there is a device"),
    arguments: ["h264_nvenc", "h264_vaapi", "h264_qsv"])
  func `an encoder without its device is told with the one to use`(encoder: String) async throws {
    // All of them, the preset's pixel format and speed included, are what the encoder may be told.
    let run = await transcode("@clip.mp4", "--encoder", encoder, "-o", "@out.mp4")
    #expect(run.status == 2, "\(run.notice)")
    #expect(
      run.notice.contains("\(encoder) does not start")
        && run.notice.contains("leave out --encoder") && run.notice.contains("libx264"),
      "\(run.notice)")
  }
}
