#pragma once
#include <lcms2.h>

// Built from macros with arguments, which Swift does not import.
static const cmsUInt32Number hs_lcms_grey_8 = TYPE_GRAY_8;
static const cmsUInt32Number hs_lcms_grey_16 = TYPE_GRAY_16;
static const cmsUInt32Number hs_lcms_rgb_8 = TYPE_RGB_8;
static const cmsUInt32Number hs_lcms_rgb_16 = TYPE_RGB_16;
static const cmsUInt32Number hs_lcms_cmyk_8 = TYPE_CMYK_8;
static const cmsUInt32Number hs_lcms_cmyk_16 = TYPE_CMYK_16;
// One transform serves several rows at once only without its cache of the last pixel.
static const cmsUInt32Number hs_lcms_flags = cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE;
// A finer table; of four inks it would take longer to make than it is worth.
static const cmsUInt32Number hs_lcms_fine = cmsFLAGS_HIGHRESPRECALC;
