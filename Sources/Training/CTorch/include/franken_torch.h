/// The part of libtorch that training needs, the same for libtorch 1.13 and 2.x.
///
/// Tensors are opaque and never change; every function makes new ones. Where a trainable tensor
/// takes part, libtorch records what `ft_gradients` needs.
///
/// Every function that can fail returns a status; `ft_last_message` says why. Results are written
/// only on success. A result belongs to the caller, who frees it with `ft_tensor_free`. Arguments are
/// borrowed. Functions may be called from any thread; one tensor may be read by several at once.
#ifndef FRANKEN_TORCH_H
#define FRANKEN_TORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// What became of a call.
typedef enum {
    FT_OK = 0,
    /// libtorch, or this shim, does not take the arguments.
    FT_REFUSED = 1,
    /// Memory could not be had.
    FT_OUT_OF_MEMORY = 2,
    /// Anything else.
    FT_FAILED = 3,
    /// This libtorch was built without what is asked for, or came without the headers of it.
    FT_UNSUPPORTED = 4,
    /// Another process of the group has ended, or the network between has.
    FT_PEER_LOST = 5,
    /// Another process of the group did not come or answer in time.
    FT_TIMED_OUT = 6,
} ft_status;

/// Why the last call of this thread failed; valid until its next call that fails.
const char *ft_last_message(void);
/// libtorch's version, such as 1.13.0.
const char *ft_version(void);
/// Whether tensors can live on a device such as `cpu` or `cuda:0`.
bool ft_has_device(const char *device);
/// How many threads libtorch uses for one operation on the CPU.
ft_status ft_set_threads(int count);
/// Keeps freed memory of the CPU for the next tensors of the size; at most once per process, before
/// the first tensor. Training makes the same large tensors every step, and pages from the system
/// are zeroed each time.
ft_status ft_keep_memory(void);

typedef enum { FT_FLOAT32 = 0, FT_FLOAT64 = 1, FT_BFLOAT16 = 2 } ft_type;

typedef struct ft_tensor ft_tensor;

// MARK: Tensors

/// Copies row-major host data of `type` to `device`.
ft_status ft_tensor_create(
    const void *data, ft_type type, int rank, const int64_t *extents, const char *device,
    bool is_trainable, ft_tensor *_Nullable *_Nonnull result);
/// All elements equal.
ft_status ft_tensor_fill(
    double value, ft_type type, int rank, const int64_t *extents, const char *device,
    ft_tensor *_Nullable *_Nonnull result);
/// Accepts NULL.
void ft_tensor_free(ft_tensor *_Nullable tensor);
int ft_tensor_rank(const ft_tensor *tensor);
/// Writes as many extents as the rank says.
void ft_tensor_extents(const ft_tensor *tensor, int64_t *extents);
/// FT_FLOAT32 for types that are not listed above.
ft_type ft_tensor_type(const ft_tensor *tensor);
/// Copies the elements to the host, row-major, as `type`; `count` is how many there is room for.
ft_status ft_tensor_read(
    const ft_tensor *tensor, ft_type type, void *data, size_t count);
/// The same values without what led to them, in the order of memory that they have.
ft_status ft_detach(
    const ft_tensor *tensor, bool is_trainable, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_zeros_like(const ft_tensor *tensor, ft_tensor *_Nullable *_Nonnull result);
bool ft_tensor_is_trainable(const ft_tensor *tensor);
ft_status ft_cast(const ft_tensor *tensor, ft_type type, ft_tensor *_Nullable *_Nonnull result);
/// `[N, C, H, W]` with the channels side by side in memory.
ft_status ft_channels_last(const ft_tensor *tensor, ft_tensor *_Nullable *_Nonnull result);

/// Derivatives of a scalar; NULL for tensors it does not depend on.
ft_status ft_gradients(
    const ft_tensor *loss, const ft_tensor *const _Nonnull *_Nonnull tensors, int count,
    ft_tensor *_Nullable *_Nonnull results);

// MARK: Operations of graphs

typedef struct {
    int64_t stride[2], padding[2], dilation[2], output_padding[2], groups;
    bool is_transposed;
} ft_convolution_options;

/// `[N, C, H, W]`. A 1x1 convolution with a stride and fewer than 16 channels reads every stride-th
/// pixel and goes on with stride 1: oneDNN's weight gradient of the strided form writes past its
/// buffer when so few channels are last in memory.
ft_status ft_convolution(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *_Nullable bias,
    const ft_convolution_options *options, ft_tensor *_Nullable *_Nonnull result);
/// `[..., in]` to `[..., out]`.
ft_status ft_linear(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *_Nullable bias,
    ft_tensor *_Nullable *_Nonnull result);
/// By the running statistics.
ft_status ft_batch_norm(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias,
    const ft_tensor *running_mean, const ft_tensor *running_variance, double epsilon,
    ft_tensor *_Nullable *_Nonnull result);
/// By the batch's statistics; then `residual` is added when there, then ReLU applied when asked for.
///
/// `new_mean` and `new_variance` get the running statistics moved toward the batch's by `momentum`.
ft_status ft_batch_norm_block(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias,
    const ft_tensor *running_mean, const ft_tensor *running_variance,
    const ft_tensor *_Nullable residual, bool is_rectified, double momentum, double epsilon,
    ft_tensor *_Nullable *_Nonnull result, ft_tensor *_Nullable *_Nonnull new_mean,
    ft_tensor *_Nullable *_Nonnull new_variance);
/// `x` where positive, else `slope * x`; plus `other` of the same shape.
ft_status ft_rectify_and_add(
    const ft_tensor *input, double slope, const ft_tensor *other,
    ft_tensor *_Nullable *_Nonnull result);
/// `x` where positive, else `slope * x`, written over `input`, which nobody may read any more.
ft_status ft_rectify_over(
    const ft_tensor *input, double slope, ft_tensor *_Nullable *_Nonnull result);
/// Over axis 1 or, unless `is_first`, over the last.
ft_status ft_layer_norm(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias, double epsilon,
    bool is_first, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_divisive_norm(
    const ft_tensor *input, const ft_tensor *beta, const ft_tensor *gamma, bool is_squared,
    bool is_inverse, ft_tensor *_Nullable *_Nonnull result);

typedef enum {
    FT_RELU, FT_LEAKY_RELU, FT_GELU, FT_SILU, FT_SIGMOID, FT_TANH
} ft_activation_function;

ft_status ft_activation(
    const ft_tensor *input, ft_activation_function function, double slope,
    ft_tensor *_Nullable *_Nonnull result);
/// The right side may repeat along axes where it has one element.
ft_status ft_add(
    const ft_tensor *left, const ft_tensor *right, double factor,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_multiply(
    const ft_tensor *left, const ft_tensor *right, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_channel_scale(
    const ft_tensor *input, const ft_tensor *weight, int axis,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_exponential(const ft_tensor *input, ft_tensor *_Nullable *_Nonnull result);
/// The sum of all elements.
ft_status ft_sum(const ft_tensor *input, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_softmax(const ft_tensor *input, int axis, ft_tensor *_Nullable *_Nonnull result);

typedef struct {
    int64_t kernel[2], stride[2], padding[2];
    bool is_maximum, rounds_up, counts_padding;
} ft_pooling_options;

ft_status ft_pooling(
    const ft_tensor *input, const ft_pooling_options *options,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_global_pooling(
    const ft_tensor *input, bool is_maximum, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_reshape(
    const ft_tensor *input, int rank, const int64_t *extents,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_permute(
    const ft_tensor *input, int rank, const int64_t *axes,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_concatenate(
    const ft_tensor *const _Nonnull *_Nonnull inputs, int count, int axis,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_subsample(
    const ft_tensor *input, int64_t rows, int64_t columns,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_pad_channels(
    const ft_tensor *input, int64_t before, int64_t after,
    ft_tensor *_Nullable *_Nonnull result);
ft_status ft_pixel_shuffle(
    const ft_tensor *input, int64_t factor, ft_tensor *_Nullable *_Nonnull result);
ft_status ft_resize(
    const ft_tensor *input, int64_t height, int64_t width, bool is_bilinear,
    ft_tensor *_Nullable *_Nonnull result);
/// `[N, H, W, C]` to `[N, H / 2, W / 2, 4 C]`, rounded up.
ft_status ft_patch_merging(const ft_tensor *input, ft_tensor *_Nullable *_Nonnull result);

typedef struct {
    int64_t heads, window[2], shift[2];
    /// Whether the map is rolled before it is padded, and not after.
    bool pads_after_shift;
} ft_attention_options;

/// `[N, H, W, C]`.
///
/// With `logit_scale`, `[heads]`, queries and keys are compared by their cosine, and keys have no
/// bias.
ft_status ft_window_attention(
    const ft_tensor *input, const ft_tensor *qkv_weight, const ft_tensor *qkv_bias,
    const ft_tensor *projection_weight, const ft_tensor *projection_bias,
    const ft_tensor *bias_table, const ft_tensor *_Nullable logit_scale,
    const ft_attention_options *options, ft_tensor *_Nullable *_Nonnull result);
/// Swin V2's bias of offsets `[K, 2]`: 16 times the sigmoid of two layers, `[K, heads]`.
ft_status ft_position_table(
    const ft_tensor *offsets, const ft_tensor *hidden_weight, const ft_tensor *hidden_bias,
    const ft_tensor *weight, ft_tensor *_Nullable *_Nonnull result);

// MARK: Objectives

/// The sum of squares of `prediction - target`; the target is a constant.
///
/// `weights`, when there, has one element for each `[N, H, W]` or token and multiplies the squares
/// of all channels there. `channel_axis` is 1 or the last.
ft_status ft_squared_error(
    const ft_tensor *prediction, const ft_tensor *target, const ft_tensor *_Nullable weights,
    int channel_axis, ft_tensor *_Nullable *_Nonnull result);
/// The sum of squares for each image, `[N]`, as constants; the target is of the same shape.
ft_status ft_image_errors(
    const ft_tensor *prediction, const ft_tensor *target, ft_tensor *_Nullable *_Nonnull result);
/// The same values; on the way back the gradient of each image is multiplied by its weight, `[N]`.
ft_status ft_weigh_gradients(
    const ft_tensor *input, const ft_tensor *weights, ft_tensor *_Nullable *_Nonnull result);
/// The sum of `-targets * log softmax(logits)`; `[N, C]` both, the targets are constants.
ft_status ft_cross_entropy(
    const ft_tensor *logits, const ft_tensor *targets, ft_tensor *_Nullable *_Nonnull result);
/// Adds numbers in ±½ that depend on the key and the element's row-major place alone.
///
/// The places begin as if `first_image` images were before the first one.
ft_status ft_add_noise(
    const ft_tensor *input, uint64_t key, uint64_t first_image,
    ft_tensor *_Nullable *_Nonnull result);
/// Rounds the distance from each channel's median, half to even; `[N, C, H, W]`.
///
/// The derivative is one with `is_straight_through`, else zero.
ft_status ft_round_about(
    const ft_tensor *input, const ft_tensor *medians, bool is_straight_through,
    ft_tensor *_Nullable *_Nonnull result);
/// Keeps each image with probability `1 - rate` and scales what is kept by its inverse.
///
/// The choice depends on the key and on the image's place alone, counted from `first_image`.
ft_status ft_drop_images(
    const ft_tensor *input, double rate, uint64_t key, uint64_t first_image,
    ft_tensor *_Nullable *_Nonnull result);

/// The fourteen arrays of a factorized prior: five matrices, five biases, four factors.
enum { FT_PRIOR_ARRAYS = 14 };

/// Bits that `[N, C, H, W]` values cost. Differentiable in the values and the arrays.
///
/// `is_composed` composes libtorch's operations where one loop would do, as on other devices.
ft_status ft_prior_bits(
    const ft_tensor *values, const ft_tensor *const _Nonnull *_Nonnull arrays, double bound,
    bool is_composed, ft_tensor *_Nullable *_Nonnull result);
/// Bits that each channel of each image costs, `[N, C]`, where the prior is that of values before
/// they were multiplied by `gains`, `[N, C]` and above 0.
///
/// A value `v` costs what lies between `(v - 0.5) / gain` and `(v + 0.5) / gain`. Differentiable in
/// values, gains and arrays.
ft_status ft_prior_bits_at_gains(
    const ft_tensor *values, const ft_tensor *gains,
    const ft_tensor *const _Nonnull *_Nonnull arrays, double bound, bool is_composed,
    ft_tensor *_Nullable *_Nonnull result);
/// The sum of distances of the quantiles' logits from `-target, 0, target`. Differentiable in the
/// quantiles, `[C, 1, 3]`, alone.
ft_status ft_quantile_loss(
    const ft_tensor *quantiles, const ft_tensor *const _Nonnull *_Nonnull arrays, double target,
    ft_tensor *_Nullable *_Nonnull result);

// MARK: Optimizers

typedef struct {
    double learning_rate, first_decay, second_decay, epsilon, weight_decay;
    /// 1 for the first step.
    int64_t step;
} ft_adam_options;

/// One step of Adam for one tensor; the results are a trainable tensor and the new moments.
ft_status ft_adam(
    const ft_tensor *value, const ft_tensor *gradient, const ft_tensor *first,
    const ft_tensor *second, const ft_adam_options *options,
    ft_tensor *_Nullable *_Nonnull new_value, ft_tensor *_Nullable *_Nonnull new_first,
    ft_tensor *_Nullable *_Nonnull new_second);

typedef struct {
    double learning_rate, momentum, weight_decay;
    bool is_first;
} ft_sgd_options;

/// One step of gradient descent with momentum as PyTorch defines it.
ft_status ft_sgd(
    const ft_tensor *value, const ft_tensor *gradient, const ft_tensor *velocity,
    const ft_sgd_options *options, ft_tensor *_Nullable *_Nonnull new_value,
    ft_tensor *_Nullable *_Nonnull new_velocity);

// MARK: Process groups

/// Processes that train together. One call at a time, and all processes make the same calls in the
/// same order with tensors of the same shapes. After a call that fails the group is of no more use.
typedef struct ft_group ft_group;

/// What carries the numbers: FT_GLOO over TCP, by way of the host's memory; FT_NCCL between GPUs.
typedef enum { FT_GLOO = 0, FT_NCCL = 1 } ft_backend;

typedef struct {
    /// Where the processes find each other.
    const char *host;
    int port;
    /// Whether rank 0 answers at that port itself, or somebody else already does.
    bool is_hosted_by_first;
    /// What keys begin with in the store, so that several groups can share it; may be empty.
    const char *prefix;
    /// The interface to listen at, such as `eth0`; NULL for the one of this host's name, or the
    /// loopback when `host` is.
    const char *_Nullable interface;
    int rank, size;
    int64_t timeout_milliseconds;
    ft_backend backend;
} ft_group_options;

/// Whether groups over a backend can be made.
bool ft_has_backend(ft_backend backend);
/// Waits until all processes are there. FT_UNSUPPORTED says which libtorch has the backend.
ft_status ft_group_create(
    const ft_group_options *options, ft_group *_Nullable *_Nonnull result);
/// Accepts NULL.
void ft_group_free(ft_group *_Nullable group);
/// The sums over all processes, the same bits in all of them; the results have no history. Small
/// tensors travel together.
ft_status ft_group_sum(
    ft_group *group, const ft_tensor *const _Nonnull *_Nonnull tensors, int count,
    ft_tensor *_Nullable *_Nonnull results);
/// Replaces bytes by those of rank 0; the count is the same in all processes.
ft_status ft_group_broadcast(ft_group *group, void *bytes, size_t count);
/// Waits until all processes have called this.
ft_status ft_group_barrier(ft_group *group);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
