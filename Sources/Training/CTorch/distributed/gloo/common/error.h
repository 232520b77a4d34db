#if __has_include_next(<gloo/common/error.h>)
#include_next <gloo/common/error.h>
#else
// See there.
#include <gloo/rendezvous/store.h>
#endif
