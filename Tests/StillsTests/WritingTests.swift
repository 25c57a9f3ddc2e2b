import Libav
import Outputs
import Raster
import StudioTestSupport
import Testing

@testable import Stills

@Suite(.timeLimit(.minutes(1))) struct WritingTests {
  private let size = PixelSize(width: 60, height: 40)

  private func rendered(_ bitmap: Bitmap? = nil, exif: [UInt8] = []) async throws -> RenderedPicture
  {
    var options = PrepareOptions(shortSide: 40)
    options.fit = .cover
    let picture = bitmap ?? SyntheticPicture.gradient(size)
    let file = MetadataInsertion.png(try PNG.encode(picture), exif: exif)
    return try await Preparer.render(
      StillBytes(name: "dir/name.png", bytes: file), options: options)
  }

  @Test func `a PNG tells where it came from`() async throws {
    var encoding = StillEncoding()
    encoding.provenance = .init(sourceName: "höhe.png", sourceDigest: "ab12", software: "tool 1")
    let picture = try await rendered()
    let file = try await encoding.encode(picture)
    let names = PNG.chunks(in: file.bytes).map(\.name)
    #expect(names.contains("sRGB") && names.filter { $0 == "iTXt" || $0 == "tEXt" }.count == 4)
    let text = String(decoding: file.bytes, as: UTF8.self)
    for word in ["höhe.png", "ab12", "tool 1", "60x40+0+0"] { #expect(text.contains(word)) }
    #expect(try PNG.decode(file.bytes) == picture.bitmap)
    #expect(try await encoding.encode(picture).bytes == file.bytes)
  }

  @Test(.needsEncoder("libwebp"), arguments: StillEncoding.Format.allCases)
  func `a label of the origin goes along, and the same bytes come every time`(
    format: StillEncoding.Format
  ) async throws {
    var encoding = StillEncoding(format: format)
    encoding.label = OriginLabel(.generated, title: "T", prompt: "rain")
    let picture = try await rendered()
    let file = try await encoding.encode(picture)
    #expect(OriginLabel.read(in: file.bytes) == OriginLabel(.generated))
    #expect(try await encoding.encode(picture).bytes == file.bytes)
    encoding.keepsMetadata = true
    let whole = try await encoding.encode(picture)
    #expect(OriginLabel.read(in: whole.bytes) == encoding.label)
    let again = try await Preparer.render(
      StillBytes(name: "again", bytes: whole.bytes), options: PrepareOptions(shortSide: 40))
    #expect(again.bitmap.psnr(against: picture.bitmap) > 28)
    encoding.label = nil
    #expect(OriginLabel.read(in: try await encoding.encode(picture).bytes) == nil)
  }

  @Test(arguments: [0, 1, 3, 6, 9]) func `every compression keeps every pixel`(
    level: Int
  ) async throws {
    var encoding = StillEncoding()
    encoding.compression = level
    let picture = try await rendered()
    #expect(try PNG.decode(try await encoding.encode(picture).bytes) == picture.bitmap)
  }

  @Test(.needsEncoder("libwebp"), arguments: [StillEncoding.Format.jpeg, .webp])
  func `lossy files are read back with their profile`(format: StillEncoding.Format) async throws {
    let picture = try await rendered()
    let file = try await StillEncoding(format: format).encode(picture)
    let header = try StillHeader.read(file.bytes, as: format == .jpeg ? .jpeg : .webp)
    #expect(header.size == size && header.orientation == .up)
    #expect(header.colour == .profile(try SRGBProfile.bytes()))
    let again = try await Preparer.render(
      StillBytes(name: "again", bytes: file.bytes), options: PrepareOptions(shortSide: 40))
    #expect(again.bitmap.psnr(against: picture.bitmap) > 28)
    #expect(try await StillEncoding(format: format).encode(picture).bytes == file.bytes)
  }

  @Test func `quality goes down until a file fits`() async throws {
    var random = SeededGenerator(seed: 4)
    var noise = Bitmap(size: size, filledWith: .black)
    for y in 0..<size.height {
      for x in 0..<size.width {
        noise[x, y] = Color(grey: .random(in: 0...255, using: &random))
      }
    }
    let picture = try await rendered(noise)
    var encoding = StillEncoding(format: .jpeg)
    let whole = try await encoding.encode(picture)
    #expect(whole.warnings.isEmpty && whole.quality == 92)
    encoding.maximumByteCount = whole.bytes.count * 95 / 100
    let smaller = try await encoding.encode(picture)
    #expect(smaller.bytes.count <= encoding.maximumByteCount)
    #expect(smaller.warnings.map(\.kind) == [.qualityLowered])
    encoding.maximumByteCount = 100
    let error = await #expect(throws: StillError.self) { try await encoding.encode(picture) }
    #expect(error?.code == .tooManyBytes)
  }

  @Test func `places and serial numbers are left behind, the rest only if asked for`() async throws
  {
    let exif = ExifWriter.camera()
    let picture = try await rendered(exif: exif)
    for format in StillEncoding.Format.allCases where format != .webp || Encoder.exists("libwebp") {
      var encoding = StillEncoding(format: format)
      let plain = String(decoding: try await encoding.encode(picture).bytes, as: UTF8.self)
      #expect(!plain.contains("Camera Works") && !plain.contains("SN-12345"))
      encoding.keepsMetadata = true
      let bytes = try await encoding.encode(picture).bytes
      let kept = String(decoding: bytes, as: UTF8.self)
      #expect(kept.contains("Camera Works") && kept.contains("2024:05:06"))
      #expect(!kept.contains("SN-12345") && !kept.contains("GPSPLACE"))
      #expect(!kept.contains("52.5200N"))
      let kind: StillFormat = format == .png ? .png : format == .jpeg ? .jpeg : .webp
      #expect(try StillHeader.read(bytes, as: kind).orientation == .up)
    }
  }

  @Test func `a preview shows original and result`() async throws {
    var options = PrepareOptions(aspect: AspectRatio(width: 1, height: 1), shortSide: 64)
    options.gravity = .left
    let picture = try await Preparer.render(
      SyntheticPicture.bars(PixelSize(width: 400, height: 200)), named: "bars", options: options,
      previewSide: PreviewSheet.side)
    var sheet = PreviewSheet()
    #expect(sheet.isEmpty)
    try sheet.add(picture)
    try sheet.add(picture)
    let bitmap = sheet.bitmap()
    #expect(bitmap.width > 2 * PreviewSheet.side && bitmap.height > 400)
    #expect(try PNG.decode(sheet.png()) == bitmap)
  }

  @Test(arguments: [FitMode.contain, .blur], [Backdrop.white, .blur, .edge])
  func `a picture that is shown whole lies on its backdrop`(
    fit: FitMode, backdrop: Backdrop
  ) async throws {
    var options = PrepareOptions(
      aspect: AspectRatio(width: 2, height: 1), shortSide: 64, background: backdrop)
    options.fit = fit
    let red = Bitmap(
      size: PixelSize(width: 50, height: 50), filledWith: Color(red: 200, green: 20, blue: 20))
    let picture = try await Preparer.render(red, named: "red", options: options)
    #expect(picture.bitmap.size == PixelSize(width: 128, height: 64))
    #expect(picture.bitmap.isOpaque)
    #expect(picture.bitmap[64, 32] == Color(red: 200, green: 20, blue: 20))
    let side = picture.bitmap[4, 32]
    if fit == .contain, backdrop == .white { #expect(side == .white) }
    if fit == .contain, backdrop == .edge { #expect(side == Color(red: 200, green: 20, blue: 20)) }
    if fit == .blur { #expect(side.red > 130 && side.green < 40) }
    #expect(picture.preparation.isPadded && picture.preparation.background != nil)
  }
}

/// Exif metadata as a camera writes it.
enum ExifWriter {
  static func camera() -> [UInt8] {
    func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Int) -> [UInt8] {
      little(tag, 2) + little(type, 2) + little(count, 4) + little(value, 4)
    }
    let maker = Array("Camera Works".utf8) + [0, 0]
    let serial = Array("SN-12345".utf8) + [0, 0]
    let time = Array("2024:05:06 07:08:09".utf8) + [0]
    let place = Array("GPSPLACE".utf8) + [0, 0]
    let words = Array("at 52.5200N 13.4050E".utf8) + [0, 0]
    let before = maker.count + time.count + serial.count + place.count
    // Three directories of 4, 2 and 1 entries, then the texts.
    let (second, third) = (8 + 2 + 48 + 4, 8 + 2 + 48 + 4 + 2 + 24 + 4)
    let texts = third + 2 + 12 + 4
    return Array("II".utf8) + [42, 0] + little(8, 4)
      + little(4, 2) + entry(0x010E, 2, words.count, texts + before)
      + entry(0x010F, 2, maker.count, texts) + entry(0x8769, 4, 1, second)
      + entry(0x8825, 4, 1, third) + little(0, 4)
      + little(2, 2) + entry(0x9003, 2, time.count, texts + maker.count)
      + entry(0xA431, 2, serial.count, texts + maker.count + time.count) + little(0, 4)
      + little(1, 2)
      + entry(0x001B, 2, place.count, texts + maker.count + time.count + serial.count)
      + little(0, 4) + maker + time + serial + place + words
  }
}
