#if __has_include_next(<gloo/algorithm.h>)
#include_next <gloo/algorithm.h>
#else
// See there.
#include <gloo/rendezvous/store.h>
#endif
