// Chains of cheap operations in one pass: on large maps they cost what memory costs.
#include "block_loops.h"
#include "internal.h"

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

namespace franken {
namespace {
FRANKEN_LOOPS(float)
FRANKEN_LOOPS(Half)
}  // namespace
}  // namespace franken

using namespace franken;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

template <typename Scalar>
const Scalar *read(const at::Tensor &tensor) {
    return static_cast<const Scalar *>(tensor.data_ptr());
}
template <typename Scalar>
Scalar *write(const at::Tensor &tensor) {
    return static_cast<Scalar *>(tensor.data_ptr());
}

/// Calls with a value of the type that the loops know a tensor's elements by.
template <typename Body>
auto typed(const at::Tensor &tensor, Body &&body) {
    return tensor.scalar_type() == at::kBFloat16 ? body(Half{}) : body(float{});
}

/// Sums over rows, by threads, in stretches that single precision takes without loss.
///
/// `add` gets first row, count, and two arrays of floats to add to.
struct ChannelSums {
    std::vector<double> first, second;

    ChannelSums(
        int64_t rows, int64_t channels,
        const std::function<void(int64_t, int64_t, float *, float *)> &add)
        : first(static_cast<size_t>(channels)), second(static_cast<size_t>(channels)) {
        constexpr int64_t stretch = 256;
        const auto width = static_cast<size_t>(channels);
        const int64_t parts = std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), rows / stretch));
        std::vector<std::vector<double>> sums(static_cast<size_t>(parts), std::vector<double>(2 * width));
        at::parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
            std::vector<float> near(2 * width);
            for (int64_t part = begin; part < end; ++part) {
                auto &total = sums[static_cast<size_t>(part)];
                const int64_t last = rows * (part + 1) / parts;
                for (int64_t row = rows * part / parts; row < last; row += stretch) {
                    std::fill(near.begin(), near.end(), 0.0f);
                    add(row, std::min(stretch, last - row), near.data(), near.data() + width);
                    for (size_t index = 0; index < 2 * width; ++index) total[index] += static_cast<double>(near[index]);
                }
            }
        });
        for (const auto &part : sums) {
            for (size_t channel = 0; channel < width; ++channel) {
                first[channel] += part[channel];
                second[channel] += part[width + channel];
            }
        }
    }
};

/// Normalization by the batch, a sum and ReLU.
struct BatchNormBlock : torch::autograd::Function<BatchNormBlock> {
    /// Maps with the channels last; an empty residual is none. Statistics are moved in place.
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
        const at::Tensor &bias, const at::Tensor &residual, const at::Tensor &mean,
        const at::Tensor &variance, bool is_rectified, double momentum, double epsilon) {
        const int64_t channels = input.size(1), rows = input.numel() / channels;
        const auto width = static_cast<size_t>(channels);
        at::Tensor result = at::empty_like(input);
        at::Tensor center = at::empty({channels}, mean.options());
        at::Tensor inverse = at::empty({channels}, mean.options());
        std::vector<float> scale(width), shift(width);
        typed(input, [&](auto sample) {
            using Scalar = decltype(sample);
            const Scalar *x = read<Scalar>(input);
            std::vector<float> near(width);
            for (size_t channel = 0; channel < width; ++channel) near[channel] = load(x[channel]);
            const ChannelSums sums(
                rows, channels, [&](int64_t row, int64_t count, float *first, float *second) {
                    run_moments(x + row * channels, count, channels, near.data(), first, second);
                });
            const double total = static_cast<double>(rows);
            for (size_t channel = 0; channel < width; ++channel) {
                const double apart = sums.first[channel] / total;
                const double spread = std::max(0.0, sums.second[channel] / total - apart * apart);
                // A maximum drops what is no number; the mean keeps it.
                const double middle = static_cast<double>(near[channel]) + apart;
                const double root = 1 / std::sqrt(spread + epsilon);
                write<float>(center)[channel] = static_cast<float>(middle);
                write<float>(inverse)[channel] = static_cast<float>(root);
                const double factor = root * static_cast<double>(read<float>(weight)[channel]);
                scale[channel] = static_cast<float>(factor);
                shift[channel] = static_cast<float>(
                    static_cast<double>(read<float>(bias)[channel]) - middle * factor);
                float &old_mean = write<float>(mean)[channel];
                float &old_variance = write<float>(variance)[channel];
                const double unbiased = spread * total / std::max(1.0, total - 1);
                old_mean = static_cast<float>((1 - momentum) * static_cast<double>(old_mean) + momentum * middle);
                old_variance = static_cast<float>((1 - momentum) * static_cast<double>(old_variance) + momentum * unbiased);
            }
            const Scalar *other = residual.numel() > 0 ? read<Scalar>(residual) : nullptr;
            Scalar *y = write<Scalar>(result);
            at::parallel_for(0, rows, 64, [&](int64_t begin, int64_t end) {
                const int64_t start = begin * channels;
                run_affine(
                    x + start, other ? other + start : nullptr, y + start, end - begin, channels,
                    scale.data(), shift.data(), is_rectified);
            });
            return 0;
        });
        variable_list saved = {input, weight, center, inverse};
        if (is_rectified) saved.push_back(result);
        context->save_for_backward(saved);
        context->saved_data["adds"] = residual.numel() > 0;
        return result;
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &input = saved[0], &weight = saved[1], &center = saved[2], &inverse = saved[3];
        const bool is_rectified = saved.size() > 4, adds = context->saved_data["adds"].toBool();
        const at::Tensor flow =
            incoming[0].to(input.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
        const int64_t channels = input.size(1), rows = input.numel() / channels;
        const auto width = static_cast<size_t>(channels);
        const at::Tensor masked = is_rectified ? at::empty_like(input) : flow;
        // Nobody else reads the masked gradient without a residual: the result may take its place.
        const at::Tensor result = is_rectified && !adds ? masked : at::empty_like(input);
        at::Tensor weight_gradient = at::empty_like(weight), bias_gradient = at::empty_like(weight);
        typed(input, [&](auto sample) {
            using Scalar = decltype(sample);
            const Scalar *x = read<Scalar>(input), *g = read<Scalar>(flow);
            const Scalar *y = is_rectified ? read<Scalar>(saved[4]) : nullptr;
            Scalar *kept = write<Scalar>(masked);
            const ChannelSums sums(
                rows, channels, [&](int64_t row, int64_t count, float *first, float *second) {
                    const int64_t start = row * channels;
                    run_masked_sums(
                        g + start, y ? y + start : nullptr, x + start, kept + start, count,
                        channels, read<float>(center), first, second);
                });
            std::vector<float> scale(width), slope(width), shift(width);
            const double total = static_cast<double>(rows);
            for (size_t channel = 0; channel < width; ++channel) {
                const double root = static_cast<double>(read<float>(inverse)[channel]);
                const double factor = root * static_cast<double>(read<float>(weight)[channel]);
                const double product = sums.second[channel] * root;
                write<float>(weight_gradient)[channel] = static_cast<float>(product);
                write<float>(bias_gradient)[channel] = static_cast<float>(sums.first[channel]);
                const double tilt = -factor * product / total * root;
                scale[channel] = static_cast<float>(factor);
                slope[channel] = static_cast<float>(tilt);
                shift[channel] = static_cast<float>(
                    -factor * sums.first[channel] / total
                    - tilt * static_cast<double>(read<float>(center)[channel]));
            }
            Scalar *out = write<Scalar>(result);
            at::parallel_for(0, rows, 64, [&](int64_t begin, int64_t end) {
                const int64_t start = begin * channels;
                run_combine(
                    kept + start, x + start, out + start, end - begin, channels, scale.data(),
                    slope.data(), shift.data());
            });
            return 0;
        });
        const at::Tensor none_needed;
        return {
            result, weight_gradient, bias_gradient, adds ? masked : none_needed, none_needed,
            none_needed, none_needed, none_needed, none_needed};
    }
};

/// A leaky ReLU and a sum.
struct RectifyAndAdd : torch::autograd::Function<RectifyAndAdd> {
    /// Both dense in the same order of memory.
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &input, const at::Tensor &other, double slope) {
        at::Tensor result = at::empty_like(input);
        typed(input, [&](auto sample) {
            using Scalar = decltype(sample);
            at::parallel_for(0, input.numel(), 1 << 14, [&](int64_t begin, int64_t end) {
                run_rectified_sum(
                    read<Scalar>(input) + begin, read<Scalar>(other) + begin,
                    write<Scalar>(result) + begin, end - begin, static_cast<float>(slope));
            });
            return 0;
        });
        context->save_for_backward({input});
        context->saved_data["slope"] = slope;
        return result;
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const at::Tensor input = context->get_saved_variables()[0];
        const auto slope = static_cast<float>(context->saved_data["slope"].toDouble());
        const at::Tensor flow = incoming[0].to(input.scalar_type());
        const at::Tensor dense =
            flow.strides() == input.strides() ? flow : at::empty_like(input).copy_(flow);
        at::Tensor result = at::empty_like(input);
        typed(input, [&](auto sample) {
            using Scalar = decltype(sample);
            at::parallel_for(0, input.numel(), 1 << 14, [&](int64_t begin, int64_t end) {
                run_rectified_slope(
                    read<Scalar>(input) + begin, read<Scalar>(dense) + begin,
                    write<Scalar>(result) + begin, end - begin, slope);
            });
            return 0;
        });
        return {result, incoming[0], at::Tensor()};
    }
};

/// Whether the loops know the type and the tensor lies on the CPU.
bool is_known(const at::Tensor &tensor) {
    return tensor.device().is_cpu()
        && (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16);
}

at::Tensor rectified(const at::Tensor &x, double slope) {
    return slope == 0 ? at::relu(x) : at::leaky_relu(x, slope);
}

}  // namespace

ft_status ft_batch_norm_block(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias,
    const ft_tensor *running_mean, const ft_tensor *running_variance, const ft_tensor *residual,
    bool is_rectified, double momentum, double epsilon, ft_tensor **result, ft_tensor **new_mean,
    ft_tensor **new_variance) {
    return guarded([&] {
        const at::Tensor &x = input->value;
        at::Tensor mean = running_mean->value.clone(), variance = running_variance->value.clone();
        at::Tensor made;
        // In single precision libtorch's own takes as long, and losses stay those of PyTorch.
        const bool fits = x.dim() == 4 && x.device().is_cpu()
            && x.scalar_type() == at::kBFloat16 && weight->value.scalar_type() == at::kFloat
            && mean.scalar_type() == at::kFloat && x.numel() > x.size(1)
            && weight->value.numel() == x.size(1) && mean.numel() == x.size(1)
            && (!residual || residual->value.sizes() == x.sizes());
        if (fits) {
            at::Tensor other = at::empty({0}, x.options());
            if (residual) {
                other = residual->value.to(x.scalar_type())
                            .contiguous(at::MemoryFormat::ChannelsLast);
            }
            made = BatchNormBlock::apply(
                x.contiguous(at::MemoryFormat::ChannelsLast), weight->value.contiguous(),
                bias->value.contiguous(), other, mean, variance, is_rectified, momentum, epsilon);
        } else {
            made = at::batch_norm(
                x, weight->value, bias->value, mean, variance, true, momentum, epsilon, true);
            // The way back of a batch norm does not read what it made.
            const bool same = residual && residual->value.scalar_type() == made.scalar_type()
                && residual->value.sizes() == made.sizes();
            if (residual) made = same ? made.add_(residual->value) : made + residual->value;
            if (is_rectified) made = at::relu_(made);
        }
        auto value = std::make_unique<ft_tensor>(ft_tensor{std::move(made)});
        auto moved = std::make_unique<ft_tensor>(ft_tensor{std::move(mean)});
        *new_variance = new ft_tensor{std::move(variance)};
        *new_mean = moved.release();
        *result = value.release();
    });
}

ft_status ft_rectify_and_add(
    const ft_tensor *input, double slope, const ft_tensor *other, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value, &y = other->value;
        const bool fits = is_known(x) && x.scalar_type() == y.scalar_type()
            && x.sizes() == y.sizes() && x.strides() == y.strides()
            && x.is_non_overlapping_and_dense();
        return fits ? RectifyAndAdd::apply(x, y, slope) : rectified(x, slope) + y;
    });
}

ft_status ft_rectify_over(const ft_tensor *input, double slope, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor x = input->value;
        return slope == 0 ? at::relu_(x) : at::leaky_relu_(x, slope);
    });
}
