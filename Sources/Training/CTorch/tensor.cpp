#include "internal.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <torch/csrc/autograd/autograd.h>
#pragma clang diagnostic pop

#include <algorithm>
#include <memory>
#include <vector>

using namespace franken;

const char *ft_version(void) { return TORCH_VERSION; }

bool ft_has_device(const char *device) {
    bool found = false;
    (void)guarded([&] {
        at::empty({1}, at::TensorOptions().device(c10::Device(device)));
        found = true;
    });
    return found;
}

ft_status ft_set_threads(int count) {
    return guarded([&] {
        TORCH_CHECK(count > 0 && count <= 1024, "threads must be 1 to 1024, found ", count);
        at::set_num_threads(count);
    });
}

ft_status ft_tensor_create(
    const void *data, ft_type type, int rank, const int64_t *extents, const char *device,
    bool is_trainable, ft_tensor **result) {
    return making(result, [&] {
        const at::IntArrayRef sizes(extents, static_cast<size_t>(rank));
        const at::Tensor host =
            at::from_blob(const_cast<void *>(data), sizes, at::TensorOptions(scalar_type(type)));
        at::Tensor made = host.to(c10::Device(device), scalar_type(type), false, true);
        made.set_requires_grad(is_trainable);
        return made;
    });
}

ft_status ft_tensor_fill(
    double value, ft_type type, int rank, const int64_t *extents, const char *device,
    ft_tensor **result) {
    return making(result, [&] {
        const at::IntArrayRef sizes(extents, static_cast<size_t>(rank));
        return at::full(
            sizes, value, at::TensorOptions(scalar_type(type)).device(c10::Device(device)));
    });
}

void ft_tensor_free(ft_tensor *tensor) { delete tensor; }

int ft_tensor_rank(const ft_tensor *tensor) { return static_cast<int>(tensor->value.dim()); }

void ft_tensor_extents(const ft_tensor *tensor, int64_t *extents) {
    std::copy(tensor->value.sizes().begin(), tensor->value.sizes().end(), extents);
}

ft_type ft_tensor_type(const ft_tensor *tensor) {
    switch (tensor->value.scalar_type()) {
    case at::kDouble: return FT_FLOAT64;
    case at::kBFloat16: return FT_BFLOAT16;
    default: return FT_FLOAT32;
    }
}

ft_status ft_tensor_read(const ft_tensor *tensor, ft_type type, void *data, size_t count) {
    return guarded([&] {
        const at::Tensor &value = tensor->value;
        TORCH_CHECK(
            count == static_cast<size_t>(value.numel()), "needs room for ", value.numel(),
            " elements, found ", count);
        at::from_blob(data, value.sizes(), at::TensorOptions(scalar_type(type)))
            .copy_(value.detach());
    });
}

ft_status ft_detach(const ft_tensor *tensor, bool is_trainable, ft_tensor **result) {
    return making(result, [&] {
        at::Tensor made = tensor->value.detach();
        made.set_requires_grad(is_trainable);
        return made;
    });
}

ft_status ft_zeros_like(const ft_tensor *tensor, ft_tensor **result) {
    return making(result, [&] {
        return at::zeros_like(tensor->value.detach(), at::MemoryFormat::Contiguous);
    });
}

bool ft_tensor_is_trainable(const ft_tensor *tensor) {
    return tensor->value.requires_grad() && tensor->value.is_leaf();
}

ft_status ft_cast(const ft_tensor *tensor, ft_type type, ft_tensor **result) {
    return making(result, [&] { return tensor->value.to(scalar_type(type)); });
}

ft_status ft_channels_last(const ft_tensor *tensor, ft_tensor **result) {
    return making(
        result, [&] { return tensor->value.contiguous(at::MemoryFormat::ChannelsLast); });
}

ft_status ft_gradients(
    const ft_tensor *loss, const ft_tensor *const *tensors, int count, ft_tensor **results) {
    return guarded([&] {
        TORCH_CHECK(
            loss->value.numel() == 1, "gradients need a scalar, found ", loss->value.sizes());
        std::vector<at::Tensor> inputs;
        for (int index = 0; index < count; ++index) inputs.push_back(tensors[index]->value);
        auto gradients = torch::autograd::grad(
            {loss->value}, inputs, {}, none, /*create_graph=*/false,
            /*allow_unused=*/true);
        std::vector<std::unique_ptr<ft_tensor>> made;
        for (auto &gradient : gradients) {
            made.push_back(
                gradient.defined() ? std::make_unique<ft_tensor>(ft_tensor{std::move(gradient)})
                                   : nullptr);
        }
        for (int index = 0; index < count; ++index) results[index] = made[index].release();
    });
}
