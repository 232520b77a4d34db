#include "franken_dnnl.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

// Vectors are the compiler's own, which splits them where registers are narrower. All of it is
// inlined into functions of this file: no vector crosses a call.
#pragma clang diagnostic ignored "-Wpsabi"

// OpenMP's runtime, whose threads oneDNN uses too; its header is not on every machine.
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);

enum { WIDTH = 16, LONGEST = 64 * WIDTH, SMALLEST_SHARE = 1 << 14 };

typedef float lanes __attribute__((vector_size(4 * WIDTH)));
typedef int32_t integers __attribute__((vector_size(4 * WIDTH)));
typedef uint32_t words __attribute__((vector_size(4 * WIDTH)));
typedef uint16_t halves __attribute__((vector_size(2 * WIDTH)));

#define INLINE static inline __attribute__((always_inline))

INLINE lanes choose(integers mask, lanes yes, lanes no) {
    return (lanes)((mask & (integers)yes) | (~mask & (integers)no));
}

/// The exponential of numbers up to 0; of NaN NaN.
INLINE lanes exponential(lanes x) {
    const lanes low = (lanes){0} - 87.0f;
    x = choose(x < low, low, x);
    // Adding 1.5 * 2^23 rounds to an integer, which is then in the lowest bits.
    const lanes shifted = x * 1.44269504088896341f + 12582912.0f;
    const lanes count = shifted - 12582912.0f;
    const lanes rest = (x - count * 0.693359375f) - count * -2.12194440e-4f;
    // Taylor's series; |rest| <= ln(2) / 2, so the eighth term is below half a unit.
    lanes sum = rest * (1.0f / 5040) + 1.0f / 720;
    sum = sum * rest + 1.0f / 120;
    sum = sum * rest + 1.0f / 24;
    sum = sum * rest + 1.0f / 6;
    sum = sum * rest + 0.5f;
    sum = sum * rest + 1.0f;
    sum = sum * rest + 1.0f;
    return sum * (lanes)((((integers)shifted - 0x4B400000) + 127) << 23);
}

#define ROTATED(x, n)                                                                            \
    __builtin_shufflevector(                                                                     \
        x, x, (0 + n) % 16, (1 + n) % 16, (2 + n) % 16, (3 + n) % 16, (4 + n) % 16,              \
        (5 + n) % 16, (6 + n) % 16, (7 + n) % 16, (8 + n) % 16, (9 + n) % 16, (10 + n) % 16,     \
        (11 + n) % 16, (12 + n) % 16, (13 + n) % 16, (14 + n) % 16, (15 + n) % 16)

INLINE lanes larger(lanes a, lanes b) { return choose(a > b, a, b); }

/// The largest lane, in all lanes.
INLINE lanes largest(lanes x) {
    x = larger(x, ROTATED(x, 8));
    x = larger(x, ROTATED(x, 4));
    x = larger(x, ROTATED(x, 2));
    return larger(x, ROTATED(x, 1));
}

INLINE float total(lanes x) {
    x += ROTATED(x, 8);
    x += ROTATED(x, 4);
    x += ROTATED(x, 2);
    x += ROTATED(x, 1);
    return x[0];
}

INLINE lanes biased(const float *scores, const float *bias) {
    lanes left, right;
    memcpy(&left, scores, sizeof left);
    memcpy(&right, bias, sizeof right);
    return left + right;
}

/// The nearest 16-bit values, ties to even.
INLINE void store(lanes x, bool is_bfloat16, void *row, size_t place) {
    if (!is_bfloat16) {
        memcpy((float *)row + place, &x, sizeof x);
        return;
    }
    const words bits = (words)x;
    const halves rounded =
        __builtin_convertvector((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16, halves);
    memcpy((uint16_t *)row + place, &rounded, sizeof rounded);
}

/// A row of WIDTH to LONGEST scores.
INLINE void weigh_row(
    const float *scores, const float *bias, size_t length, bool is_bfloat16, void *row) {
    lanes parts[LONGEST / WIDTH];
    const size_t whole = length / WIDTH, rest = length % WIDTH, last = length - WIDTH;
    // The rest is the end of the last WIDTH scores; those before it are in other parts.
    const integers places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const integers seen = places < (integers){0} + (int32_t)(WIDTH - rest);
    const size_t count = whole + (rest > 0);
    lanes top = (lanes){0} - INFINITY, sum = {0};
    for (size_t part = 0; part < whole; ++part) {
        parts[part] = biased(scores + part * WIDTH, bias + part * WIDTH);
        top = larger(parts[part], top);
    }
    if (rest > 0) {
        parts[whole] = choose(seen, (lanes){0} - INFINITY, biased(scores + last, bias + last));
        top = larger(parts[whole], top);
    }
    top = largest(top);
    for (size_t part = 0; part < count; ++part) {
        parts[part] = exponential(parts[part] - top);
        if (part == whole) parts[part] = choose(seen, (lanes){0}, parts[part]);
        sum += parts[part];
    }
    const float factor = 1 / total(sum);
    // The rest first: whole parts then overwrite what it had of theirs.
    if (rest > 0) store(parts[whole] * factor, is_bfloat16, row, last);
    for (size_t part = 0; part < whole; ++part)
        store(parts[part] * factor, is_bfloat16, row, part * WIDTH);
}

/// A row of any length.
INLINE void weigh_number_by_number(
    float *scores, const float *bias, size_t length, bool is_bfloat16, void *row) {
    float top = -INFINITY, sum = 0;
    for (size_t place = 0; place < length; ++place) {
        scores[place] += bias[place];
        if (scores[place] > top) top = scores[place];
    }
    for (size_t place = 0; place < length; ++place) {
        scores[place] = expf(scores[place] - top);
        sum += scores[place];
    }
    for (size_t place = 0; place < length; ++place) {
        const float weight = scores[place] / sum;
        uint32_t bits;
        memcpy(&bits, &weight, sizeof bits);
        if (is_bfloat16)
            ((uint16_t *)row)[place] = (uint16_t)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        else
            ((float *)row)[place] = weight;
    }
}

INLINE void weigh(const fd_attention_rows *rows, size_t first, size_t end) {
    const bool is_bfloat16 = rows->is_bfloat16;
    const size_t length = rows->length, size = is_bfloat16 ? sizeof(uint16_t) : sizeof(float);
    const bool fits = length >= WIDTH && length <= LONGEST;
    size_t turn = first % rows->bias_count;
    for (size_t index = first; index < end; ++index) {
        float *scores = rows->scores + index * length;
        const float *bias = rows->bias + turn * length;
        void *row = (char *)rows->weights + index * length * size;
        if (fits)
            weigh_row(scores, bias, length, is_bfloat16, row);
        else
            weigh_number_by_number(scores, bias, length, is_bfloat16, row);
        if (++turn == rows->bias_count) turn = 0;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))) static void
weigh_avx512(const fd_attention_rows *rows, size_t first, size_t end) {
    weigh(rows, first, end);
}
__attribute__((target("avx2,fma"))) static void
weigh_avx2(const fd_attention_rows *rows, size_t first, size_t end) {
    weigh(rows, first, end);
}
#endif

static void weigh_here(const fd_attention_rows *rows, size_t first, size_t end) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl"))
        return weigh_avx512(rows, first, end);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        return weigh_avx2(rows, first, end);
#endif
    weigh(rows, first, end);
}

static void weigh_share(void *data) {
    const fd_attention_rows *rows = data;
    const size_t threads = omp_get_num_threads(), thread = omp_get_thread_num();
    weigh_here(
        rows, rows->count * thread / threads, rows->count * (thread + 1) / threads);
}

void fd_attention_weights(fd_attention_rows rows) {
    if (omp_get_max_threads() > 1 && rows.count * rows.length >= SMALLEST_SHARE)
        GOMP_parallel(weigh_share, &rows, 0, 0);
    else
        weigh_here(&rows, 0, rows.count);
}
