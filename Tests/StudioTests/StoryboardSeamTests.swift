import Footage
import Raster
import Studio
import Testing

/// What a storyboard says of the places where its shots meet.
struct StoryboardSeamTests {
  private func storyboard(_ text: String) throws -> Storyboard {
    try Storyboard.parse(Array(text.utf8), file: "f")
  }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try storyboard(text)
      return []
    } catch let error as StudioError {
      return error.description.split(separator: "\n").map(String.init)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func `a chained shot is joined without its repeated frame, others are cut to`() throws {
    let board = try storyboard(
      """
      shots:
        - {picture: a.png, prompt: a}
        - {chain: previous, prompt: b}
        - {picture: c.png, prompt: c}
      """)
    #expect(board.shots.map(\.seam) == [.cut, .dedupe, .cut])
    #expect(board.shots.map(\.anchor) == [.last, .last, .last])
    #expect(board.colourMatch == .off)
    #expect(board.shots.allSatisfy { $0.seamLocation == nil })
  }

  @Test func `what is said for the film holds for shots that start anew`() throws {
    let board = try storyboard(
      """
      seam: fade:0.5
      anchor: best
      match_colour: first
      shots:
        - {picture: a.png, prompt: a}
        - {chain: previous, prompt: b}
        - {picture: c.png, prompt: c}
        - {picture: d.png, prompt: d, seam: "dip:black:1"}
        - {chain: previous, prompt: e, seam: cut, anchor: last}
      """)
    let fade = Seam.transition(name: "fade", seconds: 0.5)
    #expect(board.shots.map(\.seam) == [.cut, .dedupe, fade, .dip(.black, seconds: 1), .cut])
    #expect(board.shots.map(\.anchor) == [.best, .best, .best, .best, .last])
    #expect(board.colourMatch == .first)
    #expect(board.shots[2].seamLocation?.line == 1)
  }

  @Test func `how repeats are left out may be said for all shots`() throws {
    let board = try storyboard(
      """
      seam: dedupe:lossless
      shots:
        - {picture: a.png, prompt: a}
        - {chain: previous, prompt: b}
        - {chain: previous, prompt: c, seam: dedupe}
      """)
    #expect(board.shots.map(\.seam) == [.cut, .losslessDedupe, .dedupe])
  }

  static let wrong: [(String, String)] = [
    (
      "shots:\n- {picture: a, prompt: b, seam: cut}",
      "f:2:33: 'seam' is what happens between a shot and the one before; the first has none"
    ),
    (
      "seam: fad:1\nshots:\n- {picture: a, prompt: b}",
      "f:1:7: 'seam' must be cut, dedupe, dedupe:lossless, a transition like fade:0.5, or dip:black, not 'fad:1'; "
        + "did you mean 'fade'?"
    ),
    (
      "seam: fade:now\nshots:\n- {picture: a, prompt: b}",
      "f:1:7: 'seam' must be cut, dedupe, dedupe:lossless, a transition like fade:0.5, or dip:black, not 'fade:now'"
    ),
    (
      "shots:\n- {picture: a, prompt: b, anchor: best}",
      "f:2:35: 'anchor' is for shots with 'chain: previous'"
    ),
    (
      "anchor: first\nshots:\n- {picture: a, prompt: b}",
      "f:1:9: 'anchor' must be last or best, not 'first'"
    ),
    (
      "match_colour: frist\nshots:\n- {picture: a, prompt: b}",
      "f:1:15: 'match_colour' must be off or first or previous, not 'frist'; did you mean 'first'?"
    ),
    (
      "seam: fade:4\nshots:\n- {picture: a, prompt: b}\n- {picture: a, prompt: c}\n"
        + "- {picture: a, prompt: d}",
      "f:1:7: the seams at the ends of 'shot-2' take 8 s of it, and it has 6 s; choose shorter ones"
    ),
  ]

  @Test(arguments: wrong)
  func `what cannot be is said with its place`(text: String, problem: String) {
    #expect(problems(text) == [problem])
  }
}
