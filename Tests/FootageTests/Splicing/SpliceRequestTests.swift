import Raster
import Testing

@testable import Footage

struct SpliceRequestTests {
  @Test(arguments: [
    ("cut", Seam.cut), ("dedupe", .dedupe), ("fade:0.5", .transition(name: "fade", seconds: 0.5)),
    ("fade", .transition(name: "fade", seconds: 0.5)),
    ("wipeleft:2", .transition(name: "wipeleft", seconds: 2)),
    ("dip:black", .dip(.black, seconds: 0.5)),
    ("dip:#102030:1", .dip(Color(red: 16, green: 32, blue: 48), seconds: 1)),
    ("fade:", nil), ("fade:0", nil), ("fade:-1", nil), ("fade:1e3", nil), ("fade:nan", nil),
    ("cut:1", nil), ("dip", nil), ("dip:mauve", nil), ("custom:1", nil), ("", nil), (":", nil),
    ("fade:1:2", nil), ("dedupe:lossless", .losslessDedupe), ("dedupe:1", nil), ("dedupe:", nil),
  ])
  func `a seam is read as it is written`(text: String, seam: Seam?) {
    #expect(Seam(text) == seam)
    if let seam, text.contains(":"), !text.hasSuffix("black") {
      #expect(Seam(seam.description) == seam)
    }
  }

  @Test(arguments: [
    ("fade:0", "'0' is no time"), ("fade:1e3", "'1e3' is no time"), ("fade:", "time is missing"),
    ("fade:100000000000000000000000", "no clip is long enough"), ("dip", "needs a colour"),
    ("dip:mauve", "'mauve' is no colour"), ("dip:black:0", "'0' is no time"),
    ("cut:1", "takes no time"), ("dedupe:1", "or dedupe:lossless"), ("fade:1:2", "nothing more"),
    ("mauve", "there is no such seam"),
  ])
  func `what is wrong with a seam is told`(text: String, problem: String) {
    #expect(Seam.problem(in: text)?.contains(problem) == true)
    #expect((Seam.problem(in: text)?.count ?? 0) < 200)
  }

  @Test func `nothing is wrong with a right seam`() {
    for text in ["cut", "dedupe:lossless", "fade:0.5", "dip:#102030:1"] {
      #expect(Seam.problem(in: text) == nil)
    }
  }

  @Test(
    arguments: [
      ("a.mp4", "a.mp4", nil, nil), ("a.mp4[0:5.2]", "a.mp4", .seconds(0), .seconds(5.2)),
      ("a.mp4[f:12:f:140]", "a.mp4", .frame(12), .frame(140)),
      ("a.mp4[f:12:5.2]", "a.mp4", .frame(12), .seconds(5.2)),
      ("a.mp4[:2]", "a.mp4", nil, .seconds(2)), ("a.mp4[2:]", "a.mp4", .seconds(2), nil),
      ("a.mp4[00:01:00:02]", "a.mp4", .seconds(1), .seconds(2)),
      ("a.mp4[:]", "a.mp4", nil, nil), ("a.mp4[10%:last]", "a.mp4", .fraction(0.1), .last),
      ("a[1].mp4", "a[1].mp4", nil, nil), ("there[1:2]", "there[1:2]", nil, nil),
      ("[0:1]", "[0:1]", nil, nil),
    ] as [(String, String, FramePosition?, FramePosition?)])
  func `a part is read as it is written`(
    text: String, path: String, start: FramePosition?, end: FramePosition?
  ) {
    let part = ClipPart(text) { $0 == "there[1:2]" }
    #expect(part == ClipPart(path: path, start: start, end: end))
  }

  @Test(arguments: ["a.mp4[]", "a.mp4[5]", "a.mp4[x:y]", "a.mp4[1-2]", "a.mp4[-1:2]"])
  func `nonsense in brackets is no part`(text: String) {
    #expect(ClipPart(text) { _ in false } == nil)
  }

  @Test(
    arguments: [
      (ClipPart(path: "a"), 0..<150), (ClipPart(path: "a", start: .seconds(1)), 25..<150),
      (ClipPart(path: "a", start: .frame(12), end: .frame(140)), 12..<140),
      (ClipPart(path: "a", end: .seconds(5.2)), 0..<130),
      // 5.21 s is a quarter of a frame after frame 130's time: that one is the first not wanted.
      (ClipPart(path: "a", end: .seconds(5.21)), 0..<131),
      (ClipPart(path: "a", start: .last), 149..<150), (ClipPart(path: "a", end: .last), 0..<150),
      (ClipPart(path: "a", start: .fraction(0.5), end: .seconds(6)), 75..<150),
      (ClipPart(path: "a", start: .frame(20), end: .frame(20)), nil),
      (ClipPart(path: "a", start: .frame(150)), nil), (ClipPart(path: "a", end: .frame(151)), nil),
      (ClipPart(path: "a", start: .seconds(3), end: .seconds(2)), nil),
      (ClipPart(path: "a", end: .seconds(7)), nil),
    ] as [(ClipPart, Range<Int>?)])
  func `a part's frames`(part: ClipPart, frames: Range<Int>?) throws {
    let clip = ScannedClip.sample("a")
    guard let frames else {
      let error = #expect(throws: FootageError.self) { try part.frames(of: clip) }
      #expect(error?.code == .invalidRequest)
      return
    }
    #expect(try part.frames(of: clip) == frames)
  }

  @Test(
    arguments: [
      ("1920x1080", .size(PixelSize(width: 1920, height: 1080), nil)),
      ("1920x1080@24", .size(PixelSize(width: 1920, height: 1080), FrameRate(24))),
      ("768x512@23.976", .size(PixelSize(width: 768, height: 512), FrameRate(24_000, 1001))),
      ("768x512@29.97", .size(PixelSize(width: 768, height: 512), FrameRate(30_000, 1001))),
      ("768x512@12.5", .size(PixelSize(width: 768, height: 512), FrameRate(25, 2))),
      ("768x512@30000/1001", .size(PixelSize(width: 768, height: 512), FrameRate(30_000, 1001))),
      ("model.mp4", .file("model.mp4")), ("1x1", nil), ("99999x100", nil), ("641x361", nil),
      ("640x360@0", nil), ("640x360@", nil), ("640x360@x", nil), ("", nil),
    ] as [(String, ShapeWish?)])
  func `a wish for a shape is read as it is written`(text: String, wish: ShapeWish?) {
    #expect(ShapeWish(text) == wish)
  }

  @Test func `seams are one for all, or one for each`() throws {
    var request = SpliceRequest([ClipPart(path: "a"), ClipPart(path: "b"), ClipPart(path: "c")])
    #expect(try request.wantedSeams() == [.cut, .cut])
    request.seams = [.dedupe]
    #expect(try request.wantedSeams() == [.dedupe, .dedupe])
    request.seams = [.dedupe, .cut]
    #expect(try request.wantedSeams() == [.dedupe, .cut])
    request.seams = [.cut, .cut, .cut]
    let error = #expect(throws: FootageError.self) { try request.wantedSeams() }
    #expect(error?.code == .invalidRequest)
  }
}
