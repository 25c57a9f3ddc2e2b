#include "hs_log.h"

#include <libavcodec/avcodec.h>
#include <libavutil/log.h>
#include <string.h>

// The callback runs on any thread, decoders' workers among them, and under their locks: it takes no
// lock itself, allocates nothing, and keeps one line a thread.
enum { hs_log_size = 512 };
static _Thread_local char hs_log_line[hs_log_size];

// FFV1's decoder conceals a slice whose checksum is wrong, and tells nobody but the log.
static void hs_count_damage(void *object, const char *format) {
  const AVClass *class = object ? *(const AVClass **)object : NULL;
  if (!class || strcmp(class->class_name, "AVCodecContext") != 0) return;
  const AVCodecContext *context = object;
  if (!context->codec || context->codec->id != AV_CODEC_ID_FFV1) return;
  uint32_t *count = context->opaque;
  // Its encoder, whose `opaque` is none of ours, has no such words.
  if (count && strstr(format, "CRC mismatch")) __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
}

uint32_t hs_log_take_damage(uint32_t *count) {
  return __atomic_exchange_n(count, 0, __ATOMIC_RELAXED);
}

static void hs_log_callback(void *object, int level, const char *format, va_list arguments) {
  if (level > AV_LOG_ERROR) return;
  hs_count_damage(object, format);
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
