/// What the files of this shim share. C++ stays behind these.
#ifndef FRANKEN_TORCH_INTERNAL_H
#define FRANKEN_TORCH_INTERNAL_H

// libtorch's headers warn under newer compilers; ours are held to the package's rules.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/custom_function.h>
#pragma clang diagnostic pop

#include "franken_torch.h"

struct ft_tensor {
    at::Tensor value;
};

namespace franken {

/// Keeps a message for this thread and returns the status.
ft_status fail(ft_status status, const char *message) noexcept;
/// Turns the exception in flight into a status; only inside a handler.
ft_status caught() noexcept;

/// The wall: no exception leaves it.
template <typename Body>
ft_status guarded(Body &&body) noexcept {
    try {
        body();
        return FT_OK;
    } catch (...) {
        return caught();
    }
}

/// The common case: a body that makes one tensor.
template <typename Body>
ft_status making(ft_tensor **result, Body &&body) noexcept {
    return guarded([&] { *result = new ft_tensor{body()}; });
}

inline at::ScalarType scalar_type(ft_type type) {
    switch (type) {
    case FT_FLOAT64: return at::kDouble;
    case FT_BFLOAT16: return at::kBFloat16;
    default: return at::kFloat;
    }
}

#if TORCH_VERSION_MAJOR >= 2
template <typename Value>
using Optional = std::optional<Value>;
inline constexpr auto none = std::nullopt;
#else
template <typename Value>
using Optional = c10::optional<Value>;
inline constexpr auto none = c10::nullopt;
#endif

/// An argument that may be missing.
inline Optional<at::Tensor> optional(const ft_tensor *tensor) {
    return tensor ? Optional<at::Tensor>(tensor->value) : none;
}

inline at::IntArrayRef pair(const int64_t (&values)[2]) { return at::IntArrayRef(values, 2); }

/// A well-mixed number (SplitMix64; Steele et al., 2014, doi:10.1145/2660193.2660195).
inline uint64_t mixed(uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

/// The number of a place under a key: the generator's `place + 1`-th.
inline uint64_t drawn(uint64_t key, uint64_t place) {
    return mixed(key + (place + 1) * 0x9E3779B97F4A7C15u);
}

}  // namespace franken

#endif
