import Raster
import Testing

@testable import Stills

struct StillHeaderTests {
  private func format(_ name: String) -> StillFormat {
    name.hasSuffix("JPEG") ? .jpeg : name.hasSuffix("WebP") ? .webp : .png
  }

  @Test(arguments: Quadrants.formats)
  func `the size is read from the header`(name: String) throws {
    let bytes = try Quadrants.bytes(of: name)
    #expect(FileKind(of: bytes) == .still(format(name)))
    let header = try StillHeader.read(bytes, as: format(name))
    #expect(header.size == Quadrants.size)
    #expect(header.orientation == .up && !header.isAnimated)
  }

  @Test(arguments: Quadrants.formats, Orientation.allCases)
  func `the orientation is read from the header`(
    name: String, orientation: Orientation
  ) throws {
    let bytes = try Quadrants.bytes(of: name)
    for isLittle in [true, false] {
      let turned = ExifBuilder.insert(
        ExifBuilder.tiff(orientation.rawValue, littleEndian: isLittle), into: bytes, name)
      let header = try StillHeader.read(turned, as: format(name))
      #expect(header.orientation == orientation)
      #expect(header.size == Quadrants.size)
    }
  }

  @Test(arguments: Quadrants.formats)
  func `a file cut at any length is truncated`(name: String) throws {
    let whole = try Quadrants.bytes(of: name)
    for length in 12..<whole.count {
      #expect(throws: StillHeader.Problem.truncated, "\(length) of \(whole.count) bytes") {
        _ = try StillHeader.read(Array(whole[..<length]), as: format(name))
      }
    }
  }

  @Test func `bytes behind the end do no harm`() throws {
    for name in Quadrants.formats {
      let bytes = try Quadrants.bytes(of: name) + [0xFF, 0xD8, 0xFF, 0xE1, 0, 0, 0]
      #expect(try StillHeader.read(bytes, as: format(name)).size == Quadrants.size)
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: Quadrants.formats)
  func `mutated bytes give a header or a problem`(name: String) throws {
    let whole = ExifBuilder.insert(
      ExifBuilder.tiff(6, littleEndian: true), into: try Quadrants.bytes(of: name), name)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<1_500 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      do throws(StillHeader.Problem) {
        #expect(!(try StillHeader.read(bytes, as: format(name))).size.isEmpty)
      } catch .damaged(let what) {
        #expect(!what.isEmpty)
      } catch {}
    }
  }

  @Test(.timeLimit(.minutes(1))) func `random bytes give a header or a problem`() {
    var random = SystemRandomNumberGenerator()
    for round in 0..<3_000 {
      let bytes = (0..<Int.random(in: 0...200)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = FileKind(of: bytes)
      let format = StillFormat.allCases[round % StillFormat.allCases.count]
      // A header by chance is no fault; a crash or an endless loop would be.
      let header = Result { () throws(StillHeader.Problem) in
        try StillHeader.read(bytes, as: format)
      }
      if case .success(let header) = header { #expect(!header.size.isEmpty) }
    }
  }

  @Test func `animations are recognised`() throws {
    let png = ExifBuilder.png(
      try PNG.encode(Quadrants.bitmap), adding: "acTL", [0, 0, 0, 2, 0, 0, 0, 0])
    #expect(try StillHeader.read(png, as: .png).isAnimated)
    // The extended form with an animation chunk in place of the picture.
    let frames =
      Array("RIFF".utf8) + ExifBuilder.littleEndian(0) + Array("WEBPANIM".utf8)
      + ExifBuilder.littleEndian(6) + [0, 0, 0, 0, 0, 0]
    let webp = ExifBuilder.extendedWebP(frames, [], flags: 0x02)
    let header = try StillHeader.read(webp, as: .webp)
    #expect(header.isAnimated)
    #expect(header.size == Quadrants.size)
  }
}

struct FileKindTests {
  @Test(arguments: [
    ("GIF89a......", FileKind.still(.gif)),
    ("BM\u{1}\u{2}\u{3}\u{4}", .still(.bmp)),
    ("BMW is a car", .somethingElse("a text file")),
    ("%PDF-1.7\n", .somethingElse("a PDF")),
    ("hello, no picture here\n", .somethingElse("a text file")),
    ("Grüße", .somethingElse("a text file")),
    ("<!DOCTYPE html><html>", .somethingElse("a web page")),
    ("<?xml version='1.0'?><svg/>", .otherPicture("an SVG drawing")),
    ("\0\0\0\u{18}ftypavif\0\0\0\0mif1miaf", .still(.avif)),
    ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif", .still(.avif)),
    ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", .still(.heic)),
    ("\0\0\0\u{18}ftypisom\0\0\0\0isommp42", .video),
    ("II*\0\u{8}\0\0\0", .still(.tiff)),
    ("MM\0*\0\0\0\u{8}", .still(.tiff)),
    ("II+\0\u{8}\0\0\0", .still(.tiff)),
    ("MM\0+\0\u{8}\0\0", .still(.tiff)),
    ("\0\0\0\u{18}ftypM4A \0\0\0\0M4A mp42", .somethingElse("a sound file")),
    ("RIFF\0\0\0\0AVI LIST", .video), ("RIFF\0\0\0\0WAVEfmt ", .somethingElse("a sound file")),
    ("FLV\u{1}\u{5}\0\0\0\u{9}", .video), ("YUV4MPEG2 W2 H2", .video),
    ("ID3\u{4}\0\0", .somethingElse("a sound file")), ("fLaC\0", .somethingElse("a sound file")),
    ("OggS" + String(repeating: "\0", count: 24) + "OpusHead", .somethingElse("a sound file")),
    ("OggS" + String(repeating: "\0", count: 24) + "\u{0}theora", .video),
    ("\0\0\0\0", .unknown), ("", .unknown),
  ])
  func `a file is judged by its first bytes`(text: String, kind: FileKind) {
    #expect(FileKind(of: Array(text.utf8)) == kind)
  }

  @Test(arguments: [(0, 188), (4, 192)])
  func `a transport stream is known by the mark in each packet`(start: Int, length: Int) {
    var bytes = [UInt8](repeating: 9, count: 512)
    for place in stride(from: start, to: 512, by: length) { bytes[place] = 0x47 }
    #expect(FileKind(of: bytes) == .video)
    bytes[start + length] = 0
    #expect(FileKind(of: bytes) == .unknown)
  }

  @Test(arguments: [[0, 0, 1, 0xBA], [0, 0, 1, 0xB3], [0x1A, 0x45, 0xDF, 0xA3]] as [[UInt8]])
  func `videos that begin with other bytes than letters are known`(head: [UInt8]) {
    #expect(FileKind(of: head + [0, 0, 0, 0]) == .video)
  }

  @Test func `a long text cut in the middle of a letter is still a text`() {
    for shift in 0..<4 {
      let text = String(repeating: "a", count: shift) + String(repeating: "東", count: 400)
      #expect(FileKind(of: Array(text.utf8)) == .somethingElse("a text file"))
    }
  }
}
