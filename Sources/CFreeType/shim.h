#pragma once

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

// Casts and shifts in macros, which Swift does not import.
static inline int hs_ft_render_flags(void) { return FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT; }
static inline int hs_ft_metric_flags(void) { return FT_LOAD_TARGET_LIGHT; }
static inline const char *hs_fc_charset(void) { return FC_CHARSET; }
static inline const char *hs_fc_scalable(void) { return FC_SCALABLE; }
static inline const char *hs_fc_file(void) { return FC_FILE; }
static inline const char *hs_fc_index(void) { return FC_INDEX; }
static inline const char *hs_fc_weight(void) { return FC_WEIGHT; }
static inline const char *hs_fc_family(void) { return FC_FAMILY; }
static inline int hs_fc_weight_of(int is_bold) { return is_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR; }
