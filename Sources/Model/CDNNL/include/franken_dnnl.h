/// The part of oneDNN's C API that plans need, the same for oneDNN 2.6 and 3.x.
///
/// The two majors differ in how descriptors are made (structs then, opaque handles now); callers
/// see neither. Handles are opaque, results are written only on success, `*_destroy` accepts NULL.
/// All functions may be called from any thread; one handle must not be destroyed while in use.
#ifndef FRANKEN_DNNL_H
#define FRANKEN_DNNL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Zero is success; others are oneDNN's own status codes.
typedef int fd_status;
/// A word for a status.
const char *fd_status_name(fd_status status);
/// The library that was linked, such as 2.6.0.
void fd_version(int *major, int *minor, int *patch);
/// Whether this CPU multiplies bfloat16 in hardware.
bool fd_has_bfloat16(void);
/// Sets the number of threads that primitives made or run by the calling thread use.
void fd_set_threads(int count);

/// Whether none of the values is infinite or not a number; true for none.
bool fd_are_finite(const float *_Nullable values, size_t count);

/// Processors that the calling process may use.
int fd_processor_count(void);

typedef enum { FD_F32, FD_BF16 } fd_type;

/// One engine and one stream: the CPU. Thread-safe.
typedef struct fd_engine fd_engine;
fd_status fd_engine_create(fd_engine *_Nullable *_Nonnull engine);
void fd_engine_destroy(fd_engine *_Nullable engine);

/// Extents, type and layout of a tensor.
typedef struct fd_layout fd_layout;
/// `strides` counts elements; NULL lets the primitive choose the layout.
fd_status fd_layout_create(
    int rank, const int64_t *extents, fd_type type, const int64_t *_Nullable strides,
    fd_layout *_Nullable *_Nonnull layout);
/// `[N, C, H, W]` with 16 channels side by side, then the columns: what Winograd kernels read.
fd_status fd_layout_create_blocked(
    const int64_t *extents, fd_type type, fd_layout *_Nullable *_Nonnull layout);
void fd_layout_destroy(fd_layout *_Nullable layout);
size_t fd_layout_size(const fd_layout *layout);
bool fd_layout_equal(const fd_layout *left, const fd_layout *right);
/// A stable number for the layout, equal for equal layouts: a cache key.
uint64_t fd_layout_hash(const fd_layout *layout);

/// What follows a primitive in the same pass over its output.
typedef enum { FD_SUM, FD_RELU, FD_GELU, FD_SILU, FD_SIGMOID, FD_TANH, FD_SQUARE, FD_ABS, FD_POWER }
    fd_function;
typedef struct {
    fd_function function;
    /// Slope of FD_RELU's negative side; factor of FD_POWER.
    float alpha;
    /// Exponent of FD_POWER.
    float beta;
} fd_post;

/// A window that slides over rows and columns. `dilation` counts from 1, as PyTorch does.
typedef struct {
    int64_t kernel[2], stride[2], dilation[2], before[2], after[2];
} fd_window;

/// A primitive, compiled. Running one with its own scratchpad is thread-safe.
typedef struct fd_primitive fd_primitive;
void fd_primitive_destroy(fd_primitive *_Nullable primitive);
/// The kernel that was chosen, such as `brgconv:avx512_core`.
const char *fd_primitive_kernel(const fd_primitive *primitive);
size_t fd_primitive_scratchpad_size(const fd_primitive *primitive);
/// The layout the primitive wants its weights in; the caller destroys it.
fd_status fd_primitive_weights(
    const fd_primitive *primitive, fd_layout *_Nullable *_Nonnull layout);

typedef enum { FD_DIRECT, FD_WINOGRAD, FD_TRANSPOSED } fd_algorithm_choice;
/// Weights are `[groups, out, in, kH, kW]`, or without groups `[out, in, kH, kW]`.
fd_status fd_convolution(
    fd_engine *engine, const fd_layout *source, const fd_layout *weights,
    const fd_layout *_Nullable bias, const fd_layout *destination, const fd_window *window,
    fd_algorithm_choice choice, const fd_post *_Nullable posts, int postCount,
    fd_primitive *_Nullable *_Nonnull primitive);
fd_status fd_linear(
    fd_engine *engine, const fd_layout *source, const fd_layout *weights,
    const fd_layout *_Nullable bias, const fd_layout *destination,
    const fd_post *_Nullable posts, int postCount, fd_primitive *_Nullable *_Nonnull primitive);
/// Batched matrix product; `bias`-like addend through FD_SUM only.
fd_status fd_matmul(
    fd_engine *engine, const fd_layout *left, const fd_layout *right,
    const fd_layout *destination, float scale, fd_primitive *_Nullable *_Nonnull primitive);

typedef enum { FD_MAXIMUM, FD_AVERAGE, FD_AVERAGE_WITH_PADDING } fd_reduction;
fd_status fd_pooling(
    fd_engine *engine, fd_reduction reduction, const fd_layout *source,
    const fd_layout *destination, const fd_window *window,
    fd_primitive *_Nullable *_Nonnull primitive);
fd_status fd_eltwise(
    fd_engine *engine, fd_post function, const fd_layout *layout,
    fd_primitive *_Nullable *_Nonnull primitive);

typedef enum { FD_ADD, FD_MULTIPLY } fd_operator;
/// The right side broadcasts along axes of extent 1.
fd_status fd_binary(
    fd_engine *engine, fd_operator function, const fd_layout *left, const fd_layout *right,
    const fd_layout *destination, const fd_post *_Nullable posts, int postCount,
    fd_primitive *_Nullable *_Nonnull primitive);
/// Over the last axis, with scale and shift.
fd_status fd_layer_norm(
    fd_engine *engine, const fd_layout *layout, float epsilon,
    fd_primitive *_Nullable *_Nonnull primitive);
fd_status fd_softmax(
    fd_engine *engine, const fd_layout *layout, int axis,
    fd_primitive *_Nullable *_Nonnull primitive);
/// Rows of attention: scores, what is added to them, and where their shares go.
typedef struct {
    /// `count` rows of `length`; overwritten.
    float *scores;
    /// `bias_count` rows; row i of the scores gets row i modulo that.
    const float *bias;
    /// `count` rows, of floats (then they may be the scores themselves) or 16-bit ones.
    void *weights;
    size_t count, length, bias_count;
    bool is_bfloat16;
} fd_attention_rows;
/// Softmax of each row of scores plus biases, at once: between primitives of the engine every
/// number would be read and written three times.
void fd_attention_weights(fd_attention_rows rows);
/// Linear interpolation between sample centers.
fd_status fd_bilinear(
    fd_engine *engine, const fd_layout *source, const fd_layout *destination,
    fd_primitive *_Nullable *_Nonnull primitive);
fd_status fd_concat(
    fd_engine *engine, const fd_layout *_Nonnull const *_Nonnull sources, int count, int axis,
    const fd_layout *destination, fd_primitive *_Nullable *_Nonnull primitive);
/// Copies between layouts and types.
fd_status fd_reorder(
    fd_engine *engine, const fd_layout *source, const fd_layout *destination,
    fd_primitive *_Nullable *_Nonnull primitive);

/// What an argument of a call is. Sources of FD_SOURCE + n are the inputs of a concatenation.
typedef enum {
    FD_DESTINATION, FD_WEIGHTS, FD_BIAS, FD_SCALE, FD_SHIFT, FD_SCRATCHPAD, FD_SOURCE
} fd_role;

/// A primitive bound to addresses: running it takes no memory that it keeps.
typedef struct fd_call fd_call;
/// The layouts must be those the primitive was made with; a scratchpad needs none.
fd_status fd_call_create(
    fd_engine *engine, fd_primitive *primitive, const fd_role *roles,
    const fd_layout *_Nullable const *_Nonnull layouts, void *_Nonnull const *_Nonnull addresses,
    int count, fd_call *_Nullable *_Nonnull call);
void fd_call_destroy(fd_call *_Nullable call);
fd_status fd_call_run(fd_call *call, fd_engine *engine);

#pragma clang assume_nonnull end

#endif
