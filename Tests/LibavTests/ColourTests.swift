import Libav
import Raster
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(5)), .needsEncoder("libx264")) struct ColourTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Encodes flat colours without loss and decodes them again.
  private func roundTrip(
    _ picture: Bitmap, _ colour: ColourTags, as format: String
  ) throws -> Bitmap {
    let format = try #require(PixelFormat(name: format))
    let rate = Rational(25, 1)
    let encoder = try Encoder.open(
      VideoEncoding(
        size: picture.size, pixelFormat: format, timeBase: rate.inverse, frameRate: rate,
        colour: colour, options: [("qp", "0")]))
    let muxer = try Muxer.create(folder / "a.mp4", format: "mp4", Cancellation())
    let stream = try muxer.addStream(from: encoder)
    let file = try muxer.begin()
    let frame = try Frame.video(picture, format: format, colour: colour)
    frame.presentation = 0
    try encoder.push(frame)
    try encoder.finish()
    try encoder.drain(into: file, stream: stream)
    try file.finish()
    var reader = try FrameReader.openVideo(folder / "a.mp4", Cancellation())
    let decoded = try required(try reader.next())
    #expect(decoded.colour.matrixName == colour.matrixName)
    #expect(decoded.colour.rangeName == colour.rangeName)
    return try decoded.bitmap()
  }

  static let tags: [ColourTags] = [
    .bt601, .bt709, .unspecified, .bt601.inFullRange, .bt709.inFullRange,
  ]
  static let sizes = [PixelSize(width: 128, height: 64), PixelSize(width: 1280, height: 720)]

  @Test(arguments: tags, sizes)
  func `colours come back within two levels`(colour: ColourTags, size: PixelSize) throws {
    let colors = SyntheticPicture.barColors + [Color(red: 74, green: 203, blue: 221)]
    for format in ["yuv420p", "yuv444p"] {
      for color in colors {
        let picture = Bitmap(size: size, filledWith: color)
        let decoded = try roundTrip(picture, colour, as: format)[size.width / 2, size.height / 2]
        let distance = max(
          abs(Int(decoded.red) - Int(color.red)), abs(Int(decoded.green) - Int(color.green)),
          abs(Int(decoded.blue) - Int(color.blue)))
        #expect(distance <= 2, "\(color) came back as \(decoded) in \(format)")
      }
    }
  }

  @Test func `untagged pictures are taken as players take them`() {
    #expect(ColourTags.unspecified.conversionMatrixName(width: 720, height: 576) == "bt601")
    #expect(ColourTags.unspecified.conversionMatrixName(width: 1280, height: 720) == "bt709")
    #expect(ColourTags.bt601.conversionMatrixName(width: 1920, height: 1080) == "bt601")
    #expect(ColourTags.bt709.conversionMatrixName(width: 64, height: 64) == "bt709")
  }

  @Test func `names are FFmpeg's, and nil where nothing is said`() {
    #expect(ColourTags.bt709.matrixName == "bt709")
    #expect(ColourTags.bt709.rangeName == "tv")
    #expect(ColourTags.bt709.inFullRange.rangeName == "pc")
    #expect(ColourTags.unspecified.primariesName == nil)
    #expect(ColourTags.unspecified.rangeName == nil)
    #expect(PixelFormat(name: "yuv420p") == .yuv420p)
    #expect(PixelFormat(name: "nothing") == nil)
    #expect(PixelFormat.rgba.isRGB && PixelFormat.rgba.hasAlpha && !PixelFormat.yuv420p.isRGB)
    #expect(PixelFormat(name: "pal8")?.isRGB == true)
  }

  @Test func `a scaled frame keeps its colours`() throws {
    let size = PixelSize(width: 64, height: 64)
    let color = Color(red: 74, green: 203, blue: 221)
    let frame = try Frame.video(
      Bitmap(size: size, filledWith: color), format: .yuv420p, colour: .bt709)
    for target in [PixelSize(width: 7, height: 5), PixelSize(width: 150, height: 90)] {
      let scaled = try frame.bitmap(scaledTo: target)
      #expect(scaled.size == target)
      #expect(abs(Int(scaled[3, 2].red) - 74) <= 2 && abs(Int(scaled[3, 2].blue) - 221) <= 2)
    }
  }
}
