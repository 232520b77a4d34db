// Steps of optimizers. Results are new tensors, in the order of memory that the value has.
#include "internal.h"

#include <cmath>
#include <memory>

using namespace franken;

namespace {

/// One loop on the CPU, where a step of several operations would read everything several times.
void adam_loop(
    const float *value, const float *gradient, const float *first, const float *second,
    float *new_value, float *new_first, float *new_second, int64_t count,
    const ft_adam_options &options) {
    const double step = static_cast<double>(options.step);
    const auto rate =
        static_cast<float>(options.learning_rate / (1 - std::pow(options.first_decay, step)));
    const auto correction =
        static_cast<float>(std::sqrt(1 - std::pow(options.second_decay, step)));
    const auto first_decay = static_cast<float>(options.first_decay);
    const auto second_decay = static_cast<float>(options.second_decay);
    const auto first_share = static_cast<float>(1 - options.first_decay);
    const auto second_share = static_cast<float>(1 - options.second_decay);
    const auto epsilon = static_cast<float>(options.epsilon);
    const auto decay = static_cast<float>(options.weight_decay);
    for (int64_t index = 0; index < count; ++index) {
        const float slope = gradient[index] + decay * value[index];
        const float mean = first_decay * first[index] + first_share * slope;
        const float square = second_decay * second[index] + second_share * slope * slope;
        new_first[index] = mean;
        new_second[index] = square;
        new_value[index] =
            value[index] - rate * mean / (std::sqrt(square) / correction + epsilon);
    }
}

}  // namespace

ft_status ft_adam(
    const ft_tensor *value, const ft_tensor *gradient, const ft_tensor *first,
    const ft_tensor *second, const ft_adam_options *options, ft_tensor **new_value,
    ft_tensor **new_first, ft_tensor **new_second) {
    return guarded([&] {
        const at::Tensor old = value->value.detach().contiguous();
        const at::Tensor slope = gradient->value.detach().to(old.scalar_type()).contiguous();
        const at::Tensor mean = first->value.contiguous(), square = second->value.contiguous();
        TORCH_CHECK(
            old.sizes() == slope.sizes() && old.sizes() == mean.sizes()
                && old.sizes() == square.sizes(),
            "the value is ", old.sizes(), ", its gradient ", slope.sizes(), ", its moments ",
            mean.sizes(), " and ", square.sizes());
        at::Tensor made, made_mean, made_square;
        if (old.device().is_cpu() && old.scalar_type() == at::kFloat) {
            made = at::empty_like(old);
            made_mean = at::empty_like(old);
            made_square = at::empty_like(old);
            adam_loop(
                old.data_ptr<float>(), slope.data_ptr<float>(), mean.data_ptr<float>(),
                square.data_ptr<float>(), made.data_ptr<float>(), made_mean.data_ptr<float>(),
                made_square.data_ptr<float>(), old.numel(), *options);
        } else {
            const double step = static_cast<double>(options->step);
            const double rate =
                options->learning_rate / (1 - std::pow(options->first_decay, step));
            const double correction = std::sqrt(1 - std::pow(options->second_decay, step));
            const at::Tensor total = slope + old * options->weight_decay;
            made_mean = mean * options->first_decay + total * (1 - options->first_decay);
            made_square =
                square * options->second_decay + total.square() * (1 - options->second_decay);
            made = old - rate * made_mean / (made_square.sqrt() / correction + options->epsilon);
        }
        made.set_requires_grad(true);
        auto kept = std::make_unique<ft_tensor>(ft_tensor{std::move(made)});
        auto kept_mean = std::make_unique<ft_tensor>(ft_tensor{std::move(made_mean)});
        *new_second = new ft_tensor{std::move(made_square)};
        *new_first = kept_mean.release();
        *new_value = kept.release();
    });
}

ft_status ft_sgd(
    const ft_tensor *value, const ft_tensor *gradient, const ft_tensor *velocity,
    const ft_sgd_options *options, ft_tensor **new_value, ft_tensor **new_velocity) {
    return guarded([&] {
        const at::Tensor old = value->value.detach();
        const at::Tensor slope = gradient->value.detach().to(old.scalar_type())
            + old * options->weight_decay;
        at::Tensor made_velocity =
            options->is_first ? slope : velocity->value * options->momentum + slope;
        at::Tensor made = (old - made_velocity * options->learning_rate).contiguous();
        made.set_requires_grad(true);
        auto kept = std::make_unique<ft_tensor>(ft_tensor{std::move(made)});
        *new_velocity = new ft_tensor{made_velocity.contiguous()};
        *new_value = kept.release();
    });
}
