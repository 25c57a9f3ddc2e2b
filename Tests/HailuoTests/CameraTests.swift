import Hailuo
import Testing

@Suite struct CameraTests {
  private func step(_ moves: CameraMove...) -> CameraScript.Step { CameraScript.Step(moves: moves) }

  @Test func `there are fifteen commands and each is read back`() {
    #expect(CameraMove.allCases.count == 15)
    for move in CameraMove.allCases {
      #expect(CameraScript(parsing: "x [\(move.rawValue)] y").moves == [move])
      #expect(CameraScript(parsing: "[\(move.rawValue.uppercased())]").moves == [move])
    }
  }

  @Test func `brackets follow one another and their moves act together`() {
    let script = CameraScript(
      parsing: "A boat. [Pan left,Pedestal up] It stops [ push   IN ], then [Static shot].")
    #expect(script.steps == [step(.panLeft, .pedestalUp), step(.pushIn), step(.staticShot)])
    #expect(script.moves == [.panLeft, .pedestalUp, .pushIn, .staticShot])
    #expect(script.unknownTokens.isEmpty)
    #expect(script.advice.isEmpty)
  }

  @Test(
    arguments: [
      ("no brackets", [], []), ("", [], []), ("[]", [], []), ("[ , ,]", [], []),
      ("[Push out]", [], ["Push out"]), ("[Pan left, fly]", [.panLeft], ["fly"]),
      ("[a red\n car]", [], ["a red car"]), ("[Pan left", [], []), ("Pan left]", [], []),
      ("[[Zoom in]]", [.zoomIn], []), ("[x [Zoom in] y]", [.zoomIn], []), ("]Shake[", [], []),
      ("[Shake][Shake]", [.shake, .shake], []), ("[Pan left;Shake]", [], ["Pan left;Shake"]),
      ("[Pan\tleft]", [.panLeft], []), ("[panleft]", [], ["panleft"]), ("(Pan left)", [], []),
    ] as [(String, [CameraMove], [String])])
  func `any text is read`(_ prompt: String, _ moves: [CameraMove], _ unknown: [String]) {
    let script = CameraScript(parsing: prompt)
    #expect(script.moves == moves)
    #expect(script.unknownTokens == unknown)
  }

  @Test func `advice names what may not work`() {
    let crowded = CameraScript(parsing: "[Pan left, Tilt up, Zoom in, Shake] [Fly]")
    #expect(crowded.advice.count == 2)
    #expect(crowded.advice.first?.contains("4 moves") == true)
    #expect(crowded.advice.last?.contains("[Fly]") == true)
  }

  @Test func `random text never harms, and known commands within it are found`() {
    let pieces = ["[", "]", ",", " ", "Pan left", "shake", "é", "\u{0}", "👩‍👩‍👧", "\n", "x", "\u{301}"]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0..<30)).map { _ in pieces.randomElement() ?? "" }.joined()
      let script = CameraScript(parsing: text)
      #expect(script.steps.allSatisfy { !$0.moves.isEmpty })
      #expect(
        script.unknownTokens.allSatisfy { !$0.isEmpty && !$0.contains("[") && !$0.contains(",") })
      // What is appended after all else is closed is found, and last.
      #expect(CameraScript(parsing: text + "][Tilt down]").moves.last == .tiltDown)
    }
  }
}
