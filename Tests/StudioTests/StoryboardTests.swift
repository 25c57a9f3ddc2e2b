import Foundation
import Studio
import Testing

struct StoryboardTests {
  private func storyboard(_ text: String, file: String = "film.yaml") throws -> Storyboard {
    try Storyboard.parse(Array(text.utf8), file: file)
  }

  @Test func `everything a storyboard can say is read`() throws {
    let board = try storyboard(
      """
      title: The keeper's night
      aspect: 9:16
      duration: 10
      prompt_optimizer: false
      preset: none
      shots:
        - name: harbour
          picture: pictures/harbour.jpg
          prompt: "[Pan left] the boats come home"
          duration: 6
          prompt_optimizer: true
        - chain: previous
          prompt: |
            Night falls.
            A light goes on.
      """, file: "boards/film.yaml")
    #expect(board.title == "The keeper's night")
    #expect(board.aspect == "9:16")
    #expect(board.preset == nil)
    #expect(board.durationSeconds == 16)
    let (first, second) = (board.shots[0], board.shots[1])
    #expect(first.name == "harbour")
    #expect(first.source == .picture(path: "boards/pictures/harbour.jpg"))
    #expect(first.prompt == "[Pan left] the boats come home")
    #expect((first.durationSeconds, first.promptOptimizer) == (6, true))
    #expect(second.name == "shot-2")
    #expect(second.isChained)
    #expect(second.prompt == "Night falls.\nA light goes on.")
    #expect((second.durationSeconds, second.promptOptimizer) == (10, false))
    #expect(second.promptLocation == SourceLocation(file: "boards/film.yaml", line: 13, column: 13))
    #expect(first.sourceLocation.line == 8)
  }

  @Test func `what is not said has a default`() throws {
    let board = try storyboard("shots: [{picture: /a/b.png, prompt: rain}]")
    #expect(board.title == nil)
    #expect(board.aspect == "16:9")
    #expect(board.preset == "web-h264")
    #expect(board.shots[0].durationSeconds == 6)
    #expect(board.shots[0].promptOptimizer)
    #expect(board.shots[0].name == "shot-1")
    #expect(board.shots[0].picturePath == "/a/b.png")
  }

  @Test func `a storyboard may be JSON, escapes and tabs and all`() throws {
    let board = try storyboard(
      #"""
      {
      	"title": "caf\u00e9 \ud83c\udf0a \\ud83c\\udf0a",
      	"duration": 10,
      	"shots": [
      		{"picture": "pictures\/a.png", "prompt": "rain", "prompt_optimizer": false},
      		{"chain": "previous", "prompt": "more rain"}
      	]
      }
      """#, file: "film.json")
    #expect(board.title == #"café 🌊 \ud83c\udf0a"#)
    #expect(board.shots.map(\.durationSeconds) == [10, 10])
    #expect(board.shots.map(\.isChained) == [false, true])
    #expect(board.shots[0].picturePath == "pictures/a.png")
  }

  @Test func `text may be repeated with an alias`() throws {
    let board = try storyboard(
      """
      shots:
        - picture: a.png
          prompt: &rain It rains & rains
        - picture: b.png
          prompt: *rain
      """)
    #expect(board.shots.map(\.prompt) == ["It rains & rains", "It rains & rains"])
  }

  @Test func `a file of Windows is read like any other`() throws {
    let board = try storyboard(
      "\u{FEFF}title: sea\r\nshots:\r\n  - picture: a.png\r\n    prompt: rain\r\n")
    #expect(board.title == "sea")
    #expect(board.shots[0].prompt == "rain")
  }

  @Test func `the rules of the model for prompts are applied at the prompts' places`() throws {
    let text = """
      shots:
        - {picture: a.png, prompt: fine}
        - {picture: b.png, prompt: bad, duration: 7}
      """
    let error = #expect(throws: StudioError.self) {
      try Storyboard.parse(Array(text.utf8), file: "f.yaml") { story in
        story.shots.filter { $0.prompt == "bad" }.map {
          SourceProblem($0.promptLocation, "is bad")
        }
      }
    }
    #expect(
      error?.problems.map(\.description) == [
        "f.yaml:3:30: is bad",
        "f.yaml:3:45: 'duration' must be 6 or 10 (seconds), not '7'",
      ])
  }

  @Test func `files that are no storyboards are named`() throws {
    let folder = try ScratchFolder()
    let missing = folder("none.yaml")
    #expect(throws: StudioError.self) { try Storyboard.read(missing) }
    #expect { try Storyboard.read(missing) } throws: { StudioError.Code.missing ~= $0 }
    #expect { try Storyboard.read(folder.path) } throws: { StudioError.Code.unreadable ~= $0 }
    #expect { try Storyboard.read("/dev/zero") } throws: { StudioError.Code.unreadable ~= $0 }
    let huge = try folder.write(String(repeating: "# words\n", count: 140_000), to: "huge.yaml")
    let error = #expect(throws: StudioError.self) { try Storyboard.read(huge) }
    #expect(error?.description == "\(huge): is larger than 1 MB; is it the right file?")
  }

  @Test func `a storyboard is read from a file`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write("shots: [{picture: a.png, prompt: rain}]", to: "film.yaml")
    #expect(try Storyboard.read(path).shots[0].picturePath == folder("a.png"))
  }
}
