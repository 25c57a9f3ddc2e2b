import StudioTestSupport
import Testing

@testable import Outputs

struct LabelledFileTests {
  private let label = OriginLabel(.generated, title: "A film", prompt: "a <b>")

  private static func box(_ type: String, _ body: [UInt8] = []) -> [UInt8] {
    bigEndian(8 + body.count, 4) + Array(type.utf8) + body
  }

  private static let movie = box("ftyp", [1, 2, 3, 4]) + box("moov") + box("mdat", [9, 9])
  private static let png =
    LabelledPNG.signature + bigEndian(13, 4) + Array("IHDR".utf8) + [UInt8](repeating: 1, count: 17)
    + bigEndian(0, 4) + Array("IEND".utf8) + bigEndian(0, 4)
  private static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xDA, 0, 2, 7, 7, 0xFF, 0xD9]

  @Test(arguments: [png, jpeg]) func `pictures bear the label`(file: [UInt8]) {
    #expect(OriginLabel.read(in: file) == nil)
    let labelled = label.added(to: file)
    #expect(labelled.count > file.count)
    #expect(OriginLabel.read(in: labelled) == label)
  }

  @Test func `movies bear it behind everything else`() throws {
    let folder = try TemporaryFolder()
    let path = folder / "a.mp4"
    try AtomicOutput.write(Self.movie, to: path, replacing: false)
    #expect(try OriginLabel.read(file: path) == nil)
    try label.append(toMovie: path)
    let bytes = try WholeFile.bytes(of: path)
    #expect(Array(bytes[..<Self.movie.count]) == Self.movie)
    #expect(bytes.count == Self.movie.count + label.movieByteCount)
    #expect(try OriginLabel.read(file: path) == label)
  }

  @Test func `what QuickTime has among the film's data is read`() {
    let packet = XMPPacket.bytes(label)
    let data = Self.box("udta", Self.box("name", [1]) + Self.box("XMP_", packet))
    let movie = Self.box("moov", Self.box("mvhd", [0, 0]) + data)
    #expect(OriginLabel.read(in: Self.box("ftyp") + Self.box("mdat") + movie) == label)
    #expect(OriginLabel.read(in: Self.box("ftyp") + Self.box("moov", [0, 0, 0, 9, 1])) == nil)
  }

  @Test(arguments: [
    [0, 0, 0, 0] + Array("mdat".utf8) + [1, 2],
    [0, 0, 0, 50] + Array("mdat".utf8) + [1, 2],
    box("ftyp") + [1, 2, 3], Array("no movie at all".utf8), [],
  ])
  func `a file without an end is not touched`(bytes: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = folder / "a.mp4"
    try AtomicOutput.write(bytes, to: path, replacing: false)
    #expect(throws: OutputError.self) { try label.append(toMovie: path) }
    #expect(try WholeFile.bytes(of: path) == bytes)
  }

  @Test func `no file whatever stops the reader`() {
    var generator = SeededGenerator(seed: 3)
    let files =
      [Self.png, Self.jpeg].map { label.added(to: $0) } + [
        Self.movie + LabelledMovie.box(XMPPacket.bytes(label))
      ]
    for file in files {
      for count in 0..<80 { _ = OriginLabel.read(in: Array(file.prefix(count))) }
      for _ in 0..<800 {
        var bytes = file
        for _ in 0..<4 {
          bytes[Int.random(in: 0..<min(200, bytes.count), using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        _ = OriginLabel.read(in: bytes)
      }
    }
  }
}
