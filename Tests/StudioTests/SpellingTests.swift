import Testing

@testable import Studio

struct SpellingTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("prompt", "promt", 1), ("prompt", "prmopt", 1),
    ("chain", "chian", 1),
    ("title", "tilte", 1), ("kitten", "sitting", 3), ("abc", "xyz", 3),
  ])
  func `slips are counted, and a swap is one`(one: String, other: String, distance: Int) {
    #expect(Spelling.distance(one, other) == distance)
    #expect(Spelling.distance(other, one) == distance)
  }

  @Test(
    arguments: [
      ("promt", "prompt"), ("PROMPT", "prompt"), ("durration", "duration"), ("nam", "name"),
      ("xyz", nil), ("", nil), ("image", nil), (String(repeating: "a", count: 5000), nil),
    ] as [(String, String?)])
  func `only a near word is suggested`(word: String, meant: String?) {
    #expect(Spelling.nearest(to: word, among: ["name", "prompt", "duration"]) == meant)
  }

  @Test func `what is quoted stays on one line and harmless`() {
    #expect("a\nb\t\u{1B}[0m\u{202E}".quoted == "'a\\nb\\t\\u{1b}[0m\\u{202e}'")
    #expect(String(repeating: "x", count: 500).quoted.count == 63)
  }

  @Test(arguments: [
    ("", "a", "a"), (".", "a", "a"), ("/x", "a", "/x/a"), ("x/", "a", "x/a"), ("x", "/a", "/a"),
  ])
  func `paths are joined`(folder: String, path: String, joined: String) {
    #expect(folder.appending(path: path) == joined)
  }

  @Test(arguments: [("a", ""), ("/a", "/"), ("x/a", "x"), ("/x/y/a", "/x/y")])
  func `a path's folder is found`(path: String, folder: String) {
    #expect(path.parentPath == folder)
  }
}
