#include <late_loading.h>

#ifdef HS_LOADS_LATE

static hs_late_library tiff = {"libtiff.so.6", NULL};

HS_LATE(tiff, TIFFClientOpenExt)
HS_LATE(tiff, TIFFClose)
HS_LATE(tiff, TIFFComputeTile)
HS_LATE(tiff, TIFFGetField)
HS_LATE(tiff, TIFFGetFieldDefaulted)
HS_LATE(tiff, TIFFGetStrileByteCount)
HS_LATE(tiff, TIFFGetStrileOffset)
HS_LATE(tiff, TIFFIsCODECConfigured)
HS_LATE(tiff, TIFFIsTiled)
HS_LATE(tiff, TIFFLastDirectory)
HS_LATE(tiff, TIFFNumberOfStrips)
HS_LATE(tiff, TIFFNumberOfTiles)
HS_LATE(tiff, TIFFOpenOptionsAlloc)
HS_LATE(tiff, TIFFOpenOptionsFree)
HS_LATE(tiff, TIFFOpenOptionsSetErrorHandlerExtR)
HS_LATE(tiff, TIFFOpenOptionsSetMaxSingleMemAlloc)
HS_LATE(tiff, TIFFOpenOptionsSetWarningHandlerExtR)
HS_LATE(tiff, TIFFRGBAImageBegin)
HS_LATE(tiff, TIFFRGBAImageEnd)
HS_LATE(tiff, TIFFRGBAImageGet)
HS_LATE(tiff, TIFFRGBAImageOK)
HS_LATE(tiff, TIFFReadDirectory)
HS_LATE(tiff, TIFFReadEncodedTile)
HS_LATE(tiff, TIFFReadScanline)
HS_LATE(tiff, TIFFScanlineSize)
HS_LATE(tiff, TIFFSetField)
HS_LATE(tiff, TIFFTileRowSize)
HS_LATE(tiff, TIFFTileSize)

#endif
