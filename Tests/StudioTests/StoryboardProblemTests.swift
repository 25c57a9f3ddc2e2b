import Studio
import Testing

/// What is wrong with a storyboard is said with its place, and all at once.
struct StoryboardProblemTests {
  private func problems(_ bytes: [UInt8]) -> [String] {
    do {
      _ = try Storyboard.parse(bytes, file: "f")
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  private func problems(_ text: String) -> [String] { problems(Array(text.utf8)) }

  /// A storyboard of one shot with something wrong in it, and what is said.
  private static let shots: [(String, String)] = [
    (
      "picture: a.png\n  promt: x\n  prompt: y",
      "f:3:3: unknown key 'promt' in a shot; did you mean 'prompt'?"
    ),
    (
      "picture: a.png\n  prompt: y\n  seed: 7",
      "f:4:3: unknown key 'seed' in a shot; "
        + "it takes name, picture, chain, anchor, seam, end_picture, prompt, duration, prompt_optimizer"
    ),
    (
      "picture: a.png\n  prompt: y\n  prompt: z",
      "f:4:3: key 'prompt' stands twice; it is on line 3 already"
    ),
    (
      "picture: a.png\n  prompt: [Pan left]",
      "f:3:11: 'prompt' must be a text, not a list; a text that begins with '[' needs quotes"
    ),
    (
      "picture: a.png\n  prompt: [Pan left] the sea",
      "f:3:22: a text that begins with '[' needs quotes"
    ),
    (
      "picture: a.png\n  prompt: boat: the sea",
      "f:3:15: there is a second ': ' in this line; a text with ': ' in it needs quotes"
    ),
    ("picture: a.png\n  prompt: @sea", "f:3:11: a text that begins with '@' needs quotes"),
    (
      "picture: a.png\n  prompt: *sea",
      "f:3:11: '*' repeats a text that was named with '&' before, and there is none of that name; a text that begins with '*' needs quotes"
    ),
    ("picture: a.png\n  prompt:", "f:3:10: 'prompt' must be a text, not nothing"),
    ("picture: a.png", "f:2:3: a shot needs 'prompt'"),
    (
      "picture: a.png\n  prompt: y\n  duration: 7",
      "f:4:13: 'duration' must be 6 or 10 (seconds), not '7'"
    ),
    (
      "picture: a.png\n  prompt: y\n  duration: 6s",
      "f:4:13: 'duration' must be 6 or 10 (seconds), not '6s'"
    ),
    (
      "picture: a.png\n  prompt: y\n  duration: [6]",
      "f:4:13: 'duration' must be 6 or 10 (seconds), not a list"
    ),
    (
      "picture: a.png\n  prompt: y\n  prompt_optimizer: maybe",
      "f:4:21: 'prompt_optimizer' must be true or false, not 'maybe'"
    ),
    (
      "picture: a.png\n  prompt: y\n  chain: previous",
      "f:2:3: a shot takes 'picture' or 'chain', not both"
    ),
    ("prompt: y", "f:2:3: a shot needs 'picture: FILE'"),
    (
      "prompt: y\n  chain: previous",
      "f:3:10: a chain starts from the shot before, and this is the first; give it a 'picture'"
    ),
    ("prompt: y\n  chain: harbour", "f:3:10: 'chain' must be previous, not 'harbour'"),
    ("prompt: y\n  picture: ''", "f:3:12: 'picture' must be the path of a file"),
    (
      "picture: a.png\n  prompt: y\n  name: the sea",
      "f:4:9: 'name' must be 1 to 60 letters a-z, digits, '-' or '_', not 'the sea'"
    ),
    (
      "picture: a.png\n  prompt: y\n  name: ../x",
      "f:4:9: 'name' must be 1 to 60 letters a-z, digits, '-' or '_', not '../x'"
    ),
    (
      "picture: a.png\n  prompt: y\n  name: \"\\e[31m\"",
      "f:4:9: 'name' must be 1 to 60 letters a-z, digits, '-' or '_', not '\\u{1b}[31m'"
    ),
    ("picture: a.png\n\tprompt: y", "f:3:1: a tab cannot indent YAML; use spaces"),
    (
      "[a, b]: c\n  picture: a.png\n  prompt: y",
      "f:2:3: a key in a shot must be a word, not a list"
    ),
    (
      "<<: {}\n  picture: a.png\n  prompt: y",
      "f:2:3: '<<' is not taken here; write the keys out, or give defaults at the top"
    ),
  ]

  @Test(arguments: shots)
  func `a wrong shot is told with its place`(shot: String, message: String) {
    #expect(problems("shots:\n- \(shot)\n") == [message])
  }

  private static let files: [(String, String)] = [
    ("", "f:1:1: the file is empty"),
    ("# only words\n", "f:1:1: the file is empty"),
    ("hello", "f:1:1: a storyboard must be a mapping with keys like 'title', not a single value"),
    ("- a\n- b", "f:1:1: a storyboard must be a mapping with keys like 'title', not a list"),
    ("title: sea", "f:1:1: a storyboard needs 'shots', a list with at least one shot"),
    ("shots: []", "f:1:8: 'shots' is empty; a film needs at least one shot"),
    ("shots:", "f:1:7: 'shots' must be a list with at least one shot, not nothing"),
    ("shots: {picture: a}", "f:1:8: 'shots' must be a list with at least one shot, not a mapping"),
    (
      "shots: [harbour]",
      "f:1:9: a shot must be a mapping with keys like 'name', not a single value"
    ),
    (
      "shot: []\nshots: [{picture: a, prompt: b}]",
      "f:1:1: unknown key 'shot' in a storyboard; did you mean 'shots'?"
    ),
    (
      "aspect: wide\nshots: [{picture: a, prompt: b}]",
      "f:1:9: 'aspect' must be two numbers like 16:9, not 'wide'"
    ),
    (
      "aspect: 16:0\nshots: [{picture: a, prompt: b}]",
      "f:1:9: 'aspect' must be two numbers like 16:9, not '16:0'"
    ),
    (
      "aspect: '-16:9'\nshots: [{picture: a, prompt: b}]",
      "f:1:9: 'aspect' must be two numbers like 16:9, not '-16:9'"
    ),
    (
      "preset: ../web\nshots: [{picture: a, prompt: b}]",
      "f:1:9: 'preset' must be a preset's name or none, not '../web'"
    ),
    (
      "duration: 8\nshots: [{picture: a, prompt: b}]",
      "f:1:11: 'duration' must be 6 or 10 (seconds), not '8'"
    ),
    (
      "shots: [{picture: a, prompt: b}]\n---\nshots: []",
      "f:2:1: a second document starts here; one file holds one document"
    ),
    (
      "title: \"sea\nshots: []",
      "f:1:8: not valid YAML: while scanning a quoted scalar, found unexpected end of stream"
    ),
    (
      "{\"title\": \"a\", \"title\": \"b\"}",
      "f:1:2: key 'title' stands twice in one mapping; keep one"
    ),
    ("title: a\u{0}b", "f:1:9: control character U+0000; remove it"),
    ("title: a\nx: \u{7F}", "f:2:4: control character U+007F; remove it"),
  ]

  @Test(arguments: files)
  func `a wrong file is told with its place`(file: String, message: String) {
    let told = problems(file)
    #expect(told.count == 1)
    // Where an open quote ends is the parser's business; that it is told, and how, is ours.
    #expect(told.first?.drop { $0 != " " } == message.drop { $0 != " " }[...])
    if !message.contains("quoted scalar") { #expect(told.first == message) }
  }

  @Test func `all problems come at once, in the order of their lines`() {
    let told = problems(
      """
      titel: sea
      aspect: 4x3
      shots:
        - chain: previous
          prompt: a
          duration: 7
          duration: 8
        - prompt: b
        - name: Sea
          picture: a.png
          prompt: c
          colour: red
        - name: sea
          picture: b.png
      """)
    #expect(
      told == [
        "f:1:1: unknown key 'titel' in a storyboard; did you mean 'title'?",
        "f:2:9: 'aspect' must be two numbers like 16:9, not '4x3'",
        "f:4:12: a chain starts from the shot before, and this is the first; give it a 'picture'",
        "f:6:15: 'duration' must be 6 or 10 (seconds), not '7'",
        "f:7:5: key 'duration' stands twice; it is on line 6 already",
        "f:8:5: a shot needs 'picture: FILE', or 'chain: previous' to go on from the shot before",
        "f:12:5: unknown key 'colour' in a shot; "
          + "it takes name, picture, chain, anchor, seam, end_picture, prompt, duration, prompt_optimizer",
        "f:13:5: a shot needs 'prompt'",
        "f:13:11: the name 'sea' is taken by the shot on line 9; give it another",
      ])
  }

  @Test func `a name may not be what another shot is called by default`() {
    let told = problems(
      "shots:\n- {picture: a, prompt: b, name: SHOT-2}\n- {picture: a, prompt: b}")
    #expect(
      told == [
        "f:3:3: a shot without a name here is called 'shot-2' but that is the name of the shot "
          + "on line 2; give it another"
      ])
  }

  @Test func `bytes that are not UTF-8 are told with their line`() {
    let bytes = Array("title: sea\nshots: caf".utf8) + [0xE9] + Array("\n".utf8)
    #expect(problems(bytes) == ["f:2:1: this line is not UTF-8 text; save the file as UTF-8"])
  }

  @Test func `hundreds of problems are cut with a word`() {
    let told = problems("shots:\n" + String(repeating: "- {picture: a, promt: b}\n", count: 300))
    #expect(told.count == 101)
    #expect(told.last?.hasSuffix("and 500 more problems") == true)
  }

  @Test func `too many shots are refused`() {
    let told = problems("shots:\n" + String(repeating: "- {picture: a, prompt: b}\n", count: 501))
    #expect(told == ["f:2:1: 501 shots are too many; a storyboard takes up to 500"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a file that unfolds into billions of nodes is refused at once`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    text += "? *a30\n: x\n"
    #expect(
      problems(text) == [
        "f:2:10: '*a0' repeats a list or a mapping; only a text or a number can be repeated so"
      ])
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      String(repeating: "[", count: 500_000), String(repeating: "{a: ", count: 200_000),
      String(repeating: "- ", count: 500_000), String(repeating: "? ", count: 500_000),
      String(repeating: "[", count: 990) + String(repeating: "]", count: 990),
    ])
  func `deep nesting is refused and overflows nothing`(text: String) {
    #expect(problems(text).count == 1)
  }

  @Test(.timeLimit(.minutes(1)))
  func `no damage to a storyboard's bytes crashes the reader`() {
    let good = Array(
      """
      title: "caf\\u00e9"
      aspect: 16:9
      shots:
        - {name: a, picture: a.png, prompt: &p "[Pan left] x"}
        - chain: previous
          prompt: *p
          duration: 10
      """.utf8)
    let evil: [UInt8] = [0, 9, 10, 34, 38, 39, 42, 45, 58, 63, 91, 92, 93, 123, 124, 125, 200, 255]
    var refused = 0
    for index in good.indices {
      for byte in evil {
        var bytes = good
        bytes[index] = byte
        if !problems(bytes).isEmpty { refused += 1 }
      }
      if !problems(Array(good[..<index])).isEmpty { refused += 1 }
    }
    #expect(refused > good.count)
  }
}
