#pragma once
#include <png.h>

// Casts inside these macros keep Swift from importing them.
static const png_uint_32 hs_png_fast = PNG_IMAGE_FLAG_FAST;
static const png_uint_32 hs_png_rgb = PNG_FORMAT_RGB;
static const png_uint_32 hs_png_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 hs_png_assume_srgb = PNG_IMAGE_FLAG_16BIT_sRGB;

/// Whether the last call on the image failed; a warning alone is no failure.
static inline int hs_png_failed(const png_image *image) { return PNG_IMAGE_FAILED(*image) ? 1 : 0; }
