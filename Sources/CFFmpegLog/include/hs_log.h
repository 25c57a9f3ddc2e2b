#pragma once

#include <stdint.h>

/// Keeps the newest error line of each thread in memory, and sends nothing to stderr.
void hs_log_install(void);

/// Forgets the line of this thread.
void hs_log_clear(void);

/// The newest error line of this thread since the last clear, or an empty string.
/// The text belongs to the thread and lives until its next log line.
const char *hs_log_last(void);

/// How many wrong checksums a decoder logged whose `opaque` is this counter, on any thread, since it
/// was asked last.
uint32_t hs_log_take_damage(uint32_t *count);
