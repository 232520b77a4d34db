// The one way a codec file of this target reports a sentence to its caller.
#pragma once

#include <stdint.h>
#include <stdio.h>

static inline int image_codec_report(
    int status, char *_Nullable message, size_t capacity, const char *_Nonnull text) {
    if (message != NULL && capacity > 0) {
        snprintf(message, capacity, "%s", text);
    }
    return status;
}

/// Whether `capacity` is exactly the interleaved RGB size of `width` x `height`, without overflow.
static inline int image_codec_is_rgb_size(size_t capacity, size_t width, size_t height) {
    size_t pixels = 0;
    size_t bytes = 0;
    return !__builtin_mul_overflow(width, height, &pixels)
        && !__builtin_mul_overflow(pixels, (size_t)3, &bytes) && bytes == capacity;
}
