import Outputs
import Raster
import Stills
import Testing

@Suite(.timeLimit(.minutes(1))) struct PreparerTests {
  let files: TemporaryPictures

  init() throws { files = try TemporaryPictures() }

  /// Four flat colours in a picture of any size.
  private func quarters(_ width: Int, _ height: Int) -> Bitmap {
    var bitmap = Bitmap(size: PixelSize(width: width, height: height), filledWith: .white)
    let (halfWidth, halfHeight) = (width / 2, height / 2)
    bitmap.fill(
      PixelRect(x: 0, y: 0, width: halfWidth, height: halfHeight),
      with: Color(red: 255, green: 0, blue: 0))
    bitmap.fill(
      PixelRect(x: halfWidth, y: halfHeight, width: width, height: height), with: .black)
    return bitmap
  }

  @Test func `a picture that is right already keeps every pixel`() async throws {
    var bitmap = quarters(910, 512)
    bitmap.draw(text: "harbour at dawn", at: PixelPoint(x: 40, y: 300), height: 90, color: .black)
    let path = try files.file("right.png", try PNG.encode(bitmap))
    let prepared = try await Preparer.prepare(path)
    #expect(prepared.bitmap == bitmap)
    #expect(try PNG.decode(prepared.png) == bitmap)
    #expect(prepared.preparation.isUntouched)
    #expect(prepared.preparation.description == "910x512, left as it is")
    #expect(prepared.digest == FileDigest.sha256(of: prepared.png))

    // Preparing the result again changes nothing, not even the file.
    let again = try await Preparer.prepare(try files.file("again.png", prepared.png))
    #expect(again.digest == prepared.digest)
    let chained = try await Preparer.prepare(
      bitmap, named: "the last picture of clip.mp4",
      options: PrepareOptions(aspect: AspectRatio(width: 16, height: 9)))
    #expect(chained.digest == prepared.digest)
  }

  @Test(
    arguments: [
      (640, 360, nil, "910x512"), (320, 320, nil, "512x512"), (300, 600, nil, "512x1024"),
      (640, 360, "1:1", "512x512"), (640, 360, "9:16", "512x910"), (900, 100, nil, "1280x512"),
    ] as [(Int, Int, String?, String)])
  func `a picture is fitted`(
    width: Int, height: Int, aspect: String?, size: String
  ) async throws {
    let options = PrepareOptions(aspect: aspect.flatMap { AspectRatio($0) })
    let prepared = try await Preparer.prepare(
      quarters(width, height), named: "test", options: options)
    #expect(prepared.size.description == size)
    #expect(prepared.bitmap.isOpaque)
    #expect(try PNG.decode(prepared.png) == prepared.bitmap)
    // Colour type 2: RGB without alpha.
    #expect(prepared.png[25] == 2)
    // The middle of the source is the middle of the result.
    let (x, y) = (prepared.size.width / 2, prepared.size.height / 2)
    #expect(prepared.bitmap[x - 20, y - 20].red > 245 && prepared.bitmap[x - 20, y - 20].blue < 10)
    #expect(prepared.bitmap[x + 20, y - 20].blue > 245)
    #expect(prepared.bitmap[x + 20, y + 20].red < 10)
  }

  @Test(arguments: [Color.white, .black, Color(red: 10, green: 200, blue: 30)])
  func `alpha is laid on a background`(background: Color) async throws {
    var bitmap = Bitmap(size: PixelSize(width: 600, height: 600))
    bitmap.fill(
      PixelRect(x: 0, y: 0, width: 300, height: 600), with: Color(red: 255, green: 0, blue: 0))
    let path = try files.file("clear.png", try PNG.encode(bitmap))
    let prepared = try await Preparer.prepare(
      path, options: PrepareOptions(background: .color(background)))
    #expect(prepared.bitmap[10, 256] == Color(red: 255, green: 0, blue: 0))
    #expect(prepared.bitmap[500, 256] == background)
    #expect(prepared.preparation.background == .color(background))
    #expect(prepared.preparation.description.contains("laid on \(background)"))
  }

  @Test(arguments: Orientation.allCases)
  func `a turned picture is prepared upright`(orientation: Orientation) async throws {
    let upright = quarters(910, 512)
    let file = ExifBuilder.insert(
      ExifBuilder.tiff(orientation.rawValue, littleEndian: false),
      into: try PNG.encode(upright.oriented(orientation.inverse)), "PNG")
    let prepared = try await Preparer.prepare(try files.file("turned.png", file))
    #expect(prepared.bitmap == upright)
    #expect(prepared.preparation.orientation == orientation)
    #expect(prepared.preparation.isUntouched == (orientation == .up))
    // The result does not say once more that it wants to be turned.
    #expect(!PNG.chunks(in: prepared.png).contains { $0.name == "eXIf" })
  }

  @Test func `what was done can be read`() async throws {
    let prepared = try await Preparer.prepare(
      quarters(1000, 500), named: "test",
      options: PrepareOptions(aspect: AspectRatio(width: 1, height: 1)))
    #expect(
      prepared.preparation.description
        == "1000x500, cropped to 500x500 at 250,0, scaled to 512x512")
    #expect(prepared.preparation.isCropped && prepared.preparation.isScaled)
  }

  @Test(arguments: ["10:1", "1:10", "2.51:1"])
  func `a ratio that no clip can have is refused`(aspect: String) async throws {
    let options = PrepareOptions(aspect: AspectRatio(aspect))
    let path = try files.file("test.png", try PNG.encode(quarters(20, 20)))
    let error = await #expect(throws: StillError.self) {
      _ = try await Preparer.prepare(path, options: options)
    }
    #expect(error?.code == .unsuitableAspect)
    #expect(error?.description.contains("2:5 (tall) to 5:2 (wide)") == true)
    #expect(error?.description.contains(path) == true)
  }

  @Test func `a wrong file is refused before anything else`() async throws {
    let path = try files.file("cut.png", Array(try PNG.encode(quarters(20, 20))[..<60]))
    let error = await #expect(throws: StillError.self) { _ = try await Preparer.prepare(path) }
    #expect(error?.code == .truncated)
  }

  @Test func `raised edges are told`() async throws {
    var options = PrepareOptions(aspect: AspectRatio(width: 16, height: 9))
    var picture = Bitmap(size: PixelSize(width: 910, height: 512), filledWith: Color(grey: 100))
    picture.fill(PixelRect(x: 200, y: 100, width: 300, height: 200), with: Color(grey: 150))
    let plain = try await Preparer.render(picture, named: "a", options: options)
    #expect(plain.preparation.isUntouched)
    options.sharpening = 1
    let sharp = try await Preparer.render(picture, named: "a", options: options)
    #expect(sharp.bitmap != plain.bitmap && !sharp.preparation.isUntouched)
    #expect(sharp.preparation.description == "910x512, sharpened by 1.0")
  }

  @Test func `a smart cut keeps the focus to the pixel`() async throws {
    let size = PixelSize(width: 1440, height: 810)
    let picture = quarters(size.width, size.height)
    for x in stride(from: 0, to: size.width, by: 53) {
      var options = PrepareOptions(aspect: AspectRatio(width: 605, height: 810))
      options.gravity = .smart
      options.focus = PicturePoint("\(x),400")
      let crop = try await Preparer.render(picture, named: "a", options: options).preparation.crop
      #expect(crop.contains(PixelRect(x: x, y: 400, width: 1, height: 1)), "\(x) in \(crop)")
    }
  }
}
