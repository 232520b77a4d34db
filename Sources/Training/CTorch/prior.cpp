// The factorized prior: bits and the quantile loss.
#include "internal.h"
#include "prior_lanes.h"

#include <array>
#include <cmath>
#include <vector>

using namespace franken;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

constexpr int layers = 5;
constexpr int widths[layers + 1] = {1, 3, 3, 3, 3, 1};
/// Numbers of one channel: 33 in matrices, 13 in biases, 12 in factors.
constexpr int channel_numbers = 58;

/// Where each of the fourteen arrays begins among a channel's numbers, and how many it has.
struct Section {
    int start, count;
};
constexpr Section section(int array) {
    int start = 0;
    for (int index = 0;; ++index) {
        const int layer = index < 5 ? index : index < 10 ? index - 5 : index - 10;
        const int count = index < 5 ? widths[layer] * widths[layer + 1] : widths[layer + 1];
        if (index == array) return {start, count};
        start += count;
    }
}

/// `[C, 58]`: softplus of matrices, biases, tanh of factors.
at::Tensor effective(at::TensorList arrays) {
    std::vector<at::Tensor> parts;
    for (int index = 0; index < FT_PRIOR_ARRAYS; ++index) {
        at::Tensor part = arrays[static_cast<size_t>(index)];
        part = part.reshape({part.size(0), -1});
        if (index < 5) part = at::softplus(part);
        if (index >= 10) part = part.tanh();
        parts.push_back(part);
    }
    return at::cat(parts, 1);
}

/// One evaluation of a channel's network, kept for the way back.
template <typename Lane>
struct Trace {
    Lane inputs[layers][3];
    Lane bends[layers - 1][3];
    Lane logit;
};

template <typename Lane, typename Scalar>
FRANKEN_INLINE void evaluate(Trace<Lane> &trace, const Scalar *numbers, const Lane &x) {
    Lane values[3] = {x, x, x};
#pragma clang loop unroll(full)
    for (int layer = 0; layer < layers; ++layer) {
        const int columns = widths[layer], rows = widths[layer + 1];
        const Scalar *matrix = numbers + section(layer).start;
        const Scalar *bias = numbers + section(5 + layer).start;
        for (int column = 0; column < columns; ++column) trace.inputs[layer][column] = values[column];
        Lane sums[3];
        for (int row = 0; row < rows; ++row) {
            sums[row] = trace.inputs[layer][0] * matrix[row * columns];
            for (int column = 1; column < columns; ++column) {
                sums[row] = sums[row] + trace.inputs[layer][column] * matrix[row * columns + column];
            }
            sums[row] = sums[row] + bias[row];
        }
        for (int row = 0; row < rows; ++row) {
            values[row] = sums[row];
            if (layer < layers - 1) {
                const Scalar *factor = numbers + section(10 + layer).start;
                trace.bends[layer][row] = hyperbolic_tangent(sums[row]);
                values[row] = values[row] + trace.bends[layer][row] * factor[row];
            }
        }
    }
    trace.logit = values[0];
}

/// Goes back; adds to the derivatives of the effective numbers and returns that of the argument.
template <typename Lane, typename Scalar>
FRANKEN_INLINE Lane
go_back(const Trace<Lane> &trace, const Scalar *numbers, const Lane &incoming, Lane *sums) {
    Lane flow[3] = {incoming, incoming, incoming};
#pragma clang loop unroll(full)
    for (int layer = layers - 1; layer >= 0; --layer) {
        const int columns = widths[layer], rows = widths[layer + 1];
        const Scalar *matrix = numbers + section(layer).start;
        if (layer < layers - 1) {
            const Scalar *factor = numbers + section(10 + layer).start;
            for (int row = 0; row < rows; ++row) {
                const Lane bend = trace.bends[layer][row];
                sums[section(10 + layer).start + row] += flow[row] * bend;
                flow[row] = flow[row] + flow[row] * (1 - bend * bend) * factor[row];
            }
        }
        Lane next[3];
        for (int column = 0; column < columns; ++column) next[column] = flow[0] * matrix[column];
        for (int row = 0; row < rows; ++row) {
            sums[section(5 + layer).start + row] += flow[row];
            for (int column = 0; column < columns; ++column) {
                sums[section(layer).start + row * columns + column] +=
                    flow[row] * trace.inputs[layer][column];
                if (row > 0) next[column] = next[column] + flow[row] * matrix[row * columns + column];
            }
        }
        for (int column = 0; column < columns; ++column) flow[column] = next[column];
    }
    return flow[0];
}

/// `sigmoid(x)` and its derivative, both with their digits where they are small.
template <typename Lane>
FRANKEN_INLINE void sigmoid(const Lane &x, Lane &value, Lane &density) {
    const Lane decay = exponential(-magnitude(x));
    const Lane share = 1 / (1 + decay);
    value = choose(x < 0, decay * share, share);
    density = decay * share * share;
}

/// Bits of `Lane`'s values of one channel, and what to add to each gradient.
template <typename Lane, typename Scalar>
FRANKEN_INLINE Lane
rate(const Scalar *numbers, const Lane &x, Scalar bound, Lane &slope, Lane *sums) {
    Trace<Lane> lower, upper;
    evaluate(lower, numbers, x - Scalar(0.5));
    evaluate(upper, numbers, x + Scalar(0.5));
    // Mirrored to the side where sigmoids are small, so that their difference keeps its digits.
    const Lane one = lower.logit - lower.logit + 1;
    const Lane side = choose(lower.logit + upper.logit > 0, -one, one);
    Lane below, above, below_density, above_density;
    sigmoid(Lane(side * lower.logit), below, below_density);
    sigmoid(Lane(side * upper.logit), above, above_density);
    const Lane step = magnitude(Lane(above - below));
    const Lane bounded = choose(step < bound, one * bound, step);
    // More probability costs fewer bits: the bound lets this gradient pass.
    const Lane incoming = Scalar(-1.44269504088896341) / bounded;
    slope = go_back(upper, numbers, Lane(incoming * above_density), sums)
        + go_back(lower, numbers, Lane(-incoming * below_density), sums);
    return -binary_logarithm(bounded);
}

template <typename Lane, typename Scalar>
FRANKEN_INLINE double channel_rate(
    const Scalar *numbers, const Scalar *values, Scalar *slopes, Scalar *gradient, int64_t count,
    Scalar bound) {
    constexpr int width = LaneTraits<Lane>::count;
    double bits = 0;
    std::array<double, channel_numbers> totals{};
    // Sums are kept short: a float that has taken up thousands of terms loses the last digits.
    constexpr int64_t stretch = 64 * width;
    for (int64_t start = 0; start < count; start += stretch) {
        const int64_t end = std::min(start + stretch, count);
        Lane sums[channel_numbers] = {};
        Lane cost = {};
        int64_t place = start;
        for (; place + width <= end; place += width) {
            Lane x, slope;
            std::memcpy(&x, values + place, sizeof x);
            cost += rate(numbers, x, bound, slope, sums);
            std::memcpy(slopes + place, &slope, sizeof slope);
        }
        Scalar parts[width];
        std::memcpy(parts, &cost, sizeof cost);
        for (const Scalar part : parts) bits += static_cast<double>(part);
        for (int number = 0; number < channel_numbers; ++number) {
            std::memcpy(parts, &sums[number], sizeof parts);
            for (const Scalar part : parts) totals[static_cast<size_t>(number)] += static_cast<double>(part);
        }
        for (; place < end; ++place) {
            double alone[channel_numbers] = {}, wide[channel_numbers], slope = 0;
            for (int number = 0; number < channel_numbers; ++number) wide[number] = static_cast<double>(numbers[number]);
            bits += rate<double, double>(
                wide, static_cast<double>(values[place]), static_cast<double>(bound), slope, alone);
            slopes[place] = static_cast<Scalar>(slope);
            for (int number = 0; number < channel_numbers; ++number) totals[static_cast<size_t>(number)] += alone[number];
        }
    }
    for (int number = 0; number < channel_numbers; ++number) {
        gradient[number] = static_cast<Scalar>(totals[static_cast<size_t>(number)]);
    }
    return bits;
}

#if defined(__x86_64__) && defined(__linux__)
__attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
double channel_bits(
    const float *numbers, const float *values, float *slopes, float *gradient, int64_t count,
    float bound) {
    return channel_rate<Lanes, float>(numbers, values, slopes, gradient, count, bound);
}

double channel_bits(
    const double *numbers, const double *values, double *slopes, double *gradient, int64_t count,
    double bound) {
    return channel_rate<double, double>(numbers, values, slopes, gradient, count, bound);
}

/// Bits of each channel, in double precision, in one loop that finds the gradient on the way.
struct FusedBits : torch::autograd::Function<FusedBits> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &values, const at::Tensor &effective_numbers,
        double bound) {
        const int64_t channels = values.size(1);
        // Channels outermost: each has numbers of its own.
        const at::Tensor planes = values.detach().transpose(0, 1).contiguous();
        const at::Tensor numbers = effective_numbers.detach().contiguous();
        at::Tensor slopes = at::empty_like(planes);
        at::Tensor gradient = at::empty_like(numbers);
        const int64_t count = channels == 0 ? 0 : planes.numel() / channels;
        std::vector<double> bits(static_cast<size_t>(channels), 0);
        AT_DISPATCH_FLOATING_TYPES(planes.scalar_type(), "prior bits", [&] {
            const scalar_t *all_numbers = numbers.data_ptr<scalar_t>();
            const scalar_t *all = planes.data_ptr<scalar_t>();
            scalar_t *out = slopes.data_ptr<scalar_t>();
            scalar_t *sums = gradient.data_ptr<scalar_t>();
            at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
                for (int64_t channel = begin; channel < end; ++channel) {
                    const scalar_t *own = all_numbers + channel * channel_numbers;
                    scalar_t *target = sums + channel * channel_numbers;
                    double &cost = bits[static_cast<size_t>(channel)];
                    cost = channel_bits(
                        own, all + channel * count, out + channel * count, target, count,
                        static_cast<scalar_t>(bound));
                }
            });
        });
        context->save_for_backward({slopes.transpose(0, 1), gradient});
        return at::tensor(bits, at::TensorOptions(at::kDouble));
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const variable_list saved = context->get_saved_variables();
        const double least = incoming[0].numel() == 0 ? 0 : incoming[0].min().item<double>();
        // The bound lets a gradient pass that only a cost has.
        TORCH_CHECK(!(least < 0), "bits are a cost; no factor may be negative, found ", least);
        const at::Tensor factors = incoming[0].to(saved[1].scalar_type());
        return {
            saved[0] * factors.view({1, -1, 1, 1}), saved[1] * factors.view({-1, 1}),
            at::Tensor()};
    }
};

/// The bounded likelihood, with the bound's rule for gradients (CompressAI 1.2.2 `LowerBound`).
struct Bounded : torch::autograd::Function<Bounded> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &value, double bound) {
        context->save_for_backward({value});
        context->saved_data["bound"] = bound;
        return value.clamp_min(bound);
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const at::Tensor value = context->get_saved_variables()[0];
        const double bound = context->saved_data["bound"].toDouble();
        const at::Tensor passes = at::logical_or(value >= bound, incoming[0] < 0);
        return {incoming[0] * passes.to(incoming[0].scalar_type()), at::Tensor()};
    }
};

/// Logits of `[C, 1, M]` arguments, composed.
at::Tensor logits(const at::Tensor &arguments, at::TensorList arrays) {
    at::Tensor values = arguments;
    for (size_t layer = 0; layer < layers; ++layer) {
        values = at::matmul(at::softplus(arrays[layer]), values) + arrays[5 + layer];
        if (layer + 1 < layers) values = values + arrays[10 + layer].tanh() * values.tanh();
    }
    return values;
}

/// Bits of steps between the logits of their ends.
at::Tensor step_bits(const at::Tensor &lower, const at::Tensor &upper, double bound) {
    const at::Tensor side =
        1 - 2 * (lower.detach() + upper.detach() > 0).to(lower.scalar_type());
    const at::Tensor step = ((side * upper).sigmoid() - (side * lower).sigmoid()).abs();
    return -Bounded::apply(step, bound).log2();
}

at::Tensor composed_bits(const at::Tensor &values, at::TensorList arrays, double bound) {
    const at::Tensor planes = values.transpose(0, 1).reshape({values.size(1), 1, -1});
    return step_bits(logits(planes - 0.5, arrays), logits(planes + 0.5, arrays), bound).sum();
}

/// `[N, C]` bits of `[N, C, H, W]` values whose steps are as wide as `[N, C]` says.
at::Tensor composed_bits_at_widths(
    const at::Tensor &values, const at::Tensor &widths, at::TensorList arrays, double bound) {
    const int64_t images = values.size(0), channels = values.size(1);
    const at::Tensor width = widths.view({images, channels, 1, 1});
    auto end = [&](double offset) {
        return logits(
            ((values + offset) * width).transpose(0, 1).reshape({channels, 1, -1}), arrays);
    };
    return step_bits(end(-0.5), end(0.5), bound)
        .reshape({channels, images, -1})
        .sum(2)
        .transpose(0, 1);
}

std::vector<at::Tensor> collected(const ft_tensor *const *arrays, int64_t channels) {
    std::vector<at::Tensor> result;
    for (int index = 0; index < FT_PRIOR_ARRAYS; ++index) {
        const at::Tensor &array = arrays[index]->value;
        const int layer = index < 5 ? index : index < 10 ? index - 5 : index - 10;
        const std::vector<int64_t> wanted = {
            channels, widths[layer + 1], index < 5 ? widths[layer] : 1};
        TORCH_CHECK(
            array.sizes() == at::IntArrayRef(wanted), "array ", index, " of the prior is ",
            array.sizes(), ", expected ", at::IntArrayRef(wanted));
        result.push_back(array);
    }
    return result;
}

}  // namespace

ft_status ft_prior_bits(
    const ft_tensor *values, const ft_tensor *const *arrays, double bound, bool is_composed,
    ft_tensor **result) {
    return making(result, [&] {
        TORCH_CHECK(values->value.dim() == 4, "needs [N, C, H, W]");
        const auto network = collected(arrays, values->value.size(1));
        at::Tensor latents = values->value;
        if (latents.scalar_type() == at::kBFloat16) latents = latents.to(at::kFloat);
        TORCH_CHECK(
            latents.scalar_type() == network[0].scalar_type(), "values are ",
            latents.scalar_type(), ", the prior is ", network[0].scalar_type());
        if (is_composed || !latents.device().is_cpu()) {
            return composed_bits(latents, network, bound);
        }
        return FusedBits::apply(latents, effective(network), bound)
            .sum()
            .to(latents.scalar_type());
    });
}

ft_status ft_prior_bits_at_gains(
    const ft_tensor *values, const ft_tensor *gains, const ft_tensor *const *arrays, double bound,
    bool is_composed, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor latents = values->value;
        TORCH_CHECK(latents.dim() == 4, "needs [N, C, H, W]");
        const int64_t images = latents.size(0), channels = latents.size(1);
        const auto network = collected(arrays, channels);
        if (latents.scalar_type() == at::kBFloat16) latents = latents.to(at::kFloat);
        const auto type = latents.scalar_type();
        TORCH_CHECK(
            type == network[0].scalar_type(), "values are ", type, ", the prior is ",
            network[0].scalar_type());
        const at::Tensor &gain = gains->value;
        TORCH_CHECK(
            gain.sizes() == at::IntArrayRef({images, channels}) && gain.scalar_type() == type,
            "needs a gain for each image and channel, found ", gain.sizes());
        const at::Tensor widths = gain.reciprocal();
        if (is_composed || !latents.device().is_cpu()) {
            return composed_bits_at_widths(latents, widths, network, bound);
        }
        // The network of v / g is the network of v with its first layer divided by g: images are
        // laid out as further channels, each with numbers of its own.
        const at::Tensor numbers = effective(network).unsqueeze(0).expand({images, -1, -1});
        const int64_t first = section(0).count;
        const at::Tensor scaled = at::cat(
            {numbers.slice(2, 0, first) * widths.unsqueeze(2), numbers.slice(2, first)}, 2);
        const at::Tensor rows = FusedBits::apply(
            latents.reshape({1, images * channels, latents.size(2), latents.size(3)}),
            scaled.reshape({images * channels, channel_numbers}), bound);
        return rows.to(type).view({images, channels});
    });
}

ft_status ft_quantile_loss(
    const ft_tensor *quantiles, const ft_tensor *const *arrays, double target,
    ft_tensor **result) {
    return making(result, [&] {
        std::vector<at::Tensor> network = collected(arrays, quantiles->value.size(0));
        for (auto &array : network) array = array.detach();
        const at::Tensor wanted =
            at::tensor(std::vector<double>{-target, 0, target}, quantiles->value.options().requires_grad(false));
        return (logits(quantiles->value, network) - wanted).abs().sum();
    });
}
