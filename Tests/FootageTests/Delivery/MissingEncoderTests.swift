import Testing

@testable import Footage

struct MissingEncoderTests {
  @Test func `an encoder that is missing is named with what brings it`() throws {
    var settings = DeliverySettings()
    settings.video?.codec = .h265
    #expect(settings.encoders == ["libx265", "aac"])
    let missing = settings.missingEncoders { $0 == "aac" }
    #expect(missing.map(\.name) == ["libx265"])
    let sentence = missing.first?.sentence ?? ""
    #expect(sentence.contains("apt-get install libavcodec"))
    #expect(sentence.contains("--enable-libx265"))
    settings.video?.encoder = "hevc_imaginary"
    let named = settings.missingEncoders.first?.sentence ?? ""
    #expect(named.contains("hevc_imaginary") && named.contains("to use libx265"))
    #expect(throws: FootageError.self) {
      _ = try PictureEncoding(try #require(settings.video))
    }
  }
}
