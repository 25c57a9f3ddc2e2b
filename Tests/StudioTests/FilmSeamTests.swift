import Footage
import Testing

@testable import Studio

/// How takes become one film.
struct FilmSeamTests {
  private func seams(
    _ text: String, frames: [Int], anchors: [Int?]? = nil
  ) throws -> FilmSeams {
    let board = try Storyboard.parse(Array(text.utf8), file: "f")
    let parts = frames.enumerated().map { index, count in
      FilmSeams.Part(path: "\(index).mp4", frames: count, anchor: anchors?[index])
    }
    return FilmSeams(
      parts: parts, shots: board.shots, colourMatch: board.colourMatch, title: "T")
  }

  private static let chain = """
    shots:
      - {picture: a.png, prompt: a}
      - {chain: previous, prompt: b}
      - {picture: c.png, prompt: c}
    """

  @Test func `a known repeat is left out, and said to be known`() throws {
    let seams = try seams(Self.chain, frames: [144, 144, 144])
    #expect(seams.request.clips == ["0.mp4", "1.mp4", "2.mp4"].map { ClipPart(path: $0) })
    #expect(seams.request.seams == [.dedupe, .cut])
    #expect(seams.request.chained == [1])
    #expect(seams.records.map(\.droppedFrames) == [1, 0])
    #expect(seams.records.map(\.known) == [true, false])
    #expect(!seams.arePlain)
  }

  @Test func `what comes behind an anchor is not shown`() throws {
    let seams = try seams(Self.chain, frames: [144, 144, 144], anchors: [139, nil, nil])
    #expect(seams.request.clips[0] == ClipPart(path: "0.mp4", end: .frame(140)))
    #expect(seams.records[0].trimmedFrames == 4)
    #expect(seams.records[0].droppedFrames == 1)
  }

  @Test func `clips that simply follow one another are joined as they always were`() throws {
    let plain = try seams(
      "shots: [{picture: a.png, prompt: a}, {chain: previous, prompt: b, seam: cut}]",
      frames: [144, 144])
    #expect(plain.arePlain && plain.recipe == "concat 1 T")
    let chained = try seams(
      "shots: [{picture: a.png, prompt: a}, {chain: previous, prompt: b}]", frames: [144, 144])
    let faded = try seams(
      "shots: [{picture: a.png, prompt: a}, {picture: b.png, prompt: b, seam: 'fade:1'}]",
      frames: [144, 144])
    #expect(Set([plain.recipe, chained.recipe, faded.recipe]).count == 3)
  }

  @Test func `a clip of one frame keeps it`() throws {
    let seams = try seams(Self.chain, frames: [1, 144, 144])
    #expect(seams.records[0].droppedFrames == 0)
  }

  @Test func `a storyboard says whether it chooses how clips are joined`() throws {
    func chooses(_ text: String) throws -> Bool {
      try Storyboard.parse(Array(text.utf8), file: "f").choosesSeams
    }
    #expect(try !chooses(Self.chain))
    #expect(try chooses("seam: cut\n" + Self.chain))
    #expect(try chooses("anchor: best\n" + Self.chain))
    #expect(try chooses("match_colour: off\n" + Self.chain))
  }
}
