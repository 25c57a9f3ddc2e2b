internal import CFFmpegLog

/// Touching it sends the libraries' log to memory, once a process; errors quote its newest line.
let logIsCaptured: Void = hs_log_install()

/// Forgets earlier lines, so that an error does not quote another file's trouble.
func forgetLog() { hs_log_clear() }
