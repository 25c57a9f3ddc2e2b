import Raster
import Stills
import Testing

@Suite(.timeLimit(.minutes(1))) struct StillFileTests {
  let files: TemporaryPictures

  init() throws { files = try TemporaryPictures() }

  private func refusal(of path: String) async -> StillError? {
    await #expect(throws: StillError.self) { _ = try await StillFile.load(path) }
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
    #expect(still.bitmap.psnr(against: Quadrants.bitmap) > 25)
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
    #expect(still.bitmap.psnr(against: expected) > 25)
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
    ("notes.jpg", "dear diary", .notAPicture, "a text file"),
    ("page.png", "<html></html>", .notAPicture, "a web page"),
    ("moving.jpg", "GIF89a", .unsupportedFormat, "a GIF"),
    ("phone.jpg", "\0\0\0\u{10}ftypheic\0\0\0\0", .unsupportedFormat, "a HEIC"),
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

  @Test func `an animation is refused`() async throws {
    let bytes = ExifBuilder.png(
      try PNG.encode(Quadrants.bitmap), adding: "acTL", [0, 0, 0, 2, 0, 0, 0, 0])
    let error = await refusal(of: try files.file("moving.png", bytes))
    #expect(error?.code == .animated)
    #expect(error?.description.contains("animation") == true)
  }
}
