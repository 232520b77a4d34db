#include "internal.h"

#include <stdlib.h>
#include <string.h>
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

// OpenMP's runtime, which oneDNN's CPU engine uses; its header is not on every machine.
extern void omp_set_num_threads(int count);
extern int omp_get_num_procs(void);

int fd_processor_count(void) { return omp_get_num_procs(); }

void fd_set_threads(int count) { omp_set_num_threads(count); }

const char *fd_status_name(fd_status status) {
    switch (status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "unimplemented for these shapes or this CPU";
    case dnnl_runtime_error: return "runtime error";
    default: return "unexpected status";
    }
}

void fd_version(int *major, int *minor, int *patch) {
    const dnnl_version_t *version = dnnl_version();
    *major = version->major;
    *minor = version->minor;
    *patch = version->patch;
}

bool fd_has_bfloat16(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16");
#elif defined(__aarch64__) && defined(__linux__)
    return (getauxval(AT_HWCAP2) & (1UL << 14)) != 0; // HWCAP2_BF16
#else
    return false;
#endif
}

fd_status fd_engine_create(fd_engine **engine) {
    fd_engine *made = calloc(1, sizeof *made);
    if (!made) return dnnl_out_of_memory;
    dnnl_status_t status = dnnl_engine_create(&made->engine, dnnl_cpu, 0);
    if (status == dnnl_success)
        status = dnnl_stream_create(&made->stream, made->engine, dnnl_stream_default_flags);
    if (status != dnnl_success) {
        fd_engine_destroy(made);
        return status;
    }
    *engine = made;
    return dnnl_success;
}

void fd_engine_destroy(fd_engine *engine) {
    if (!engine) return;
    if (engine->stream) dnnl_stream_destroy(engine->stream);
    if (engine->engine) dnnl_engine_destroy(engine->engine);
    free(engine);
}

bool fd_are_finite(const float *values, size_t count) {
    // The exponent of all ones is that of infinities and of what is no number.
    uint32_t found = 0;
    for (size_t index = 0; index < count; index++) {
        uint32_t bits;
        memcpy(&bits, values + index, sizeof bits);
        found |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return found == 0;
}
