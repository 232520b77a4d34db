// Proves that encoding raw frames allocates nothing once it is warm: this program's own malloc
// family stands in front of the C library's and counts every call of the process, by who makes it.
// oneDNN makes a few small objects for every kernel it runs and frees them at once; they are
// reported and not counted against us.
//
//   ./allocations ENCODER
#define _GNU_SOURCE
#include <frankenedge.h>

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long ours;
static atomic_long kernels;

static void note(void *caller) {
    Dl_info info;
    int known = dladdr(caller, &info) != 0 && info.dli_fname != NULL;
    int is_kernel = known && strstr(info.dli_fname, "libdnnl") != NULL;
    atomic_fetch_add(is_kernel ? &kernels : &ours, 1);
}

// C++'s `operator new`, so that a call through it is counted for who made it.
void *_Znwm(size_t size) {
    note(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *malloc(size_t size) {
    note(__builtin_return_address(0));
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note(__builtin_return_address(0));
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    note(__builtin_return_address(0));
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    note(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note(__builtin_return_address(0));
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note(__builtin_return_address(0));
    *result = __libc_memalign(alignment, size);
    return *result == NULL ? ENOMEM : 0;
}

enum { SIDE = 224, FRAMES = 100, WARM_UP = 3 };

static uint8_t frame[SIDE * SIDE * 3];
static uint8_t stream[1 << 18];

/// A frame that differs from the one before in every pixel.
static void draw(unsigned number) {
    unsigned state = number * 2654435761u + 1;
    for (size_t index = 0; index < sizeof frame; index++) {
        state = state * 1664525u + 1013904223u;
        frame[index] = (uint8_t)(index / 600 + number * 3 + (state >> 28));
    }
}

static long measure(const char *package, int precision, int coder) {
    char message[256];
    frankenedge_options options = {
        .struct_size = sizeof options,
        .precision = precision,
        .sizing = FRANKENEDGE_SIZING_NATIVE,
        .coder_plus_one = coder + 1,
    };
    frankenedge_encoder *encoder = NULL;
    int status =
        frankenedge_encoder_create(package, &options, &encoder, message, sizeof message);
    if (status != FRANKENEDGE_OK) {
        fprintf(stderr, "%s\n", message);
        return status == FRANKENEDGE_UNSUPPORTED ? 0 : -1;
    }
    long before = 0;
    long kernels_before = 0;
    for (unsigned number = 0; number < WARM_UP + FRAMES; number++) {
        if (number == WARM_UP) {
            before = atomic_load(&ours);
            kernels_before = atomic_load(&kernels);
        }
        // The second frame is the richest, so that buffers have grown when counting starts.
        draw(number == 1 ? 1000 : number);
        size_t length = 0;
        status = frankenedge_encode_rgb(
            encoder, frame, sizeof frame, SIDE, SIDE, stream, sizeof stream, &length, message,
            sizeof message);
        if (status != FRANKENEDGE_OK) {
            // The network is compiled for the first frame's size: only now is bf16 asked for.
            fprintf(stderr, "%s\n", message);
            frankenedge_encoder_destroy(encoder);
            return status == FRANKENEDGE_UNSUPPORTED ? 0 : -1;
        }
    }
    long counted = atomic_load(&ours) - before;
    printf(
        "%s, coder %d, %d frames: %ld allocations, and %ld by oneDNN\n",
        precision == FRANKENEDGE_PRECISION_F32 ? "f32" : "bf16", coder, FRAMES, counted,
        atomic_load(&kernels) - kernels_before);
    frankenedge_encoder_destroy(encoder);
    return counted;
}

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: %s ENCODER\n", words[0]);
        return 64;
    }
    long worst = 0;
    for (int precision = FRANKENEDGE_PRECISION_F32; precision <= FRANKENEDGE_PRECISION_BF16;
         precision++) {
        for (int coder = 0; coder < 2; coder++) {
            if (measure(words[1], precision, coder) != 0) {
                worst = 1;
            }
        }
    }
    // A count of zero means nothing if the counter does not count.
    long before = atomic_load(&ours);
    void *volatile probe = malloc(16);
    free(probe);
    return worst != 0 || atomic_load(&ours) == before;
}
