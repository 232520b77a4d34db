// Losses, noise and rounding.
#include "internal.h"

#include <vector>

using namespace franken;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

/// A value that knows its gradient already: what came in only scales it.
at::Tensor scaled(const at::Tensor &gradient, const at::Tensor &incoming) {
    // Most losses are summed with the factor 1, and the gradient may be large.
    if (incoming.device().is_cpu() && incoming.item<double>() == 1) return gradient;
    return gradient * incoming.to(gradient.scalar_type());
}

/// One pass over prediction and target, rows of channels side by side: sum and gradient.
template <typename Scalar>
double squares(
    const Scalar *prediction, const float *target, const float *weights, Scalar *gradient,
    int64_t rows, int64_t channels) {
    return at::parallel_reduce(
        0, rows, /*grain_size=*/256, 0.0,
        [&](int64_t begin, int64_t end, double start) {
            double sum = start;
            for (int64_t row = begin; row < end; ++row) {
                const float weight = weights ? weights[row] : 1;
                const Scalar *found = prediction + row * channels;
                const float *wanted = target + row * channels;
                Scalar *out = gradient + row * channels;
                // Partial sums, so that the loop needs no order of additions.
                float lanes[16] = {};
                int64_t channel = 0;
                for (; channel + 16 <= channels; channel += 16) {
                    for (int lane = 0; lane < 16; ++lane) {
                        const float apart =
                            static_cast<float>(found[channel + lane]) - wanted[channel + lane];
                        lanes[lane] += apart * apart;
                        out[channel + lane] = static_cast<Scalar>(2 * weight * apart);
                    }
                }
                float total = 0;
                for (; channel < channels; ++channel) {
                    const float apart = static_cast<float>(found[channel]) - wanted[channel];
                    total += apart * apart;
                    out[channel] = static_cast<Scalar>(2 * weight * apart);
                }
                for (const float lane : lanes) total += lane;
                sum += static_cast<double>(weight) * static_cast<double>(total);
            }
            return sum;
        },
        [](double left, double right) { return left + right; });
}

struct SquaredError : torch::autograd::Function<SquaredError> {
    /// All arguments are rows of channels, dense; no weights are an empty tensor.
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &prediction, const at::Tensor &target,
        const at::Tensor &weights) {
        const int64_t channels = prediction.size(-1), rows = prediction.numel() / channels;
        at::Tensor gradient = at::empty_like(prediction);
        const float *scale = weights.numel() > 0 ? weights.data_ptr<float>() : nullptr;
        const float *wanted = target.data_ptr<float>();
        double sum = 0;
        if (prediction.scalar_type() == at::kBFloat16) {
            sum = squares(
                prediction.data_ptr<at::BFloat16>(), wanted, scale,
                gradient.data_ptr<at::BFloat16>(), rows, channels);
        } else {
            sum = squares(
                prediction.data_ptr<float>(), wanted, scale, gradient.data_ptr<float>(), rows,
                channels);
        }
        context->save_for_backward({gradient});
        return at::full({}, sum, at::TensorOptions(at::kFloat));
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const at::Tensor gradient = context->get_saved_variables()[0];
        return {scaled(gradient, incoming[0]), at::Tensor(), at::Tensor()};
    }
};

struct StraightThrough : torch::autograd::Function<StraightThrough> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &input, const at::Tensor &medians, bool passes) {
        context->saved_data["passes"] = passes;
        return (input - medians).round() + medians;
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const bool passes = context->saved_data["passes"].toBool();
        return {
            passes ? incoming[0] : at::zeros_like(incoming[0]), at::Tensor(), at::Tensor()};
    }
};

struct WeighedGradients : torch::autograd::Function<WeighedGradients> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &input, const at::Tensor &weights) {
        context->save_for_backward({weights});
        return input.clone();
    }

    static variable_list backward(AutogradContext *context, variable_list incoming) {
        const at::Tensor weights = context->get_saved_variables()[0];
        std::vector<int64_t> extents(static_cast<size_t>(incoming[0].dim()), 1);
        extents.at(0) = -1;
        return {
            incoming[0] * weights.to(incoming[0].scalar_type()).view(extents), at::Tensor()};
    }
};

}  // namespace

ft_status ft_image_errors(
    const ft_tensor *prediction, const ft_tensor *target, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor found = prediction->value.detach(), wanted = target->value.detach();
        TORCH_CHECK(
            found.dim() > 1 && found.sizes() == wanted.sizes(), "the prediction is ",
            found.sizes(), ", the target is ", wanted.sizes());
        const auto wide = found.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        return (found.to(wide) - wanted.to(wide)).square().flatten(1).sum(1);
    });
}

ft_status ft_weigh_gradients(
    const ft_tensor *input, const ft_tensor *weights, ft_tensor **result) {
    return making(result, [&] {
        TORCH_CHECK(
            input->value.dim() > 0 && weights->value.dim() == 1
                && weights->value.size(0) == input->value.size(0),
            "needs a weight for each image of ", input->value.sizes(), ", found ",
            weights->value.sizes());
        return WeighedGradients::apply(input->value, weights->value.detach());
    });
}

ft_status ft_squared_error(
    const ft_tensor *prediction, const ft_tensor *target, const ft_tensor *weights,
    int channel_axis, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor found = prediction->value, wanted = target->value.detach();
        TORCH_CHECK(
            found.sizes() == wanted.sizes(), "the prediction is ", found.sizes(),
            ", the target is ", wanted.sizes());
        TORCH_CHECK(
            channel_axis == 1 || channel_axis == found.dim() - 1, "channels are axis 1 or last");
        found = found.movedim(channel_axis, -1);
        wanted = wanted.movedim(channel_axis, -1);
        at::Tensor scale;
        if (weights) {
            scale = weights->value.detach();
            TORCH_CHECK(
                scale.numel() * found.size(-1) == found.numel(), "needs a weight for each of ",
                found.numel() / found.size(-1), " places, found ", scale.numel());
        }
        const bool fits = found.device().is_cpu() && wanted.scalar_type() == at::kFloat
            && (found.scalar_type() == at::kFloat || found.scalar_type() == at::kBFloat16)
            && (!scale.defined() || scale.scalar_type() == at::kFloat);
        if (fits) {
            return SquaredError::apply(
                found.contiguous(), wanted.contiguous(),
                scale.defined() ? scale.contiguous() : at::empty({0}));
        }
        const auto wide = found.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        at::Tensor squares = (found.to(wide) - wanted.to(wide)).square();
        if (scale.defined()) {
            squares = squares.reshape({-1, found.size(-1)}) * scale.to(wide).reshape({-1, 1});
        }
        return squares.sum();
    });
}

ft_status ft_cross_entropy(
    const ft_tensor *logits, const ft_tensor *targets, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &found = logits->value, &wanted = targets->value;
        TORCH_CHECK(
            found.dim() == 2 && found.sizes() == wanted.sizes(), "the logits are ", found.sizes(),
            ", the targets ", wanted.sizes(), "; both need to be [images, classes]");
        const auto wide = found.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        return -(at::log_softmax(found.to(wide), 1) * wanted.detach().to(wide)).sum();
    });
}

ft_status ft_add_noise(
    const ft_tensor *input, uint64_t key, uint64_t first_image, ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(x.dim() > 0 && x.size(0) > 0, "needs images, found ", x.sizes());
        const uint64_t first = first_image * static_cast<uint64_t>(x.numel() / x.size(0));
        const auto type = x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        at::Tensor noise = at::empty(x.sizes(), at::TensorOptions(at::kFloat));
        float *target = noise.data_ptr<float>();
        at::parallel_for(0, noise.numel(), 1 << 14, [&](int64_t begin, int64_t end) {
            for (int64_t place = begin; place < end; ++place) {
                // 24 bits are what a float holds exactly.
                const auto bits = drawn(key, first + static_cast<uint64_t>(place)) >> 40;
                target[place] = static_cast<float>(bits) * 0x1p-24f - 0.5f;
            }
        });
        return x.to(type) + noise.to(x.device(), type);
    });
}

ft_status ft_round_about(
    const ft_tensor *input, const ft_tensor *medians, bool is_straight_through,
    ft_tensor **result) {
    return making(result, [&] {
        const auto wide = input->value.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        return StraightThrough::apply(
            input->value.to(wide), medians->value.detach().to(wide).view({1, -1, 1, 1}),
            is_straight_through);
    });
}

ft_status ft_drop_images(
    const ft_tensor *input, double rate, uint64_t key, uint64_t first_image,
    ft_tensor **result) {
    return making(result, [&] {
        const at::Tensor &x = input->value;
        TORCH_CHECK(rate >= 0 && rate < 1, "the rate must be 0 to below 1, found ", rate);
        std::vector<int64_t> extents(static_cast<size_t>(x.dim()), 1);
        extents.at(0) = x.size(0);
        at::Tensor mask = at::empty(extents, at::TensorOptions(at::kFloat));
        for (int64_t image = 0; image < x.size(0); ++image) {
            const uint64_t place = first_image + static_cast<uint64_t>(image);
            const double share = static_cast<double>(drawn(key, place) >> 11) * 0x1p-53;
            mask.data_ptr<float>()[image] =
                share < rate ? 0 : static_cast<float>(1 / (1 - rate));
        }
        return x * mask.to(x.device(), x.scalar_type());
    });
}
