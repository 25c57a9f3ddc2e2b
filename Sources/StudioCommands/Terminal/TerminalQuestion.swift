#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Asks the terminal what it can do.
enum TerminalQuestion {
  /// Kitty's question for a picture of one pixel, and "what are you?", which every terminal answers.
  private static let question = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[c"
  /// Terminals answer in a few milliseconds; over slow lines in tenths of a second.
  private static let patience: Int32 = 400

  /// The answers as they come; nil without a terminal, or one that keeps silent.
  static func ask() -> String? {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }
    var saved = termios()
    guard unsafe tcgetattr(terminal, &saved) == 0 else { return nil }
    var quiet = saved
    // Answers are neither shown nor held back until a line ends.
    quiet.c_lflag &= ~tcflag_t(ECHO | ICANON)
    guard unsafe tcsetattr(terminal, TCSANOW, &quiet) == 0 else { return nil }
    defer { unsafe tcsetattr(terminal, TCSANOW, &saved) }
    let bytes = Array(question.utf8)
    guard unsafe write(terminal, bytes, bytes.count) == bytes.count else { return nil }
    var reply: [UInt8] = []
    while reply.count < 1000 {
      var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&waiting, 1, patience) > 0 else { break }
      var byte: UInt8 = 0
      guard unsafe read(terminal, &byte, 1) == 1 else { break }
      reply.append(byte)
      // The answer to the last question ends in "c".
      if byte == UInt8(ascii: "c"), reply.contains(UInt8(ascii: "?")) { break }
    }
    return reply.isEmpty ? nil : String(decoding: reply, as: UTF8.self)
  }
}
