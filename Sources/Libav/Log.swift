internal import CFFmpegLog

/// Touching it sends the libraries' log to memory, once a process; errors quote its newest line.
let hs_log_install_once: Void = hs_log_install()

/// Forgets earlier lines, so that an error does not quote another file's trouble.
func hs_log_forget() { hs_log_clear() }
