import Testing

@testable import StudioCommands

struct TermsTests {
  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (97, "97 bytes"), (999, "999 bytes"), (1000, "1 KB"),
    (812_345, "812 KB"), (999_999, "999 KB"), (1_000_000, "1.0 MB"), (1_349_999, "1.3 MB"),
    (999_949_999, "999.9 MB"), (1_000_000_000, "1.00 GB"), (12_345_678_901, "12.35 GB"),
  ])
  func `bytes come in steps of a thousand`(count: Int, text: String) {
    #expect(Terms.bytes(count) == text)
  }

  @Test(arguments: [
    (0.0, "0:00"), (0.4, "0:00"), (7, "0:07"), (59.6, "1:00"), (83, "1:23"), (3599.5, "1:00:00"),
    (3723, "1:02:03"), (-1, "-:--"), (.nan, "-:--"), (.infinity, "-:--"),
  ])
  func `a clock shows minutes and, when needed, hours`(seconds: Double, text: String) {
    #expect(Terms.clock(seconds) == text)
  }

  @Test(arguments: [
    (6.0, "6 s"), (8.08, "8.08 s"), (0.5, "0.5 s"), (10.0, "10 s"), (100.0, "100 s"),
    (5.999, "6 s"), (0, "0 s"),
  ])
  func `seconds lose the zeros nobody needs`(seconds: Double, text: String) {
    #expect(Terms.seconds(seconds) == text)
  }

  @Test(arguments: [
    (1.0, 0, "1"), (1.25, 1, "1.3"), (-0.04, 1, "0.0"), (-1.26, 1, "-1.3"), (0.005, 3, "0.005"),
    (2.0, 3, "2.000"), (.infinity, 1, "inf"),
  ])
  func `decimals are rounded to their places`(value: Double, places: Int, text: String) {
    #expect(Terms.decimal(value, places: places) == text)
  }

  @Test func `one is not many`() {
    #expect(Terms.count(1, "shot") == "1 shot")
    #expect(Terms.count(0, "shot") == "0 shots")
    #expect(Terms.count(3, "shot") == "3 shots")
  }
}

struct TableTests {
  @Test func `columns line up and no line ends in spaces`() {
    var table = Table(indent: "  ")
    table.add("film", "a/film.mp4", "600 frames")
    table.add("deliverable", "b", "")
    table.add("x")
    #expect(
      table.text == """
          film         a/film.mp4  600 frames
          deliverable  b
          x

        """)
    #expect(Table().text.isEmpty)
  }

  @Test func `what a terminal would obey is spelled out`() {
    #expect(Terms.spelledOut("esc\u{1B}[31mred.mp4\n") == "esc\\x1b[31mred.mp4\n")
    #expect(Terms.spelledOut("a\tb \u{9B}31m \u{7F}") == "a\tb \\x9b31m \\x7f")
    #expect(Terms.spelledOut("Ünïcode 漢字 – ‘name’") == "Ünïcode 漢字 – ‘name’")
    #expect(Terms.name("two\nlines.mp4") == "two\\nlines.mp4")
  }
}
