import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Everything outside the program that a command touches, as one value that tests can replace.
public struct CommandContext: Sendable {
  /// Environment variables.
  public var environment: [String: String]
  /// Takes what the command answers: text for people, or one JSON document. What a terminal would
  /// take for an order, as a file's name can hold it, is spelled out.
  public var answer: @Sendable (String) -> Void
  /// Takes everything else: progress, notes, errors; spelled out in the same way.
  public var notice: @Sendable (String) -> Void
  /// Takes orders to the terminal that shows answers, such as a picture.
  public var draw: @Sendable (String) -> Void
  /// Takes orders to the terminal that shows notices, such as to draw over lines.
  public var redraw: @Sendable (String) -> Void
  /// Whether notices go to a terminal, where lines can be drawn over.
  public var isTerminal: Bool
  /// Columns of that terminal at this moment.
  public var columns: @Sendable () -> Int

  /// Creates a context.
  public init(
    environment: [String: String], answer: @escaping @Sendable (String) -> Void,
    notice: @escaping @Sendable (String) -> Void, isTerminal: Bool = false,
    columns: @escaping @Sendable () -> Int = { 80 }
  ) {
    self.environment = environment
    self.answer = { answer(Terms.spelledOut($0)) }
    self.notice = { notice(Terms.spelledOut($0)) }
    draw = answer
    redraw = notice
    self.isTerminal = isTerminal
    self.columns = columns
  }

  /// The real one: this process's environment, standard output and standard error.
  public static let process = CommandContext(
    environment: ProcessInfo.processInfo.environment,
    answer: { StandardStream.output.write($0) },
    notice: { StandardStream.notices.write($0) },
    isTerminal: isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb",
    columns: terminalColumns)

  /// The context of the running command.
  @TaskLocal public static var current = CommandContext.process

  private static func terminalColumns() -> Int {
    var size = winsize()
    let found = unsafe ioctl(2, UInt(TIOCGWINSZ), &size)
    return found == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
