import Raster
import Testing

@testable import StudioCommands

struct TerminalPictureTests {
  static let replies: [(String, TerminalPicture.Way)] = [
    ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;c", .kitty), ("\u{1B}[?62;4;22c", .sixel),
    ("\u{1B}[?64;1;2;4c", .sixel), ("\u{1B}[?1;2c", .blocks), ("\u{1B}[?62;22;44c", .blocks),
    // 4 as the first number is the kind of terminal, not what it can do.
    ("\u{1B}[?4c", .blocks), ("", .blocks), ("nonsense", .blocks), ("\u{1B}[?62;4", .blocks),
  ]

  @Test(arguments: replies) func `a terminal is taken at its word`(
    reply: String, way: TerminalPicture.Way
  ) {
    #expect(TerminalReply.way(from: reply) == way)
  }

  static let surroundings: [([String: String], TerminalPicture.Way?)] = [
    (["KITTY_WINDOW_ID": "1"], .kitty), (["TERM": "xterm-kitty"], .kitty),
    (["TERM_PROGRAM": "iTerm.app"], .iterm2), (["LC_TERMINAL": "iTerm2"], .iterm2),
    (["TERM_PROGRAM": "WezTerm"], .iterm2), (["TERM": "xterm-256color"], nil), ([:], nil),
    (["KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"], nil),
  ]

  @Test(arguments: surroundings.indices) func `terminals are known by their variables`(number: Int)
  {
    let (environment, way) = Self.surroundings[number]
    #expect(TerminalReply.way(from: environment) == way)
  }

  @Test func `half blocks hold two rows each, and change colours only where they change`() {
    var bitmap = Bitmap(size: PixelSize(width: 3, height: 3), filledWith: .white)
    bitmap[2, 0] = .black
    let text = BlockPicture.text(bitmap)
    #expect(text.split(separator: "\n").count == 2)
    #expect(text.count { $0 == "▀" } == 6)
    #expect(text.hasPrefix("\u{1B}[38;2;255;255;255m\u{1B}[48;2;255;255;255m▀▀\u{1B}[38;2;0;0;0m▀"))
    // What is below the last row is black.
    #expect(text.contains("\u{1B}[48;2;0;0;0m"))
  }

  @Test func `sixels say their size and draw every column of every band`() {
    let bitmap = Bitmap(size: PixelSize(width: 10, height: 7), filledWith: .white)
    let text = SixelPicture.text(bitmap)
    #expect(text.hasPrefix("\u{1B}Pq\"1;1;10;7#0;2;0;0;0"))
    // Six rows of white, and one row in the second band.
    #expect(text.hasSuffix("#215!10~-#215!10@-\u{1B}\\\n"))
  }

  @Test func `Kitty gets pieces it can take`() {
    let text = KittyPicture.text([UInt8](repeating: 7, count: 10_000), columns: 80)
    let pieces = text.split(separator: "\u{1B}_G").dropFirst(0)
    #expect(pieces.count == 4)
    #expect(pieces.first?.hasPrefix("a=T,f=100,q=2,c=80,m=1;") == true)
    #expect(pieces.last?.hasPrefix("m=0;") == true)
    #expect(ITermPicture.text([1, 2, 3]).contains("size=3;"))
  }
}
