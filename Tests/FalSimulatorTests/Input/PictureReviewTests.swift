import FalClient
import Testing

@testable import FalSimulator

struct PictureReviewTests {
  static func jpeg(_ width: Int, _ height: Int, marker: UInt8 = 0xC0) -> [UInt8] {
    [0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, marker, 0, 17, 8]
      + [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255), 3, 0]
  }

  static func webp(_ kind: String, _ rest: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP\(kind)".utf8) + [0, 0, 0, 0] + rest
      + [UInt8](repeating: 0, count: 16)
  }

  @Test(
    arguments: [
      (SimulatorScene.png(640, 360), PictureHeader.Format.png, 640, 360),
      (SimulatorScene.png(70_000, 1), .png, 70_000, 1),
      (jpeg(4032, 3024), .jpeg, 4032, 3024),
      (jpeg(800, 600, marker: 0xC2), .jpeg, 800, 600),
      (webp("VP8X", [0, 0, 0, 0, 0x7F, 2, 0, 0x67, 1, 0]), .webp, 640, 360),
      (webp("VP8L", [0x2F, 0x7F, 0xC2, 0x59, 0]), .webp, 640, 360),
      (webp("VP8 ", [0, 0, 0, 0x9D, 1, 0x2A, 0x80, 0x42, 0x68, 0x01]), .webp, 640, 360),
    ] as [([UInt8], PictureHeader.Format, Int, Int)])
  func `the size stands in the head of the file`(
    bytes: [UInt8], format: PictureHeader.Format, width: Int, height: Int
  ) {
    let header = PictureHeader(bytes)
    #expect(header?.format == format)
    #expect(header?.width == width)
    #expect(header?.height == height)
  }

  @Test(
    arguments: [
      (SimulatorScene.png(301, 301), nil),
      (SimulatorScene.png(300, 400), "image_too_small"),
      (SimulatorScene.png(200, 200), "image_too_small"),
      (SimulatorScene.png(1000, 400), nil),
      (SimulatorScene.png(400, 1000), nil),
      (SimulatorScene.png(1001, 400), "value_error"),
      (SimulatorScene.png(4000, 400), "value_error"),
      (Array("this is text".utf8), "image_load_error"),
      (Array(SimulatorScene.png(640, 360).prefix(20)), "image_load_error"),
      ([], "image_load_error"),
      (Array("GIF89a......".utf8), "unsupported_image_format"),
    ] as [([UInt8], String?)])
  func `a picture outside the limits is named so`(bytes: [UInt8], expected: String?) {
    #expect(PictureReview.details(of: bytes).first?.type == expected)
  }

  @Test func `a file of 20 MiB is too large whatever is in it`() {
    let bytes = SimulatorScene.png(640, 360) + [UInt8](repeating: 0, count: 20 << 20)
    let detail = PictureReview.details(of: bytes).first
    #expect(detail?.type == "file_too_large")
    #expect(detail?.context == ["max_size": .integer(20 << 20)])
  }

  @Test func `a picture that is too small is told the least size`() {
    let detail = PictureReview.details(of: SimulatorScene.png(300, 400)).first
    #expect(detail?.context == ["min_width": 301, "min_height": 301])
    #expect(detail?.location == ["body", "image_url"])
  }

  @Test func `no cut or changed head leads outside the bytes`() {
    var dice = SeededDice(state: 99)
    let heads = [
      SimulatorScene.png(640, 360), Self.jpeg(640, 360),
      Self.webp("VP8X", [0, 0, 0, 0, 1, 2, 3, 4, 5, 6]), Self.webp("VP8L", [0x2F, 1, 2, 3, 4]),
      Self.webp("VP8 ", [1, 2, 3]), Array("GIF89a".utf8),
    ]
    for _ in 0..<20_000 {
      var bytes = heads.randomElement(using: &dice) ?? []
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &dice)))
      if let index = bytes.indices.randomElement(using: &dice) {
        bytes[index] = UInt8.random(in: 0...255, using: &dice)
      }
      if let header = PictureHeader(bytes) { #expect(header.width >= 0 && header.height >= 0) }
    }
  }
}
