#pragma once
#include <libheif/heif.h>

/// An error that fell from a call; 0 is none.
static inline int hs_heif_code(struct heif_error error) { return (int)error.code; }
