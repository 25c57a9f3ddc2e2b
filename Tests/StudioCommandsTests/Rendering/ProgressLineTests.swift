import Testing

@testable import StudioCommands

struct ProgressLineTests {
  private func line(
    _ completed: Double, of total: Double, after elapsed: Double,
    _ unit: ProgressLine.Amount.Unit = .footage, subject: String = "film.mp4"
  ) -> ProgressLine {
    ProgressLine(
      subject: subject, activity: "encoding",
      amount: ProgressLine.Amount(completed: completed, total: total, unit: unit),
      elapsed: elapsed)
  }

  @Test func `it says how far, how fast, and how long still`() {
    #expect(
      line(12, of: 24, after: 4).drawn(columns: 80)
        == "film.mp4  ━━━━━━━━━━━━────────────  encoding  50%  3.0x  0:04 left")
    #expect(
      line(500_000, of: 2_000_000, after: 2, .bytes).drawn(columns: 80)
        == "film.mp4  ━━━━━━──────────────────  encoding  25%  250 KB/s  0:06 left")
  }

  @Test func `where nobody knows how much there is, the time counts`() {
    let line = ProgressLine(
      subject: "clip.mp4", activity: "in the queue, 2 ahead", amount: nil, elapsed: 65)
    #expect(line.drawn(columns: 80) == "clip.mp4  in the queue, 2 ahead  1:05")
  }

  @Test func `at the start and at the end there is no guess`() {
    #expect(!line(0, of: 24, after: 0).drawn(columns: 80).contains("left"))
    #expect(!line(0.1, of: 24, after: 0.1).drawn(columns: 80).contains("x"))
    #expect(!line(24, of: 24, after: 9).drawn(columns: 80).contains("left"))
    #expect(line(30, of: 24, after: 9).drawn(columns: 80).contains("100%"))
    #expect(line(5, of: 0, after: 9).drawn(columns: 80).contains("0%"))
  }

  @Test(arguments: 0...100)
  func `it is never longer than the terminal is wide`(columns: Int) {
    for subject in ["a", "a/very/long/path/of/a/folder/that/does/not/end/soon/clip.mp4"] {
      #expect(line(12, of: 24, after: 4, subject: subject).drawn(columns: columns).count <= columns)
      let waiting = ProgressLine(
        subject: subject, activity: "in the queue", amount: nil, elapsed: 7)
      #expect(waiting.drawn(columns: columns).count <= columns)
    }
  }

  @Test func `of a long path the end is shown, and what is being done stays`() {
    let subject = "/home/somebody/pictures/of/the/last/summer/at/the/sea/clip.mp4"
    let drawn = line(12, of: 24, after: 4, subject: subject).drawn(columns: 60)
    #expect(drawn.hasPrefix("…") && drawn.contains("clip.mp4"))
    #expect(drawn.hasSuffix("encoding  50%  3.0x  0:04 left"))
  }
}
