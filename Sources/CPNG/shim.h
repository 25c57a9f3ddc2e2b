#pragma once
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Casts inside these macros keep Swift from importing them.
static const png_uint_32 hs_png_rgb = PNG_FORMAT_RGB;
static const png_uint_32 hs_png_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 hs_png_assume_srgb = PNG_IMAGE_FLAG_16BIT_sRGB;

/// Whether the last call on the image failed; a warning alone is no failure.
static inline int hs_png_failed(const png_image *image) { return PNG_IMAGE_FAILED(*image) ? 1 : 0; }

// libpng leaves a function that failed by a long jump, which must not cross a Swift frame: all calls
// between setting the target and the last one that may jump are in these C functions.

/// A file in memory, and what went wrong with it.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  int is_short;
  char message[160];
  jmp_buf jump;
} hs_png_file;

/// What a file says before its pixels; the profile is to be freed.
typedef struct {
  uint32_t width, height;
  int bit_depth, color_type;
  /// After palettes, small depths and a transparent colour have been expanded.
  int channels, bits;
  size_t row_bytes;
  int has_srgb, has_gamma, has_chroma;
  double gamma;
  /// White, red, green, blue as x and y.
  double chroma[8];
  uint8_t *profile;
  size_t profile_count;
} hs_png_facts;

static inline void hs_png_fail(png_structp png, png_const_charp message) {
  hs_png_file *file = (hs_png_file *)png_get_error_ptr(png);
  strncpy(file->message, message, sizeof file->message - 1);
  longjmp(file->jump, 1);
}

static inline void hs_png_warn(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static inline void hs_png_fetch(png_structp png, png_bytep target, size_t count) {
  hs_png_file *file = (hs_png_file *)png_get_io_ptr(png);
  if (count > file->count - file->position) {
    file->is_short = 1;
    png_error(png, "read beyond end of data");
  }
  memcpy(target, file->bytes + file->position, count);
  file->position += count;
}

/// Reads what stands before the pixels, and the pixels if there is a target: rows of `row_bytes`,
/// 16-bit samples in the machine's order. Returns 0 when the file is damaged.
static inline int hs_png_read(hs_png_file *file, hs_png_facts *facts, uint8_t *target) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, file, hs_png_fail, hs_png_warn);
  if (!png) return 0;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(file->jump)) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  // libpng's own limit of a side, a million, stays: it makes room for a row before anybody is asked.
  png_set_read_fn(png, file, hs_png_fetch);
  png_set_chunk_malloc_max(png, 16 << 20);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
  // Text may be packed a thousand times over, and nobody reads it here.
  static const png_byte unread[] = "tEXt\0zTXt\0iTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, unread, 3);
  png_read_info(png, info);
  facts->width = png_get_image_width(png, info);
  facts->height = png_get_image_height(png, info);
  facts->bit_depth = png_get_bit_depth(png, info);
  facts->color_type = png_get_color_type(png, info);
  facts->has_srgb = png_get_valid(png, info, PNG_INFO_sRGB) != 0;
  facts->has_gamma = png_get_gAMA(png, info, &facts->gamma) != 0;
  double *c = facts->chroma;
  facts->has_chroma = png_get_cHRM(png, info, c, c + 1, c + 2, c + 3, c + 4, c + 5, c + 6, c + 7) != 0;
  if (!target) {
    png_charp name = NULL;
    int method = 0;
    png_bytep profile = NULL;
    png_uint_32 length = 0;
    if (png_get_iCCP(png, info, &name, &method, &profile, &length) && length) {
      facts->profile = (uint8_t *)malloc(length);
      if (facts->profile) {
        memcpy(facts->profile, profile, length);
        facts->profile_count = length;
      }
    }
  }
  png_set_expand(png);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (facts->bit_depth == 16) png_set_swap(png);
#endif
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  facts->channels = png_get_channels(png, info);
  facts->bits = png_get_bit_depth(png, info);
  facts->row_bytes = png_get_rowbytes(png, info);
  if (target) {
    for (int pass = 0; pass < passes; pass++)
      for (uint32_t y = 0; y < facts->height; y++)
        png_read_row(png, target + (size_t)y * facts->row_bytes, NULL);
    png_read_end(png, NULL);
  }
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

/// A file that grows as it is written.
typedef struct {
  uint8_t *bytes;
  size_t count, room;
  char message[160];
  jmp_buf jump;
} hs_png_output;

static inline void hs_png_write_fail(png_structp png, png_const_charp message) {
  hs_png_output *output = (hs_png_output *)png_get_error_ptr(png);
  strncpy(output->message, message, sizeof output->message - 1);
  longjmp(output->jump, 1);
}

static inline void hs_png_put(png_structp png, png_bytep source, size_t count) {
  hs_png_output *output = (hs_png_output *)png_get_io_ptr(png);
  if (output->count + count > output->room) {
    size_t room = (output->count + count) * 2 + 4096;
    uint8_t *bytes = (uint8_t *)realloc(output->bytes, room);
    if (!bytes) png_error(png, "out of memory");
    output->bytes = bytes;
    output->room = room;
  }
  memcpy(output->bytes + output->count, source, count);
  output->count += count;
}

static inline void hs_png_flush(png_structp png) { (void)png; }

/// Writes RGB or RGBA of eight bits, tagged as sRGB, with text chunks. A level below zero looks for
/// runs of equal bytes alone. Returns 0 when that failed; the bytes are to be freed either way.
static inline int hs_png_write(
    hs_png_output *output, const uint8_t *rgba, uint32_t width, uint32_t height, int has_alpha,
    int level, const char *const *keys, const char *const *values, int text_count) {
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, output, hs_png_write_fail, hs_png_warn);
  if (!png) return 0;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(output->jump)) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, output, hs_png_put, hs_png_flush);
  png_set_compression_level(png, level < 0 ? 1 : level);
  // Trying all filters for each row costs more time than it saves bytes at low levels. What a mean
  // leaves of a photograph hardly ever repeats, so that runs alone come out as small as matches.
  if (level <= 3) png_set_filter(png, 0, level == 0 ? PNG_FILTER_NONE : PNG_FILTER_AVG);
  if (level != 0 && level <= 3) png_set_compression_strategy(png, Z_RLE);
  png_set_IHDR(
      png, info, width, height, 8, has_alpha ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  for (int index = 0; index < text_count; index++) {
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = (png_charp)keys[index];
    text.text = (png_charp)values[index];
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  if (!has_alpha) png_set_filler(png, 0, PNG_FILLER_AFTER);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, rgba + (size_t)y * width * 4);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}
