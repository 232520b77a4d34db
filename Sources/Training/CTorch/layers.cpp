// Operations with parameters.
#include "internal.h"

#include <cmath>
#include <memory>
#include <vector>

using namespace franken;
using at::indexing::Slice;

ft_status ft_convolution(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias,
    const ft_convolution_options *options, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor source = input->value;
        std::vector<int64_t> stride(options->stride, options->stride + 2);
        const at::Tensor &kernel = weight->value;
        TORCH_CHECK(
            source.dim() == 4 && kernel.dim() == 4, "needs [N, C, H, W] and a kernel of rank 4");
        const bool is_fragile = kernel.size(2) == 1 && kernel.size(3) == 1
            && options->padding[0] == 0 && options->padding[1] == 0 && source.size(1) < 16;
        if (!options->is_transposed && is_fragile && (stride[0] > 1 || stride[1] > 1)) {
            source = source.index({Slice(), Slice(), Slice(at::indexing::None, at::indexing::None,
                stride[0]), Slice(at::indexing::None, at::indexing::None, stride[1])});
            source = source.contiguous(input->value.suggest_memory_format());
            stride = {1, 1};
        }
        auto convolved = [&](const at::Tensor &x, const at::Tensor &w, const Optional<at::Tensor> &b) {
            return at::convolution(
                x, w, b, stride, pair(options->padding), pair(options->dilation),
                options->is_transposed, pair(options->output_padding), options->groups);
        };
#if TORCH_VERSION_MAJOR < 2
        // libtorch 1.13 takes a transposed bfloat16 convolution on the CPU for a plain one.
        if (options->is_transposed && source.scalar_type() == at::kBFloat16) {
            const auto wide = bias ? Optional<at::Tensor>(bias->value.to(at::kFloat)) : none;
            return convolved(source.to(at::kFloat), kernel.to(at::kFloat), wide).to(at::kBFloat16);
        }
#endif
        return convolved(source, kernel, optional(bias));
    });
}

ft_status ft_linear(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias, ft_tensor **result) {
    return making(
        result, [&] { return at::linear(input->value, weight->value, optional(bias)); });
}

ft_status ft_batch_norm(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias,
    const ft_tensor *running_mean, const ft_tensor *running_variance, double epsilon,
    ft_tensor **result) {
    return making(result, [&] {
        return at::batch_norm(
            input->value, weight->value, bias->value, running_mean->value,
            running_variance->value, /*training=*/false, /*momentum=*/0, epsilon,
            /*cudnn_enabled=*/true);
    });
}

ft_status ft_layer_norm(
    const ft_tensor *input, const ft_tensor *weight, const ft_tensor *bias, double epsilon,
    bool is_first, ft_tensor **result) {
    return making(result, [&] {
        const auto width = weight->value.sizes();
        if (!is_first) {
            return at::layer_norm(input->value, width, weight->value, bias->value, epsilon);
        }
        return at::layer_norm(
                   input->value.movedim(1, -1), width, weight->value, bias->value, epsilon)
            .movedim(-1, 1);
    });
}

ft_status ft_divisive_norm(
    const ft_tensor *input, const ft_tensor *beta, const ft_tensor *gamma, bool is_squared,
    bool is_inverse, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value;
        const at::Tensor powers = is_squared ? x * x : x.abs();
        const at::Tensor kernel = gamma->value.unsqueeze(-1).unsqueeze(-1);
        at::Tensor norm = at::conv2d(powers, kernel, beta->value);
        if (is_squared) norm = norm.sqrt();
        return is_inverse ? x * norm : x / norm;
    });
}

ft_status ft_channel_scale(
    const ft_tensor *input, const ft_tensor *weight, int axis, ft_tensor **result) {
    return making(result, [&] {
        std::vector<int64_t> extents(static_cast<size_t>(input->value.dim()), 1);
        extents.at(static_cast<size_t>(axis)) = -1;
        return input->value * weight->value.view(extents);
    });
}

ft_status ft_position_table(
    const ft_tensor *offsets, const ft_tensor *hidden_weight, const ft_tensor *hidden_bias,
    const ft_tensor *weight, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor places = offsets->value.to(hidden_weight->value.options());
        const at::Tensor hidden =
            at::relu(at::linear(places, hidden_weight->value, hidden_bias->value));
        return at::sigmoid(at::linear(hidden, weight->value)) * 16;
    });
}

ft_status ft_window_attention(
    const ft_tensor *input, const ft_tensor *qkv_weight, const ft_tensor *qkv_bias,
    const ft_tensor *projection_weight, const ft_tensor *projection_bias,
    const ft_tensor *bias_table, const ft_tensor *logit_scale, const ft_attention_options *options,
    ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() == 4, "needs [N, H, W, C]");
        const int64_t batch = x.size(0), height = x.size(1), width = x.size(2), channels = x.size(3);
        const int64_t rows = options->window[0], columns = options->window[1];
        const int64_t down = (rows - height % rows) % rows;
        const int64_t right = (columns - width % columns) % columns;
        const int64_t padded_height = height + down, padded_width = width + right;
        // An axis that one window covers is not shifted.
        const int64_t shift_rows = rows >= padded_height ? 0 : options->shift[0];
        const int64_t shift_columns = columns >= padded_width ? 0 : options->shift[1];
        const bool is_shifted = shift_rows > 0 || shift_columns > 0;
        const int64_t vertical = padded_height / rows, horizontal = padded_width / columns;
        const int64_t tokens = rows * columns, heads = options->heads, depth = channels / heads;
        const int64_t windows = vertical * horizontal;

        auto partitioned = [&](const at::Tensor &map, int64_t count) {
            return map.reshape({count, vertical, rows, horizontal, columns, -1})
                .permute({0, 1, 3, 2, 4, 5})
                .reshape({count * windows, tokens, -1});
        };
        at::Tensor map = x;
        if (is_shifted && options->pads_after_shift) map = map.roll({-shift_rows, -shift_columns}, {1, 2});
        if (down > 0 || right > 0) map = at::constant_pad_nd(map, {0, 0, 0, right, 0, down});
        if (is_shifted && !options->pads_after_shift) map = map.roll({-shift_rows, -shift_columns}, {1, 2});
        const bool is_cosine = logit_scale != nullptr;
        at::Tensor inner_bias = qkv_bias->value;
        if (is_cosine) {
            const auto none = at::zeros({channels}, inner_bias.options());
            inner_bias = at::cat({inner_bias.slice(0, 0, channels), none,
                                  inner_bias.slice(0, 2 * channels, 3 * channels)});
        }
        const at::Tensor qkv = at::linear(partitioned(map, batch), qkv_weight->value, inner_bias)
                                   .reshape({batch * windows, tokens, 3, heads, depth})
                                   .permute({2, 0, 3, 1, 4});
        // Lengths in single precision: bfloat16 has too few digits for a sum of squares.
        auto unit = [](const at::Tensor &vectors) {
            const at::Tensor wide =
                vectors.scalar_type() == at::kBFloat16 ? vectors.to(at::kFloat) : vectors;
            return (wide / wide.norm(2, {-1}, true).clamp_min(1e-12)).to(vectors.scalar_type());
        };
        const at::Tensor queries = is_cosine
            ? unit(qkv.select(0, 0))
            : qkv.select(0, 0) * (1 / std::sqrt(static_cast<double>(depth)));
        const at::Tensor keys = is_cosine ? unit(qkv.select(0, 1)) : qkv.select(0, 1);
        at::Tensor scores = at::matmul(queries, keys.transpose(-2, -1));
        if (is_cosine) {
            const at::Tensor scale = logit_scale->value.clamp_max(std::log(100.0)).exp();
            scores = scores * scale.view({1, heads, 1, 1}).to(scores.scalar_type());
        }

        const auto whole = at::TensorOptions().dtype(at::kLong).device(x.device());
        const at::Tensor row = at::arange(rows, whole).view({rows, 1}).expand({rows, columns});
        const at::Tensor column = at::arange(columns, whole).view({1, columns}).expand({rows, columns});
        auto apart = [&](const at::Tensor &place, int64_t extent) {
            const at::Tensor flat = place.reshape({-1});
            return flat.unsqueeze(1) - flat.unsqueeze(0) + (extent - 1);
        };
        const at::Tensor entry =
            (apart(row, rows) * (2 * columns - 1) + apart(column, columns)).reshape({-1});
        const at::Tensor bias = bias_table->value.index_select(0, entry)
                                    .view({tokens, tokens, heads})
                                    .permute({2, 0, 1})
                                    .unsqueeze(0);
        scores = scores + bias.to(scores.scalar_type());
        if (is_shifted) {
            auto bands = [&](int64_t extent, int64_t window, int64_t shift) {
                at::Tensor band = at::zeros({extent}, whole);
                if (shift > 0) {
                    band.slice(0, extent - window, extent - shift).fill_(1);
                    band.slice(0, extent - shift, extent).fill_(2);
                }
                return band;
            };
            const at::Tensor region =
                bands(padded_height, rows, shift_rows).unsqueeze(1) * 3
                + bands(padded_width, columns, shift_columns).unsqueeze(0);
            const at::Tensor part = partitioned(region.view({1, padded_height, padded_width, 1}), 1)
                                        .reshape({windows, tokens});
            const at::Tensor mask = (part.unsqueeze(1) != part.unsqueeze(2)).to(scores.scalar_type())
                * -100.0;
            scores = (scores.view({batch, windows, heads, tokens, tokens})
                      + mask.view({1, windows, 1, tokens, tokens}))
                         .view({batch * windows, heads, tokens, tokens});
        }
        const at::Tensor mixed = at::matmul(at::softmax(scores, -1), qkv.select(0, 2))
                                     .transpose(1, 2)
                                     .reshape({batch * windows, tokens, channels});
        map = at::linear(mixed, projection_weight->value, projection_bias->value)
                  .view({batch, vertical, horizontal, rows, columns, channels})
                  .permute({0, 1, 3, 2, 4, 5})
                  .reshape({batch, padded_height, padded_width, channels});
        const std::vector<int64_t> back{shift_rows, shift_columns};
        if (is_shifted && !options->pads_after_shift) map = map.roll(back, {1, 2});
        map = map.slice(1, 0, height).slice(2, 0, width);
        return is_shifted && options->pads_after_shift ? map.roll(back, {1, 2}) : map;
    });
}
