#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

/* With OpenSSL, with GnuTLS, on a Mac. */
static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static fc_library library;
static const fc_library *loaded;

static void load(void) {
    void *handle = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && handle == NULL; i++) {
        handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    }
    if (handle == NULL) return;
    const struct {
        const char *name;
        void *place;
    } calls[] = {
        {"curl_easy_cleanup", &library.easy_cleanup},
        {"curl_easy_getinfo", &library.easy_getinfo},
        {"curl_easy_init", &library.easy_init},
        {"curl_easy_perform", &library.easy_perform},
        {"curl_easy_reset", &library.easy_reset},
        {"curl_easy_setopt", &library.easy_setopt},
        {"curl_easy_strerror", &library.easy_strerror},
        {"curl_global_init", &library.global_init},
        {"curl_slist_append", &library.slist_append},
        {"curl_slist_free_all", &library.slist_free_all},
        {"curl_version_info", &library.version_info},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        void *call = dlsym(handle, calls[i].name);
        if (call == NULL) return;
        *(void **)calls[i].place = call;
    }
    if (library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) loaded = &library;
}

const fc_library *fc_library_shared(void) {
    pthread_once(&once, load);
    return loaded;
}
