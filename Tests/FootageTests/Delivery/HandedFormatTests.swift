import StudioTestSupport
import Testing

@testable import Footage

/// In which pixel format an encoder is handed its pictures.
struct HandedFormatTests {
  @Test(
    .needsEncoder("h264_vaapi"), .needsEncoder("hevc_qsv"),
    arguments: [
      ("libx264", "yuv420p", "yuv420p"), ("h264_nvenc", "yuv420p", "yuv420p"),
      // What hardware stores: the same samples, chroma interleaved.
      ("h264_vaapi", "yuv420p", "nv12"), ("hevc_vaapi", "yuv420p10le", "p010le"),
      ("hevc_qsv", "yuv420p10le", "p010le"), ("h264_vaapi", "nv12", "nv12"),
      // Other samples are never put in place of those that were asked for.
      ("h264_vaapi", "yuv444p", "yuv444p"),
    ])
  func `hardware is handed the same samples interleaved`(
    encoder: String, asked: String, handed: String
  ) {
    var wish = VideoDelivery(profile: nil, rateControl: .fixed, speed: nil, keyFrameSeconds: nil)
    wish.encoder = encoder
    wish.pixelFormat = asked
    #expect(wish.handedFormat == handed)
    #expect((wish.takenPixelFormats?.contains(asked) == true) == (asked != "yuv444p"))
  }
}
