/// Loops over rows of channels, for float and bfloat16: what a pass over a large map does.
#ifndef FRANKEN_TORCH_BLOCK_LOOPS_H
#define FRANKEN_TORCH_BLOCK_LOOPS_H

#include <cstdint>
#include <cstring>

// Compiled several times, the fastest that the processor can run is taken.
#if defined(__x86_64__) && defined(__linux__)
#define FRANKEN_CLONES \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FRANKEN_CLONES
#endif

namespace franken {

/// A bfloat16 by its bits.
struct Half {
    uint16_t bits;
};

inline __attribute__((always_inline)) float load(const float &value) { return value; }
inline __attribute__((always_inline)) float load(const Half &value) {
    const uint32_t wide = static_cast<uint32_t>(value.bits) << 16;
    float result;
    std::memcpy(&result, &wide, sizeof result);
    return result;
}

inline __attribute__((always_inline)) void store(float &target, float value) { target = value; }
inline __attribute__((always_inline)) void store(Half &target, float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    // To nearest, half to even; what is no number stays none.
    const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    target.bits = static_cast<uint16_t>(value != value ? 0x7FC0 : rounded);
}

/// Sums of distances from `center` and of their squares, added to `sums` and `squares`.
template <typename Scalar>
inline __attribute__((always_inline)) void moments(
    const Scalar *__restrict x, int64_t rows, int64_t channels, const float *__restrict center,
    float *__restrict sums, float *__restrict squares) {
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t channel = 0; channel < channels; ++channel) {
            const float apart = load(x[row * channels + channel]) - center[channel];
            sums[channel] += apart;
            squares[channel] += apart * apart;
        }
    }
}

/// `x * scale + shift`, plus `other` when there, negative results cut off when `rectifies`.
template <typename Scalar>
inline __attribute__((always_inline)) void affine(
    const Scalar *__restrict x, const Scalar *__restrict other, Scalar *__restrict y,
    int64_t rows, int64_t channels, const float *__restrict scale, const float *__restrict shift,
    bool rectifies) {
    // What is no number is not below the floor and stays.
    const float floor = rectifies ? 0 : -__builtin_inff();
    for (int64_t row = 0; row < rows; ++row) {
        const Scalar *from = x + row * channels;
        Scalar *to = y + row * channels;
        if (other) {
            const Scalar *more = other + row * channels;
            for (int64_t channel = 0; channel < channels; ++channel) {
                const float value =
                    load(from[channel]) * scale[channel] + shift[channel] + load(more[channel]);
                store(to[channel], value < floor ? floor : value);
            }
        } else {
            for (int64_t channel = 0; channel < channels; ++channel) {
                const float value = load(from[channel]) * scale[channel] + shift[channel];
                store(to[channel], value < floor ? floor : value);
            }
        }
    }
}

/// What comes back through ReLU, and its sums with and without the normalized input.
template <typename Scalar>
inline __attribute__((always_inline)) void masked_sums(
    const Scalar *__restrict incoming, const Scalar *__restrict y, const Scalar *__restrict x,
    Scalar *__restrict masked, int64_t rows, int64_t channels, const float *__restrict mean,
    float *__restrict sums, float *__restrict products) {
    for (int64_t row = 0; row < rows; ++row) {
        const int64_t start = row * channels;
        if (y) {
            for (int64_t channel = 0; channel < channels; ++channel) {
                const float passed =
                    load(y[start + channel]) > 0 ? load(incoming[start + channel]) : 0.0f;
                store(masked[start + channel], passed);
                sums[channel] += passed;
                products[channel] += passed * (load(x[start + channel]) - mean[channel]);
            }
        } else {
            for (int64_t channel = 0; channel < channels; ++channel) {
                const float passed = load(incoming[start + channel]);
                sums[channel] += passed;
                products[channel] += passed * (load(x[start + channel]) - mean[channel]);
            }
        }
    }
}

/// `incoming * scale + x * slope + shift`.
template <typename Scalar>
inline __attribute__((always_inline)) void combine(
    const Scalar *incoming, const Scalar *__restrict x, Scalar *result, int64_t rows,
    int64_t channels, const float *__restrict scale, const float *__restrict slope,
    const float *__restrict shift) {
    for (int64_t row = 0; row < rows; ++row) {
        const int64_t start = row * channels;
#pragma clang loop vectorize(assume_safety)
        for (int64_t channel = 0; channel < channels; ++channel) {
            const float value = load(incoming[start + channel]) * scale[channel]
                + load(x[start + channel]) * slope[channel] + shift[channel];
            store(result[start + channel], value);
        }
    }
}

template <typename Scalar>
inline __attribute__((always_inline)) void rectified_sum(
    const Scalar *__restrict x, const Scalar *__restrict other, Scalar *__restrict y,
    int64_t count, float slope) {
    for (int64_t index = 0; index < count; ++index) {
        const float value = load(x[index]);
        store(y[index], (value > 0 ? value : slope * value) + load(other[index]));
    }
}

template <typename Scalar>
inline __attribute__((always_inline)) void rectified_slope(
    const Scalar *__restrict x, const Scalar *__restrict incoming, Scalar *__restrict y,
    int64_t count, float slope) {
    for (int64_t index = 0; index < count; ++index) {
        const float value = load(incoming[index]);
        store(y[index], load(x[index]) > 0 ? value : slope * value);
    }
}

/// The loops for one type, as functions that can be compiled several times.
#define FRANKEN_LOOPS(Scalar)                                                                    \
    FRANKEN_CLONES void run_moments(                                                             \
        const Scalar *x, int64_t rows, int64_t channels, const float *center, float *sums,       \
        float *squares) {                                                                        \
        moments(x, rows, channels, center, sums, squares);                                       \
    }                                                                                            \
    FRANKEN_CLONES void run_affine(                                                              \
        const Scalar *x, const Scalar *other, Scalar *y, int64_t rows, int64_t channels,         \
        const float *scale, const float *shift, bool rectifies) {                                \
        affine(x, other, y, rows, channels, scale, shift, rectifies);                            \
    }                                                                                            \
    FRANKEN_CLONES void run_masked_sums(                                                         \
        const Scalar *incoming, const Scalar *y, const Scalar *x, Scalar *masked, int64_t rows,  \
        int64_t channels, const float *mean, float *sums, float *products) {                     \
        masked_sums(incoming, y, x, masked, rows, channels, mean, sums, products);               \
    }                                                                                            \
    FRANKEN_CLONES void run_combine(                                                             \
        const Scalar *incoming, const Scalar *x, Scalar *result, int64_t rows, int64_t channels, \
        const float *scale, const float *slope, const float *shift) {                            \
        combine(incoming, x, result, rows, channels, scale, slope, shift);                       \
    }                                                                                            \
    FRANKEN_CLONES void run_rectified_sum(                                                       \
        const Scalar *x, const Scalar *other, Scalar *y, int64_t count, float slope) {           \
        rectified_sum(x, other, y, count, slope);                                                \
    }                                                                                            \
    FRANKEN_CLONES void run_rectified_slope(                                                     \
        const Scalar *x, const Scalar *incoming, Scalar *y, int64_t count, float slope) {        \
        rectified_slope(x, incoming, y, count, slope);                                           \
    }

}  // namespace franken

#endif
