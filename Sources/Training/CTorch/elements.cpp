// Operations without parameters.
#include "internal.h"

#include <vector>

using namespace franken;

ft_status ft_activation(
    const ft_tensor *input, ft_activation_function function, double slope, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value;
        switch (function) {
        case FT_RELU: return at::relu(x);
        case FT_LEAKY_RELU: return at::leaky_relu(x, slope);
        case FT_GELU: return at::gelu(x);
        case FT_SILU: return at::silu(x);
        case FT_SIGMOID: return at::sigmoid(x);
        case FT_TANH: return at::tanh(x);
        }
        TORCH_CHECK(false, "no activation has the number ", static_cast<int>(function));
    });
}

ft_status ft_add(
    const ft_tensor *left, const ft_tensor *right, double factor, ft_tensor **result) {
    return making(result, [&] { return at::add(left->value, right->value, factor); });
}

ft_status ft_multiply(const ft_tensor *left, const ft_tensor *right, ft_tensor **result) {
    return making(result, [&] { return at::mul(left->value, right->value); });
}

ft_status ft_exponential(const ft_tensor *input, ft_tensor **result) {
    return making(result, [&] { return at::exp(input->value); });
}

ft_status ft_sum(const ft_tensor *input, ft_tensor **result) {
    return making(result, [&] { return at::sum(input->value); });
}

ft_status ft_softmax(const ft_tensor *input, int axis, ft_tensor **result) {
    return making(result, [&] { return at::softmax(input->value, axis); });
}

ft_status ft_pooling(
    const ft_tensor *input, const ft_pooling_options *options, ft_tensor **result) {
    return making(result, [&] {
        if (options->is_maximum) {
            return at::max_pool2d(
                input->value, pair(options->kernel), pair(options->stride),
                pair(options->padding), {1, 1}, options->rounds_up);
        }
        return at::avg_pool2d(
            input->value, pair(options->kernel), pair(options->stride), pair(options->padding),
            options->rounds_up, options->counts_padding);
    });
}

ft_status ft_global_pooling(const ft_tensor *input, bool is_maximum, ft_tensor **result) {
    return making(result, [&] {
        return is_maximum ? input->value.amax({2, 3}, true) : input->value.mean({2, 3}, true);
    });
}

ft_status ft_reshape(
    const ft_tensor *input, int rank, const int64_t *extents, ft_tensor **result) {
    return making(result, [&] {
        return input->value.reshape(at::IntArrayRef(extents, static_cast<size_t>(rank)));
    });
}

ft_status ft_permute(const ft_tensor *input, int rank, const int64_t *axes, ft_tensor **result) {
    return making(result, [&] {
        return input->value.permute(at::IntArrayRef(axes, static_cast<size_t>(rank)));
    });
}

ft_status ft_concatenate(
    const ft_tensor *const *inputs, int count, int axis, ft_tensor **result) {
    return making(result, [&] {
        std::vector<at::Tensor> parts;
        for (int index = 0; index < count; ++index) parts.push_back(inputs[index]->value);
        return at::cat(parts, axis);
    });
}

ft_status ft_subsample(
    const ft_tensor *input, int64_t rows, int64_t columns, ft_tensor **result) {
    return making(result, [&] {
        return at::slice(at::slice(input->value, 2, none, none, rows), 3,
            none, none, columns);
    });
}

ft_status ft_pad_channels(
    const ft_tensor *input, int64_t before, int64_t after, ft_tensor **result) {
    return making(result, [&] {
        return at::constant_pad_nd(input->value, {0, 0, 0, 0, before, after});
    });
}

ft_status ft_pixel_shuffle(const ft_tensor *input, int64_t factor, ft_tensor **result) {
    return making(result, [&] { return at::pixel_shuffle(input->value, factor); });
}

ft_status ft_resize(
    const ft_tensor *input, int64_t height, int64_t width, bool is_bilinear, ft_tensor **result) {
    return making(result, [&] {
        return is_bilinear ? at::upsample_bilinear2d(input->value, {height, width}, false)
                           : at::upsample_nearest2d(input->value, {height, width});
    });
}

ft_status ft_patch_merging(const ft_tensor *input, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor x = input->value;
        TORCH_CHECK(x.dim() == 4, "needs [N, H, W, C]");
        const int64_t down = x.size(1) % 2, right = x.size(2) % 2;
        if (down > 0 || right > 0) x = at::constant_pad_nd(x, {0, 0, 0, right, 0, down});
        auto part = [&](int64_t row, int64_t column) {
            return x.slice(1, row, none, 2).slice(2, column, none, 2);
        };
        return at::cat({part(0, 0), part(1, 0), part(0, 1), part(1, 1)}, 3);
    });
}
