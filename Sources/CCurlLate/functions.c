#include <late_loading.h>

#ifdef HS_LOADS_LATE

static hs_late_library curl = {"libcurl.so.4", NULL};

HS_LATE(curl, curl_easy_cleanup)
HS_LATE(curl, curl_easy_getinfo)
HS_LATE(curl, curl_easy_init)
HS_LATE(curl, curl_easy_pause)
HS_LATE(curl, curl_easy_setopt)
HS_LATE(curl, curl_easy_strerror)
HS_LATE(curl, curl_free)
HS_LATE(curl, curl_global_init)
HS_LATE(curl, curl_multi_add_handle)
HS_LATE(curl, curl_multi_cleanup)
HS_LATE(curl, curl_multi_info_read)
HS_LATE(curl, curl_multi_init)
HS_LATE(curl, curl_multi_perform)
HS_LATE(curl, curl_multi_poll)
HS_LATE(curl, curl_multi_remove_handle)
HS_LATE(curl, curl_multi_wakeup)
HS_LATE(curl, curl_slist_append)
HS_LATE(curl, curl_slist_free_all)
HS_LATE(curl, curl_url)
HS_LATE(curl, curl_url_cleanup)
HS_LATE(curl, curl_url_get)
HS_LATE(curl, curl_url_set)
HS_LATE(curl, curl_version_info)

#endif
