#include <late_loading.h>

#ifdef HS_LOADS_LATE

static hs_late_library heif = {"libheif.so.1", NULL};

HS_LATE(heif, heif_context_alloc)
HS_LATE(heif, heif_context_free)
HS_LATE(heif, heif_context_get_number_of_top_level_images)
HS_LATE(heif, heif_context_get_primary_image_handle)
HS_LATE(heif, heif_context_read_from_memory_without_copy)
HS_LATE(heif, heif_context_set_maximum_image_size_limit)
HS_LATE(heif, heif_decode_image)
HS_LATE(heif, heif_image_get_bits_per_pixel_range)
HS_LATE(heif, heif_image_get_chroma_format)
HS_LATE(heif, heif_image_get_height)
HS_LATE(heif, heif_image_get_plane_readonly)
HS_LATE(heif, heif_image_get_width)
HS_LATE(heif, heif_image_handle_get_height)
HS_LATE(heif, heif_image_handle_get_list_of_metadata_block_IDs)
HS_LATE(heif, heif_image_handle_get_luma_bits_per_pixel)
HS_LATE(heif, heif_image_handle_get_metadata)
HS_LATE(heif, heif_image_handle_get_metadata_size)
HS_LATE(heif, heif_image_handle_get_nclx_color_profile)
HS_LATE(heif, heif_image_handle_get_raw_color_profile)
HS_LATE(heif, heif_image_handle_get_raw_color_profile_size)
HS_LATE(heif, heif_image_handle_get_width)
HS_LATE(heif, heif_image_handle_has_alpha_channel)
HS_LATE(heif, heif_image_handle_is_premultiplied_alpha)
HS_LATE(heif, heif_image_handle_release)
HS_LATE(heif, heif_image_release)
HS_LATE(heif, heif_nclx_color_profile_free)

#endif
