import Raster
import Stills
import StudioTestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct StillFileTests {
  let files: TemporaryPictures

  init() throws { files = try TemporaryPictures() }

  private func refusal(of path: String) async -> StillError? {
    await #expect(throws: StillError.self) { _ = try await StillFile.load(path) }
  }

  /// Whether the middles of the quarters agree; between them lossy formats blur the colours.
  private func areAlike(_ first: Bitmap, _ second: Bitmap) -> Bool {
    guard first.size == second.size else { return false }
    return [1, 3].allSatisfy { column in
      [1, 3].allSatisfy { row in
        let one = first[first.width * column / 4, first.height * row / 4]
        let other = second[first.width * column / 4, first.height * row / 4]
        return [(one.red, other.red), (one.green, other.green), (one.blue, other.blue)]
          .allSatisfy { abs(Int($0.0) - Int($0.1)) <= 6 }
      }
    }
  }

  @Test(arguments: Quadrants.formats)
  func `a picture is read whatever its name says`(name: String) async throws {
    let bytes = try Quadrants.bytes(of: name)
    let path = try files.file("picture.txt", bytes)
    let still = try await StillFile.load(path)
    #expect(still.facts.byteCount == bytes.count)
    #expect(still.facts.storedSize == Quadrants.size)
    #expect(still.facts.size == Quadrants.size)
    #expect(name.hasSuffix(still.facts.format.description))
    #expect(areAlike(still.bitmap, Quadrants.bitmap))
    #expect(try await StillFile.facts(of: path) == still.facts)
  }

  @Test(arguments: Quadrants.formats, Orientation.allCases)
  func `a picture stands upright`(name: String, orientation: Orientation) async throws {
    let exif = ExifBuilder.tiff(orientation.rawValue, littleEndian: true)
    let path = try files.file(
      "turned", ExifBuilder.insert(exif, into: try Quadrants.bytes(of: name), name))
    let still = try await StillFile.load(path)
    let expected = Quadrants.bitmap.oriented(orientation)
    #expect(still.facts.orientation == orientation)
    #expect(still.facts.size == expected.size)
    #expect(still.bitmap.size == expected.size)
    #expect(areAlike(still.bitmap, expected))
  }

  @Test func `alpha is kept`() async throws {
    let still = try await StillFile.load(files.file("clear.webp", Quadrants.clearWebP))
    #expect(still.bitmap[0, 0] == Color(red: 255, green: 0, blue: 0))
    #expect(still.bitmap[31, 0] == Color(red: 0, green: 255, blue: 0, alpha: 128))
  }

  @Test(arguments: Quadrants.formats)
  func `a cut file is refused with its name and length`(name: String) async throws {
    let whole = try Quadrants.bytes(of: name)
    for length in [13, whole.count / 2, whole.count - 1] {
      let path = try files.file("cut.img", Array(whole[..<length]))
      let error = await refusal(of: path)
      #expect(error?.code == .truncated)
      #expect(error?.description.contains("ends after \(length) bytes") == true)
      #expect(error?.description.hasPrefix(path) == true)
    }
  }

  @Test(arguments: [
    ("empty.jpg", "", StillError.Code.empty, "empty"),
    ("notes.jpg", "dear diary", .notAPicture, "a text file, whatever its name says"),
    ("notes.txt", "dear diary", .notAPicture, "a text file; give"),
    ("page.png", "<html></html>", .notAPicture, "a web page"),
    ("moving.jpg", "GIF89a", .truncated, "the GIF ends"),
    ("drawing.jpg", "8BPS....", .unsupportedFormat, "a Photoshop file"),
    ("clip.png", "\0\0\0\u{10}ftypisom\0\0\0\0", .video, "--at"),
    ("noise.jpg", "\0\u{1}\u{2}\u{3}", .notAPicture, "kind that is known"),
  ])
  func `a file that is no picture gets its own sentence`(
    name: String, content: String, code: StillError.Code, words: String
  ) async throws {
    let error = await refusal(of: try files.file(name, Array(content.utf8)))
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true)
    #expect(error?.description.contains(name) == true)
  }

  @Test func `a missing file and a folder are told apart`() async throws {
    let missing = await refusal(of: files.folder + "/nowhere.png")
    #expect(missing?.code == .unreadable)
    #expect(missing?.description.contains("no such file") == true)
    let folder = await refusal(of: files.folder)
    #expect(folder?.code == .unreadable)
    #expect(folder?.description.contains("folder") == true)
  }

  @Test func `a header that promises too many pixels is refused`() async throws {
    var bytes = try PNG.encode(Quadrants.bitmap)
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])
    let error = await refusal(of: try files.file("bomb.png", bytes))
    #expect(error?.code == .tooLarge)
    #expect(error?.description.contains("30000x30000") == true)
  }

  @Test func `a damaged PNG is refused`() async throws {
    var bytes = try PNG.encode(Quadrants.bitmap)
    bytes[bytes.count - 20] ^= 0x55
    #expect(await refusal(of: try files.file("bad.png", bytes))?.code == .damaged)
  }

  @Test func `a JPEG with a hole in its middle is refused`() async throws {
    var bytes = Quadrants.baselineJPEG
    // The last sixth of the file is the picture itself.
    let start = bytes.count - 24
    bytes.replaceSubrange(start..<(start + 16), with: [UInt8](repeating: 0xAA, count: 16))
    let error = await refusal(of: try files.file("hole.jpg", bytes))
    #expect(error?.code == .damaged)
  }

  @Test func `what the first picture of a GIF leaves is clear`() async throws {
    // Two pixels of four by one, at 1,0, in the second of two colours; the first is red.
    let gif =
      Array("GIF89a".utf8) + [4, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]
      + [0x2C, 1, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x4C, 0x0A, 0, 0x3B]
    let still = try await StillFile.load(try files.file("part.gif", gif))
    #expect(still.bitmap[0, 0].alpha == 0 && still.bitmap[3, 0].alpha == 0)
    #expect(still.bitmap[1, 0] == Color(red: 0, green: 0, blue: 255))
    #expect(still.bitmap[2, 0] == Color(red: 0, green: 0, blue: 255))
  }

  @Test(arguments: [false, true]) func `a TIFF of tiles is read`(isBig: Bool) async throws {
    var builder = TIFFBuilder(Quadrants.bitmap)
    builder.tile = PixelSize(width: 16, height: 16)
    builder.isBig = isBig
    let still = try await StillFile.load(try files.file("tiles.tif", builder.bytes()))
    #expect(still.bitmap == Quadrants.bitmap)
    #expect(still.facts.format == .tiff && still.warnings.isEmpty)
  }

  @Test func `a TIFF of floating-point numbers is named, and is not called damaged`() async throws {
    var builder = TIFFBuilder(Quadrants.bitmap, bits: 32)
    builder.tags[0x153] = [3, 3, 3]
    let error = await refusal(of: try files.file("float.tif", builder.bytes()))
    #expect(error?.code == .unsupportedFormat)
    #expect(error?.message.contains("floating-point") == true)
    #expect(error?.message.contains("save the picture as JPEG, PNG or WebP first") == true)
  }

  @Test func `of an animation the first picture is taken, and that is said`() async throws {
    let bytes = ExifBuilder.png(
      try PNG.encode(Quadrants.bitmap), adding: "acTL", [0, 0, 0, 2, 0, 0, 0, 0])
    let still = try await StillFile.load(try files.file("moving.png", bytes))
    #expect(still.bitmap == Quadrants.bitmap)
    #expect(still.facts.isAnimated)
    #expect(still.warnings.map(\.kind) == [.animation])
  }
}
