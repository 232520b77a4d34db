/* libcurl, loaded when the first connection is made.
 *
 * Linking it would load some thirty libraries into every `zoo list`, which costs more than the
 * listing. The calls keep their names, so the code that makes them reads as usual. */
#ifndef FRANKEN_CURL_LIBRARY_H
#define FRANKEN_CURL_LIBRARY_H

/* The checks of arguments are macros over the very names that are redefined below. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

typedef struct fc_library {
    __typeof__(&curl_easy_cleanup) easy_cleanup;
    __typeof__(&curl_easy_getinfo) easy_getinfo;
    __typeof__(&curl_easy_init) easy_init;
    __typeof__(&curl_easy_perform) easy_perform;
    __typeof__(&curl_easy_reset) easy_reset;
    __typeof__(&curl_easy_setopt) easy_setopt;
    __typeof__(&curl_easy_strerror) easy_strerror;
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_slist_append) slist_append;
    __typeof__(&curl_slist_free_all) slist_free_all;
    __typeof__(&curl_version_info) version_info;
} fc_library;

/* The library, loaded and started once; NULL when there is none. */
const fc_library *fc_library_shared(void);

#define curl_easy_cleanup (fc_library_shared()->easy_cleanup)
#define curl_easy_getinfo (fc_library_shared()->easy_getinfo)
#define curl_easy_init (fc_library_shared()->easy_init)
#define curl_easy_perform (fc_library_shared()->easy_perform)
#define curl_easy_reset (fc_library_shared()->easy_reset)
#define curl_easy_setopt (fc_library_shared()->easy_setopt)
#define curl_easy_strerror (fc_library_shared()->easy_strerror)
#define curl_slist_append (fc_library_shared()->slist_append)
#define curl_slist_free_all (fc_library_shared()->slist_free_all)
#define curl_version_info (fc_library_shared()->version_info)

#endif
