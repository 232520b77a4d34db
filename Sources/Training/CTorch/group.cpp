// Processes that train together, over libtorch's own process groups (c10d).
#include "internal.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <vector>

// c10d's headers name gloo's and NCCL's types only where these are defined.
#if __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define FRANKEN_HAS_GLOO 1
#define USE_C10D_GLOO 1
#endif
#if defined(FRANKEN_WITH_NCCL) && __has_include(<nccl.h>) && __has_include(<cuda_runtime.h>) \
    && __has_include(<torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>)
#define FRANKEN_HAS_NCCL 1
#define USE_C10D_NCCL 1
#endif

#ifdef FRANKEN_HAS_GLOO
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef FRANKEN_HAS_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#pragma clang diagnostic pop
#endif

using namespace franken;

bool ft_has_backend(ft_backend backend) {
#ifdef FRANKEN_HAS_NCCL
    if (backend == FT_NCCL) return true;
#endif
#ifdef FRANKEN_HAS_GLOO
    return backend == FT_GLOO;
#else
    (void)backend;
    return false;
#endif
}

#ifdef FRANKEN_HAS_GLOO

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

struct ft_group {
    c10::intrusive_ptr<Backend> backend;
    /// Whether tensors of a GPU go by way of the host.
    bool is_staged;
};

namespace {

/// Tensors of a bucket travel as one, so that latency is paid once: DDP's size.
constexpr int64_t bucket_bytes = int64_t{25} << 20;

/// The wall for calls that other processes take part in.
template <typename Body>
ft_status together(Body &&body) noexcept {
    try {
        body();
        return FT_OK;
    } catch (const std::exception &error) {
        // gloo, the store and c10d have exceptions of their own in each version; all say it so.
        const char *message = error.what();
        const bool is_late = std::strstr(message, "imed out") || std::strstr(message, "imeout");
        return fail(is_late ? FT_TIMED_OUT : FT_PEER_LOST, message);
    } catch (...) {
        return caught();
    }
}

bool is_loopback(const char *host) {
    return !std::strncmp(host, "127.", 4) || !std::strcmp(host, "localhost")
        || !std::strcmp(host, "::1");
}

c10::intrusive_ptr<c10d::Store> store(
    const ft_group_options &options, std::chrono::milliseconds timeout) {
    c10d::TCPStoreOptions settings;
    settings.port = static_cast<uint16_t>(options.port);
    settings.isServer = options.is_hosted_by_first && options.rank == 0;
    settings.waitWorkers = false;
    settings.timeout = timeout;
    auto found = c10::make_intrusive<c10d::TCPStore>(std::string(options.host), settings);
    // The store's calls have a timeout of their own.
    found->setTimeout(timeout);
    if (!*options.prefix) return found;
    return c10::make_intrusive<c10d::PrefixStore>(std::string(options.prefix), found);
}

c10::intrusive_ptr<Backend> backend(
    const ft_group_options &options, const c10::intrusive_ptr<c10d::Store> &store,
    std::chrono::milliseconds timeout) {
#ifdef FRANKEN_HAS_NCCL
    if (options.backend == FT_NCCL) {
        auto settings = c10d::ProcessGroupNCCL::Options::create();
        settings->timeout = timeout;
        return c10::make_intrusive<c10d::ProcessGroupNCCL>(
            store, options.rank, options.size, settings);
    }
#endif
    using Gloo = c10d::ProcessGroupGloo;
    auto settings = Gloo::Options::create(timeout);
    settings->devices.push_back(
        options.interface              ? Gloo::createDeviceForInterface(options.interface)
            : is_loopback(options.host) ? Gloo::createDeviceForHostname("127.0.0.1")
                                        : Gloo::createDefaultDevice());
    return c10::make_intrusive<Gloo>(store, options.rank, options.size, settings);
}

/// Tensors side by side in memory, and which they are.
struct Bucket {
    int first, count;
    std::vector<at::Tensor> flat;
};

std::vector<Bucket> buckets(const ft_tensor *const *tensors, int count, bool is_staged) {
    std::vector<Bucket> made;
    for (int first = 0; first < count;) {
        std::vector<at::Tensor> parts;
        int64_t bytes = 0;
        int next = first;
        for (; next < count; ++next) {
            const at::Tensor part = tensors[next]->value.detach();
            const int64_t size = part.numel() * static_cast<int64_t>(part.element_size());
            const bool fits = parts.empty()
                || (part.scalar_type() == parts[0].scalar_type()
                    && part.device() == parts[0].device() && bytes + size <= bucket_bytes);
            if (!fits) break;
            parts.push_back(part.reshape({-1}));
            bytes += size;
        }
        at::Tensor flat = at::cat(parts);
        if (is_staged) flat = flat.cpu();
        made.push_back({first, next - first, {flat}});
        first = next;
    }
    return made;
}

}  // namespace

ft_status ft_group_create(const ft_group_options *options, ft_group **result) {
    const ft_status checked = guarded([&] {
        TORCH_CHECK(
            options->size > 0 && options->rank >= 0 && options->rank < options->size,
            "a rank must be 0 to below the number of processes, found ", options->rank, " of ",
            options->size);
        TORCH_CHECK(
            options->port > 0 && options->port < 65536, "a port must be 1 to 65535, found ",
            options->port);
        TORCH_CHECK(
            options->timeout_milliseconds > 0, "a timeout must be positive, found ",
            options->timeout_milliseconds);
    });
    if (checked != FT_OK) return checked;
    if (!ft_has_backend(options->backend)) {
        return fail(FT_UNSUPPORTED, "this build has no NCCL; see ZOO_NCCL in the package's manifest");
    }
    return together([&] {
        const std::chrono::milliseconds timeout(options->timeout_milliseconds);
        auto made = std::make_unique<ft_group>();
        made->backend = backend(*options, store(*options, timeout), timeout);
        made->is_staged = options->backend == FT_GLOO;
        *result = made.release();
    });
}

void ft_group_free(ft_group *group) {
    (void)guarded([&] { delete group; });
}

ft_status ft_group_sum(
    ft_group *group, const ft_tensor *const *tensors, int count, ft_tensor **results) {
    std::vector<Bucket> made;
    const ft_status packed =
        guarded([&] { made = buckets(tensors, count, group->is_staged); });
    if (packed != FT_OK) return packed;
    const ft_status summed = together([&] {
        std::vector<c10::intrusive_ptr<c10d::Work>> underway;
        for (Bucket &bucket : made) underway.push_back(group->backend->allreduce(bucket.flat));
        for (const auto &work : underway) work->wait();
    });
    if (summed != FT_OK) return summed;
    return guarded([&] {
        std::vector<std::unique_ptr<ft_tensor>> kept;
        for (const Bucket &bucket : made) {
            int64_t place = 0;
            for (int index = bucket.first; index < bucket.first + bucket.count; ++index) {
                const at::Tensor &like = tensors[index]->value;
                const at::Tensor part = bucket.flat[0].narrow(0, place, like.numel());
                place += like.numel();
                // A copy: what is kept for long must not keep its bucket.
                kept.push_back(std::make_unique<ft_tensor>(
                    ft_tensor{part.view(like.sizes()).to(like.device(), false, true)}));
            }
        }
        for (size_t index = 0; index < kept.size(); ++index) results[index] = kept[index].release();
    });
}

ft_status ft_group_broadcast(ft_group *group, void *bytes, size_t count) {
    return together([&] {
        std::vector<at::Tensor> whole = {
            at::from_blob(bytes, {static_cast<int64_t>(count)}, at::TensorOptions(at::kByte))};
#ifdef FRANKEN_HAS_NCCL
        if (!group->is_staged) {
            std::vector<at::Tensor> there = {whole[0].cuda()};
            group->backend->broadcast(there)->wait();
            whole[0].copy_(there[0]);
            return;
        }
#endif
        group->backend->broadcast(whole)->wait();
    });
}

ft_status ft_group_barrier(ft_group *group) {
    return together([&] { group->backend->barrier()->wait(); });
}

#else

struct ft_group {};

namespace {
ft_status absent() {
    return fail(
        FT_UNSUPPORTED,
        "this libtorch came without the headers of its process groups (c10d); build with "
        "ZOO_LIBTORCH naming the torch folder of a Python installation");
}
}  // namespace

ft_status ft_group_create(const ft_group_options *, ft_group **) { return absent(); }
void ft_group_free(ft_group *group) { delete group; }
ft_status ft_group_sum(ft_group *, const ft_tensor *const *, int, ft_tensor **) { return absent(); }
ft_status ft_group_broadcast(ft_group *, void *, size_t) { return absent(); }
ft_status ft_group_barrier(ft_group *) { return absent(); }

#endif
