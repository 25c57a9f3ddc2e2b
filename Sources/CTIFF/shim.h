#pragma once
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

// libtiff's ways to ask for a tag are variadic, which Swift does not import; and its callbacks take a
// `va_list`.

/// A file in memory, and what libtiff said about it. Must stay where it is while it is read.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  /// Whether something went wrong since this was last set to 0; not every function returns that.
  int is_damaged;
  /// Whether there are channels that the file says nothing about.
  int has_untold_channels;
  /// The first error since `is_damaged` was last set to 0.
  char message[200];
} hs_tiff_file;

/// What the picture says before its pixels. The profile belongs to libtiff.
typedef struct {
  uint32_t width, height;
  /// 0 where the picture is stored in strips.
  uint32_t tile_width, tile_height;
  uint16_t bits, sample_format, channels, planes_apart;
  uint16_t photometric, compression, orientation, ink_set;
  uint16_t extra_count, first_extra;
  /// Whether this libtiff was built with what undoes the compression.
  int is_readable;
  /// Whether it is a camera's raw picture.
  int is_raw;
  const uint8_t *profile;
  uint32_t profile_count;
} hs_tiff_facts;

static inline tmsize_t hs_tiff_fetch(thandle_t handle, void *target, tmsize_t count) {
  hs_tiff_file *file = (hs_tiff_file *)handle;
  size_t rest = file->position < file->count ? file->count - file->position : 0;
  size_t taken = (size_t)count < rest ? (size_t)count : rest;
  memcpy(target, file->bytes + (rest ? file->position : 0), taken);
  file->position += taken;
  return (tmsize_t)taken;
}

static inline tmsize_t hs_tiff_store(thandle_t handle, void *source, tmsize_t count) {
  (void)handle;
  (void)source;
  (void)count;
  return -1;
}

static inline toff_t hs_tiff_seek(thandle_t handle, toff_t offset, int whence) {
  hs_tiff_file *file = (hs_tiff_file *)handle;
  size_t base = whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->count : 0;
  file->position = base + (size_t)offset;
  return (toff_t)file->position;
}

static inline int hs_tiff_leave(thandle_t handle) {
  (void)handle;
  return 0;
}

static inline toff_t hs_tiff_length(thandle_t handle) {
  return (toff_t)((hs_tiff_file *)handle)->count;
}

/// Lends the file itself, so that nothing of it is copied.
static inline int hs_tiff_lend(thandle_t handle, void **base, toff_t *count) {
  hs_tiff_file *file = (hs_tiff_file *)handle;
  *base = (void *)file->bytes;
  *count = (toff_t)file->count;
  return 1;
}

static inline void hs_tiff_return(thandle_t handle, void *base, toff_t count) {
  (void)handle;
  (void)base;
  (void)count;
}

static inline int hs_tiff_fail(
    TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  (void)tiff;
  (void)module;
  hs_tiff_file *file = (hs_tiff_file *)user;
  if (!file->is_damaged) vsnprintf(file->message, sizeof file->message, format, arguments);
  file->is_damaged = 1;
  return 1;
}

static inline int hs_tiff_warn(
    TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  hs_tiff_file *file = (hs_tiff_file *)user;
  // What libjpeg only warns of is damage: it paints the rest grey.
  if (module && strcmp(module, "JPEGLib") == 0) {
    return hs_tiff_fail(tiff, user, module, format, arguments);
  }
  if (strstr(format, "Defining non-color channels as ExtraSamples")) file->has_untold_channels = 1;
  return 1;
}

/// Opens a file; NULL when it cannot be read. Nothing larger than the limit is made room for at once.
static inline TIFF *hs_tiff_open(hs_tiff_file *file, size_t most_memory) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)most_memory);
  TIFFOpenOptionsSetErrorHandlerExtR(options, hs_tiff_fail, file);
  TIFFOpenOptionsSetWarningHandlerExtR(options, hs_tiff_warn, file);
  // Strips are read row by row, so long ones need not be cut.
  TIFF *tiff = TIFFClientOpenExt(
      "picture", "rc", (thandle_t)file, hs_tiff_fetch, hs_tiff_store, hs_tiff_seek, hs_tiff_leave,
      hs_tiff_length, hs_tiff_lend, hs_tiff_return, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

/// Whether the directory that is open holds a small version of another one's picture.
static inline int hs_tiff_is_reduced(TIFF *tiff) {
  uint32_t kind = 0;
  return TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind) == 1 && (kind & FILETYPE_REDUCEDIMAGE);
}

/// What the directory that is open says. Returns 0 when it does not say how large it is.
static inline int hs_tiff_read_facts(TIFF *tiff, hs_tiff_facts *facts) {
  memset(facts, 0, sizeof *facts);
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &facts->width) ||
      !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &facts->height)) {
    return 0;
  }
  if (TIFFIsTiled(tiff)) {
    if (!TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &facts->tile_width) ||
        !TIFFGetField(tiff, TIFFTAG_TILELENGTH, &facts->tile_height)) {
      return 0;
    }
  }
  uint16_t planes = PLANARCONFIG_CONTIG;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &facts->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &facts->sample_format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &facts->channels);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
  facts->planes_apart = planes == PLANARCONFIG_SEPARATE;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &facts->compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &facts->orientation);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_INKSET, &facts->ink_set);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &facts->photometric)) {
    // Where nothing is said, as many channels as colours have are colours.
    facts->photometric = facts->channels < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB;
  }
  uint16_t *extras = NULL;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &facts->extra_count, &extras) &&
      facts->extra_count && extras) {
    facts->first_extra = extras[0];
  }
  facts->is_readable = TIFFIsCODECConfigured(facts->compression);
  const void *version = NULL;
  facts->is_raw = TIFFGetField(tiff, TIFFTAG_DNGVERSION, &version) == 1 ||
                  facts->photometric == PHOTOMETRIC_CFA || facts->photometric == 34892;
  void *profile = NULL;
  if (TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &facts->profile_count, &profile) && profile) {
    facts->profile = (const uint8_t *)profile;
  } else {
    facts->profile_count = 0;
  }
  return 1;
}

/// Has a JPEG inside of the file given as red, green and blue.
static inline int hs_tiff_ask_for_rgb(TIFF *tiff) {
  return TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}

/// The colours of a palette, 65,536 steps each; NULL where there is none.
static inline int hs_tiff_palette(
    TIFF *tiff, const uint16_t **red, const uint16_t **green, const uint16_t **blue) {
  uint16_t *colours[3] = {NULL, NULL, NULL};
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &colours[0], &colours[1], &colours[2])) return 0;
  *red = colours[0];
  *green = colours[1];
  *blue = colours[2];
  return *red && *green && *blue;
}

/// Has libtiff make red, green, blue and alpha of kinds that only it understands, not turned.
static inline int hs_tiff_read_converted(TIFF *tiff, uint32_t *target, char message[1024]) {
  TIFFRGBAImage image;
  message[0] = 0;
  if (!TIFFRGBAImageOK(tiff, message) || !TIFFRGBAImageBegin(&image, tiff, 1, message)) return 0;
  image.req_orientation = image.orientation;
  int is_read = TIFFRGBAImageGet(&image, target, image.width, image.height);
  TIFFRGBAImageEnd(&image);
  return is_read;
}
