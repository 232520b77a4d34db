#if __has_include_next(<gloo/context.h>)
#include_next <gloo/context.h>
#else
// See there.
#include <gloo/rendezvous/store.h>
#endif
