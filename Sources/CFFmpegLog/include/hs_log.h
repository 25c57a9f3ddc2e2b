#pragma once

/// Sends the log of the FFmpeg libraries to a small ring of lines a thread, and nothing to stderr.
void hs_log_install(void);

/// Forgets the lines this thread has collected.
void hs_log_clear(void);

/// The newest error line of this thread since the last clear, or an empty string.
/// The text belongs to the thread and lives until its next log line.
const char *hs_log_last(void);
