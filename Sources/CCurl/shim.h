#pragma once
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift does not import: one function
// per type of argument.
static inline CURLcode hs_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hs_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hs_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hs_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode hs_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*hs_bytes_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*hs_seek_callback)(void *context, curl_off_t offset, int origin);
typedef int (*hs_progress_callback)(
    void *context, curl_off_t download_total, curl_off_t download_now, curl_off_t upload_total,
    curl_off_t upload_now);
typedef curl_socket_t (*hs_socket_callback)(
    void *context, curlsocktype purpose, struct curl_sockaddr *address);

static inline CURLcode hs_set_bytes_callback(
    CURL *handle, CURLoption option, hs_bytes_callback callback) {
  return curl_easy_setopt(handle, option, callback);
}
static inline CURLcode hs_set_seek_callback(CURL *handle, hs_seek_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback);
}
static inline CURLcode hs_set_progress_callback(CURL *handle, hs_progress_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}
static inline CURLcode hs_set_socket_callback(CURL *handle, hs_socket_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

static inline CURLcode hs_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode hs_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode hs_get_text(CURL *handle, CURLINFO info, char **value) {
  return curl_easy_getinfo(handle, info, value);
}

// CURLOPT_PROTOCOLS_STR appeared in 7.85.0 and deprecates the bit mask.
static inline CURLcode hs_allow_only_http(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  CURLcode code =
      curl_easy_setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  if (code != CURLE_OK) return code;
  return curl_easy_setopt(
      handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// The easy handle and result of a finished transfer; the union inside CURLMsg stays here.
static inline CURL *hs_finished_handle(CURLM *multi, CURLcode *result) {
  int left = 0;
  struct CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg == CURLMSG_DONE) {
      *result = message->data.result;
      return message->easy_handle;
    }
  }
  return NULL;
}

// The macros below do not import: casts and shifts.
static inline CURLcode hs_global_init(void) { return curl_global_init(CURL_GLOBAL_ALL); }
static const size_t hs_read_abort = CURL_READFUNC_ABORT;
static const size_t hs_write_pause = CURL_WRITEFUNC_PAUSE;
static const int hs_pause_nothing = CURLPAUSE_CONT;
static const curl_socket_t hs_socket_bad = CURL_SOCKET_BAD;
