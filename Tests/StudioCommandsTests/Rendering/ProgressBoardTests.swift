import Testing

@testable import StudioCommands

/// A terminal that understands what the board draws: line breaks, up, return, clear to the end.
struct FakeTerminal {
  private(set) var lines: [String] = [""]
  private var row = 0

  mutating func feed(_ text: String) {
    var rest = Substring(text)
    while let character = rest.first {
      if rest.hasPrefix("\u{1B}[") {
        rest = rest.dropFirst(2)
        let number = rest.prefix { $0.isNumber }
        rest = rest.dropFirst(number.count)
        switch rest.removeFirst() {
        case "A": row -= Int(number) ?? 1
        case "J":
          lines.removeSubrange((row + 1)...)
          lines[row] = ""
        default: lines.append("unknown sequence")
        }
        continue
      }
      rest = rest.dropFirst()
      switch character {
      case "\n":
        row += 1
        if row == lines.count { lines.append("") }
      case "\r": break
      default: lines[row].append(character)
      }
    }
  }

  /// What can be read on it.
  var text: String { lines.joined(separator: "\n") }
}

struct ProgressBoardTests {
  private func board(
    _ style: ProgressBoard.Style, columns: Int = 80
  ) -> (ProgressBoard, Transcript, Transcript) {
    let (answers, notices) = (Transcript(), Transcript())
    let context = CommandContext(
      environment: [:], answer: { answers.add($0) }, notice: { notices.add($0) },
      isTerminal: style == .live, columns: { columns })
    return (ProgressBoard(style, context), answers, notices)
  }

  private func seen(_ notices: Transcript) -> String {
    var terminal = FakeTerminal()
    terminal.feed(notices.text)
    return terminal.text
  }

  @Test func `on a terminal nothing is left of what moved`() {
    let (board, answers, notices) = board(.live)
    board.update("one", "uploading")
    board.update("two", "in the queue")
    board.note("A note")
    #expect(seen(notices).hasPrefix("A note\none  uploading"))
    board.finish("one", "one  made")
    #expect(seen(notices) == "A note\none  made\ntwo  in the queue  0:00\n")
    board.clear()
    #expect(seen(notices) == "A note\none  made\n")
    #expect(answers.all.isEmpty)
  }

  @Test func `lines are as wide as the terminal at most`() {
    let (board, _, notices) = board(.live, columns: 20)
    board.update("a-name-that-is-rather-long.mp4", "in the queue, 12 ahead")
    #expect(seen(notices).split(separator: "\n").allSatisfy { $0.count <= 20 })
  }

  @Test func `elsewhere each activity is said once`() {
    let (board, _, notices) = board(.plain)
    for count in 0..<50 {
      board.update(
        "clip.mp4", "downloading",
        ProgressLine.Amount(completed: Double(count), total: 50, unit: .bytes))
    }
    board.update("clip.mp4", "checking")
    board.finish("clip.mp4", "clip.mp4  made")
    board.clear()
    #expect(notices.text == "clip.mp4  downloading\nclip.mp4  checking\nclip.mp4  made\n")
  }

  @Test func `a position in the queue that changes is not a new activity each time`() {
    let (board, _, notices) = board(.plain)
    for ahead in (0..<30).reversed() { board.update("clip.mp4", "in the queue, \(ahead) ahead") }
    #expect(notices.all.count <= 30)
    #expect(notices.all.allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test func `with --quiet nothing is said`() {
    let (board, answers, notices) = board(.none)
    board.update("one", "uploading")
    board.note("A note")
    board.finish("one", "one  made")
    board.clear()
    #expect(notices.all.isEmpty && answers.all.isEmpty)
  }

  @Test func `work that is reported from many threads keeps its lines`() async {
    let (board, _, notices) = board(.live)
    await withTaskGroup { group in
      for number in 0..<20 {
        group.addTask {
          for step in 0..<50 { board.update("shot-\(number)", "step \(step)") }
          board.finish("shot-\(number)", "shot-\(number)  made")
        }
      }
    }
    board.clear()
    let lines = seen(notices).split(separator: "\n").sorted()
    #expect(lines == (0..<20).map { "shot-\($0)  made" }.sorted())
  }
}
