/// What a terminal's answers mean; pure.
enum TerminalReply {
  /// By the variables that terminals set; nil when they leave it open.
  static func way(from environment: [String: String]) -> TerminalPicture.Way? {
    if environment["KITTY_WINDOW_ID"] != nil || environment["TERM"] == "xterm-kitty"
      || environment["TERM"] == "xterm-ghostty"
    {
      // Multiplexers keep their own screen and pass no pictures on.
      return environment["TMUX"] == nil ? .kitty : nil
    }
    let program = environment["TERM_PROGRAM"] ?? environment["LC_TERMINAL"] ?? ""
    if ["iTerm.app", "iTerm2", "WezTerm"].contains(program), environment["TMUX"] == nil {
      return .iterm2
    }
    return nil
  }

  /// By the answers to Kitty's question and to "what are you?" (DA1), whose attribute 4 is sixel.
  static func way(from reply: String) -> TerminalPicture.Way {
    if reply.contains("_Gi=31;OK") { return .kitty }
    guard let start = reply.firstRange(of: "\u{1B}[?"),
      let end = reply[start.upperBound...].firstIndex(of: "c")
    else { return .blocks }
    let attributes = reply[start.upperBound..<end].split(separator: ";")
    return attributes.dropFirst().contains("4") ? .sixel : .blocks
  }
}
