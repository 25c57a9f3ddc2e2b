#pragma once
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// libjpeg leaves a function that failed by a long jump, which must not cross a Swift frame: every
// function here sets the target before its first call into the library.

/// What the channels of a picture are, side by side.
typedef enum {
  hs_jpeg_grey,
  hs_jpeg_rgb,
  /// Four inks, as much as is missing of each where the file follows Adobe.
  hs_jpeg_inks
} hs_jpeg_kind;

/// What went wrong, if anything.
typedef enum { hs_jpeg_fine, hs_jpeg_damaged, hs_jpeg_short, hs_jpeg_unsupported } hs_jpeg_state;

/// A file in memory that is being read.
typedef struct {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  hs_jpeg_state state;
  char message[JMSG_LENGTH_MAX];
  hs_jpeg_kind kind;
  jmp_buf jump;
} hs_jpeg;

static inline void hs_jpeg_fail(j_common_ptr info) {
  hs_jpeg *file = (hs_jpeg *)info->client_data;
  if (file->state == hs_jpeg_fine) {
    switch (info->err->msg_code) {
      case JERR_ARITH_NOTIMPL:
      case JERR_BAD_PRECISION:
      case JERR_CONVERSION_NOTIMPL:
      case JERR_COMPONENT_COUNT:
      case JERR_SOF_UNSUPPORTED:
      case JERR_CCIR601_NOTIMPL:
      case JERR_FRACT_SAMPLE_NOTIMPL: file->state = hs_jpeg_unsupported; break;
      case JERR_INPUT_EMPTY:
      case JERR_INPUT_EOF: file->state = hs_jpeg_short; break;
      default: file->state = hs_jpeg_damaged;
    }
    info->err->format_message(info, file->message);
  }
  longjmp(file->jump, 1);
}

/// Warnings are what the library mends by guessing; where it guesses at pixels, the file is damaged.
static inline void hs_jpeg_note(j_common_ptr info, int level) {
  if (level >= 0) return;
  hs_jpeg *file = (hs_jpeg *)info->client_data;
  switch (info->err->msg_code) {
    case JWRN_JPEG_EOF: file->state = hs_jpeg_short; break;
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_BOGUS_PROGRESSION: file->state = hs_jpeg_damaged; break;
    // Bytes between segments, versions and transforms that nobody knows change no pixel.
    default: return;
  }
  info->err->format_message(info, file->message);
  longjmp(file->jump, 1);
}

static inline void hs_jpeg_be_quiet(j_common_ptr info) { (void)info; }

/// Each scan of a progressive file goes over the whole picture, and a few bytes make one.
enum { hs_jpeg_most_scans = 200 };

static inline void hs_jpeg_limit(j_common_ptr info) {
  if (!info->is_decompressor) return;
  if (((j_decompress_ptr)info)->input_scan_number > hs_jpeg_most_scans) {
    hs_jpeg *file = (hs_jpeg *)info->client_data;
    file->state = hs_jpeg_damaged;
    strncpy(file->message, "it has too many scans", sizeof file->message - 1);
    longjmp(file->jump, 1);
  }
}

/// Reads the header and prepares to decode at a part of the size: a half, a quarter, an eighth.
/// To be closed whatever the state; NULL when there is no memory.
static inline hs_jpeg *hs_jpeg_open(const uint8_t *bytes, size_t count, unsigned shrink) {
  hs_jpeg *file = (hs_jpeg *)calloc(1, sizeof *file);
  if (!file) return NULL;
  file->info.err = jpeg_std_error(&file->errors);
  file->info.client_data = file;
  file->errors.error_exit = hs_jpeg_fail;
  file->errors.emit_message = hs_jpeg_note;
  file->errors.output_message = hs_jpeg_be_quiet;
  if (setjmp(file->jump)) return file;
  jpeg_create_decompress(&file->info);
  file->info.client_data = file;
  file->progress.progress_monitor = hs_jpeg_limit;
  file->info.progress = &file->progress;
  jpeg_mem_src(&file->info, bytes, count);
  jpeg_read_header(&file->info, TRUE);
  file->info.scale_num = 1;
  file->info.scale_denom = shrink;
  jpeg_calc_output_dimensions(&file->info);
  switch (file->info.jpeg_color_space) {
    case JCS_GRAYSCALE: file->kind = hs_jpeg_grey; break;
    case JCS_YCbCr:
    case JCS_RGB: file->kind = hs_jpeg_rgb; break;
    case JCS_CMYK:
    case JCS_YCCK: file->kind = hs_jpeg_inks; break;
    default:
      file->state = hs_jpeg_unsupported;
      strncpy(file->message, "its colours are of an unknown kind", sizeof file->message - 1);
      return file;
  }
  const J_COLOR_SPACE spaces[] = {JCS_GRAYSCALE, JCS_RGB, JCS_CMYK};
  file->info.out_color_space = spaces[file->kind];
  return file;
}

static inline void hs_jpeg_close(hs_jpeg *file) {
  if (!file) return;
  if (!setjmp(file->jump)) jpeg_destroy_decompress(&file->info);
  free(file);
}

/// Begins to decode; a progressive file is read whole here.
static inline int hs_jpeg_start(hs_jpeg *file) {
  if (setjmp(file->jump)) return 0;
  return jpeg_start_decompress(&file->info) != 0;
}

/// Decodes the next rows, at most 16. Returns how many.
static inline int hs_jpeg_read_rows(hs_jpeg *file, uint8_t *target, size_t stride) {
  if (setjmp(file->jump)) return 0;
  JSAMPROW rows[16];
  JDIMENSION first = file->info.output_scanline, wanted = file->info.output_height - first;
  if (wanted > 16) wanted = 16;
  while (file->info.output_scanline < first + wanted) {
    JDIMENSION count = first + wanted - file->info.output_scanline;
    for (JDIMENSION row = 0; row < count; row++)
      rows[row] = target + (file->info.output_scanline - first + row) * stride;
    jpeg_read_scanlines(&file->info, rows, count);
  }
  return (int)wanted;
}

/// Whether rows are left to be decoded.
static inline int hs_jpeg_has_more(const hs_jpeg *file) {
  return file->info.output_scanline < file->info.output_height;
}

/// Reads what follows the last row, so that a file that is cut short there shows itself.
static inline int hs_jpeg_finish(hs_jpeg *file) {
  if (setjmp(file->jump)) return 0;
  return jpeg_finish_decompress(&file->info) != 0;
}
