#pragma once

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/hwcontext.h>
#include <libavutil/imgutils.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/murmur3.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

// AVERROR() and the FourCC errors are macros, which Swift does not import.
static const int hs_again = AVERROR(EAGAIN);
static const int hs_no_memory = AVERROR(ENOMEM);
static const int hs_no_entry = AVERROR(ENOENT);
static const int hs_no_access = AVERROR(EACCES);
static const int hs_no_space = AVERROR(ENOSPC);
static const int hs_invalid_argument = AVERROR(EINVAL);
static const int hs_eof = AVERROR_EOF;
static const int hs_exit = AVERROR_EXIT;
static const int hs_invalid_data = AVERROR_INVALIDDATA;
static const int hs_decoder_not_found = AVERROR_DECODER_NOT_FOUND;
static const int hs_encoder_not_found = AVERROR_ENCODER_NOT_FOUND;
static const int hs_patch_welcome = AVERROR_PATCHWELCOME;

// Casts in a macro, which Swift does not import.
static const int64_t hs_no_pts = AV_NOPTS_VALUE;

// swscale's flags are macros in 5.1 and an enumeration later.
static const int hs_sws_lanczos = SWS_LANCZOS;
static const int hs_sws_bicubic = SWS_BICUBIC;
static const int hs_sws_area = SWS_AREA;
// Rounding right, chroma at full width: what a picture that is looked at, or sent on, needs.
static const int hs_sws_exact =
    SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT;

// AVFrame.duration appeared in FFmpeg 6.0.
static inline int64_t hs_frame_duration(const AVFrame *f) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return f->duration;
#else
  return f->pkt_duration;
#endif
}

static inline void hs_frame_set_duration(AVFrame *f, int64_t duration) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  f->duration = duration;
#else
  f->pkt_duration = duration;
#endif
}

// AV_FRAME_FLAG_KEY replaced AVFrame.key_frame in FFmpeg 6.1.
static inline int hs_frame_is_key(const AVFrame *f) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (f->flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return f->key_frame;
#endif
}

// AV_FRAME_FLAG_INTERLACED and its like replaced fields of AVFrame in FFmpeg 6.1.
static inline void hs_frame_set_fields(AVFrame *f, int interlaced, int top_first) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  f->flags &= ~(AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST);
  if (interlaced) f->flags |= AV_FRAME_FLAG_INTERLACED;
  if (interlaced && top_first) f->flags |= AV_FRAME_FLAG_TOP_FIELD_FIRST;
#else
  f->interlaced_frame = interlaced;
  f->top_field_first = interlaced && top_first;
#endif
}

static inline int hs_frame_is_interlaced(const AVFrame *f) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (f->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return f->interlaced_frame;
#endif
}

// Stream side data moved to the codec parameters in FFmpeg 6.1.
static inline const uint8_t *hs_side_data(const AVStream *stream, enum AVPacketSideDataType kind,
                                          size_t least, size_t *size) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  const AVPacketSideData *side = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, kind);
  const uint8_t *data = side ? side->data : NULL;
  *size = side ? side->size : 0;
#else
  const uint8_t *data = av_stream_get_side_data(stream, kind, size);
#endif
  return data && *size >= least ? data : NULL;
}

static inline const int32_t *hs_display_matrix(const AVStream *stream) {
  size_t size = 0;
  return (const int32_t *)hs_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 36, &size);
}

static inline const AVMasteringDisplayMetadata *hs_display(const AVStream *stream) {
  size_t size = 0;
  return (const AVMasteringDisplayMetadata *)hs_side_data(
      stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, sizeof(AVMasteringDisplayMetadata), &size);
}

static inline const AVContentLightMetadata *hs_brightness(const AVStream *stream) {
  size_t size = 0;
  return (const AVContentLightMetadata *)hs_side_data(
      stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, sizeof(AVContentLightMetadata), &size);
}

// Room for side data of a stream.
static inline uint8_t *hs_new_side_data(AVStream *stream, enum AVPacketSideDataType kind,
                                        size_t size) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  AVPacketSideData *side = av_packet_side_data_new(
      &stream->codecpar->coded_side_data, &stream->codecpar->nb_coded_side_data, kind, size, 0);
  return side ? side->data : NULL;
#else
  return av_stream_new_side_data(stream, kind, size);
#endif
}

// The screen a film was graded on: red, green, blue and white in fiftythousandths, two numbers each,
// then the darkest and the brightest in tenthousandths of a candela a square metre.
static inline int hs_set_display(AVStream *stream, const int32_t *numbers) {
  AVMasteringDisplayMetadata *made = (AVMasteringDisplayMetadata *)hs_new_side_data(
      stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, sizeof(*made));
  if (!made) return AVERROR(ENOMEM);
  *made = (AVMasteringDisplayMetadata){.has_primaries = 1, .has_luminance = 1};
  for (int i = 0; i < 6; i++)
    made->display_primaries[i / 2][i % 2] = (AVRational){numbers[i], 50000};
  for (int i = 0; i < 2; i++) made->white_point[i] = (AVRational){numbers[6 + i], 50000};
  made->min_luminance = (AVRational){numbers[8], 10000};
  made->max_luminance = (AVRational){numbers[9], 10000};
  return 0;
}

// The brightest pixel and the brightest average of a frame, in candela a square metre.
static inline int hs_set_brightness(AVStream *stream, uint32_t brightest, uint32_t average) {
  AVContentLightMetadata *made = (AVContentLightMetadata *)hs_new_side_data(
      stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, sizeof(*made));
  if (!made) return AVERROR(ENOMEM);
  *made = (AVContentLightMetadata){.MaxCLL = brightest, .MaxFALL = average};
  return 0;
}

// Takes over what a stream says of the light it was graded for.
static inline int hs_copy_light(AVStream *to, const AVStream *from) {
  static const enum AVPacketSideDataType kinds[] = {
      AV_PKT_DATA_MASTERING_DISPLAY_METADATA, AV_PKT_DATA_CONTENT_LIGHT_LEVEL};
  for (int i = 0; i < 2; i++) {
    size_t size = 0, known = 0;
    const uint8_t *data = hs_side_data(from, kinds[i], 1, &size);
    // Copying a stream's parameters may have copied them already.
    if (!data || hs_side_data(to, kinds[i], 1, &known)) continue;
    uint8_t *made = hs_new_side_data(to, kinds[i], size);
    if (!made) return AVERROR(ENOMEM);
    for (size_t k = 0; k < size; k++) made[k] = data[k];
  }
  return 0;
}

// Adds a chapter, in milliseconds; a title is optional.
static inline int hs_add_chapter(AVFormatContext *context, int64_t start, int64_t end,
                                 const char *title) {
  AVChapter **all =
      av_realloc_array(context->chapters, context->nb_chapters + 1, sizeof(*all));
  if (!all) return AVERROR(ENOMEM);
  context->chapters = all;
  AVChapter *made = av_mallocz(sizeof(*made));
  if (!made) return AVERROR(ENOMEM);
  made->id = context->nb_chapters + 1;
  made->time_base = (AVRational){1, 1000};
  made->start = start;
  made->end = end;
  all[context->nb_chapters++] = made;
  return title ? av_dict_set(&made->metadata, "title", title, 0) : 0;
}

// Room for a display matrix of nine numbers.
static inline int32_t *hs_new_display_matrix(AVStream *stream) {
  return (int32_t *)hs_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 36);
}
