internal import CFFmpegLog

/// The libraries' log, kept in memory: errors quote what this thread logged last.
enum Log {
  /// Touching it sends the log there instead of to stderr, once a process.
  static let isCaptured: Void = hs_log_install()

  /// Forgets earlier lines, so that an error does not quote another file's trouble.
  static func forget() { hs_log_clear() }

  /// The newest line of this thread, quoted once; empty when there is none.
  static func takeNewest() -> String {
    defer { hs_log_clear() }
    return String(cString: hs_log_last())
  }
}
