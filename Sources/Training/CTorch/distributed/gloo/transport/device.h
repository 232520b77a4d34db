#if __has_include_next(<gloo/transport/device.h>)
#include_next <gloo/transport/device.h>
#else
// See there.
#include <gloo/rendezvous/store.h>
#endif
