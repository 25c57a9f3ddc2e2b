#include "hs_log.h"

#include <libavutil/log.h>
#include <string.h>

// The callback runs on any thread, decoders' workers among them, and under their locks: it takes no
// lock itself, allocates nothing, and keeps one line a thread.
enum { hs_log_size = 512 };
static _Thread_local char hs_log_line[hs_log_size];

static void hs_log_callback(void *object, int level, const char *format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  // No prefix: "[mjpeg @ 0x7f…]" tells a reader of the error nothing.
  int prefix = 0;
  char line[hs_log_size];
  av_log_format_line2(object, level, format, arguments, line, sizeof line, &prefix);
  size_t length = strlen(line);
  while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) line[--length] = 0;
  if (length > 0) memcpy(hs_log_line, line, length + 1);
}

void hs_log_install(void) { av_log_set_callback(hs_log_callback); }

void hs_log_clear(void) { hs_log_line[0] = 0; }

const char *hs_log_last(void) { return hs_log_line; }
