/// Sixteen floats at a time, or one double: the arithmetic of the prior's loop.
///
/// Vectors are the compiler's own, which splits them where registers are narrower. All functions
/// keep NaN, so that a diverged training shows.
#ifndef FRANKEN_TORCH_PRIOR_LANES_H
#define FRANKEN_TORCH_PRIOR_LANES_H

#include <cmath>
#include <cstdint>
#include <cstring>

// Everything below is inlined into functions of one unit: no vector crosses a call.
#pragma clang diagnostic ignored "-Wpsabi"

namespace franken {

typedef float Lanes __attribute__((vector_size(64)));
typedef int32_t Integers __attribute__((vector_size(64)));

#define FRANKEN_INLINE inline __attribute__((always_inline))

FRANKEN_INLINE Lanes reinterpret(const Integers &value) { return (Lanes)value; }
FRANKEN_INLINE Integers reinterpret(const Lanes &value) { return (Integers)value; }

FRANKEN_INLINE Lanes choose(const Integers &mask, const Lanes &yes, const Lanes &no) {
    return reinterpret((mask & reinterpret(yes)) | (~mask & reinterpret(no)));
}
FRANKEN_INLINE double choose(bool mask, double yes, double no) { return mask ? yes : no; }

/// The exponential; arguments are kept within what a normal float holds.
FRANKEN_INLINE Lanes exponential(Lanes x) {
    const Lanes low = Lanes{} - 87.0f, high = Lanes{} + 88.0f;
    x = choose(x < low, low, x);
    x = choose(x > high, high, x);
    // Adding 1.5 * 2^23 rounds to an integer.
    const Lanes magic = Lanes{} + 12582912.0f;
    const Lanes count = (x * 1.44269504088896341f + magic) - magic;
    const Lanes rest = (x - count * 0.693359375f) - count * -2.12194440e-4f;
    // Taylor's series; |rest| <= ln(2) / 2, so the eighth term is below half a unit.
    Lanes sum = Lanes{} + 1.0f / 5040;
    sum = sum * rest + 1.0f / 720;
    sum = sum * rest + 1.0f / 120;
    sum = sum * rest + 1.0f / 24;
    sum = sum * rest + 1.0f / 6;
    sum = sum * rest + 0.5f;
    sum = sum * rest + 1.0f;
    sum = sum * rest + 1.0f;
    const Integers shift = __builtin_convertvector(count, Integers);
    return sum * reinterpret((shift + 127) << 23);
}
FRANKEN_INLINE double exponential(double x) { return std::exp(x); }

/// The logarithm to base 2 of positive normal numbers.
FRANKEN_INLINE Lanes binary_logarithm(const Lanes &x) {
    const Integers bits = reinterpret(x);
    // Between the roots of ½ and 2, where the series is shortest.
    const Integers shift = (bits - 0x3F3504F3) >> 23;
    const Lanes fraction = reinterpret(bits - (shift << 23));
    // ln f = 2 artanh((f - 1) / (f + 1)); the argument is within ±0.172.
    const Lanes ratio = (fraction - 1.0f) / (fraction + 1.0f);
    const Lanes square = ratio * ratio;
    Lanes sum = Lanes{} + 1.0f / 9;
    sum = sum * square + 1.0f / 7;
    sum = sum * square + 1.0f / 5;
    sum = sum * square + 1.0f / 3;
    sum = sum * square + 1.0f;
    const Lanes whole = __builtin_convertvector(shift, Lanes);
    const Lanes result = whole + ratio * sum * 2.88539008177792681f;
    return choose(x == x, result, x);
}
FRANKEN_INLINE double binary_logarithm(double x) { return std::log2(x); }

template <typename Lane>
FRANKEN_INLINE Lane hyperbolic_tangent(const Lane &x) {
    return 1 - 2 / (exponential(x + x) + 1);
}
FRANKEN_INLINE double hyperbolic_tangent(double x) { return std::tanh(x); }

template <typename Lane>
FRANKEN_INLINE Lane magnitude(const Lane &x) {
    return choose(x < 0, -x, x);
}

template <typename Lane>
struct LaneTraits;
template <>
struct LaneTraits<Lanes> {
    using Scalar = float;
    static constexpr int count = 16;
};
template <>
struct LaneTraits<double> {
    using Scalar = double;
    static constexpr int count = 1;
};

}  // namespace franken

#endif
