// Memory of the CPU, kept between steps.
#include "internal.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <c10/core/CPUAllocator.h>
#pragma clang diagnostic pop

#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace {

/// Freed blocks by their size. Sizes repeat from step to step, so blocks fit exactly.
class Shelf {
  public:
    void *take(size_t bytes) {
        {
            const std::lock_guard<std::mutex> lock(mutex);
            auto &blocks = shelved[bytes];
            if (!blocks.empty()) {
                void *block = blocks.back();
                blocks.pop_back();
                return block;
            }
        }
        void *block = nullptr;
        // A multiple of huge pages for large blocks: the system then clears fewer, larger pages.
        const size_t alignment = bytes >= huge ? huge : 64;
        if (posix_memalign(&block, alignment, bytes) != 0) {
            drop();
            if (posix_memalign(&block, alignment, bytes) != 0) throw std::bad_alloc();
        }
#if defined(__linux__)
        if (bytes >= huge) (void)madvise(block, bytes, MADV_HUGEPAGE);
#endif
        return block;
    }

    void give(void *block, size_t bytes) noexcept {
        try {
            const std::lock_guard<std::mutex> lock(mutex);
            shelved[bytes].push_back(block);
        } catch (...) {
            std::free(block);
        }
    }

  private:
    static constexpr size_t huge = size_t(2) << 20;
    std::mutex mutex;
    std::map<size_t, std::vector<void *>> shelved;

    void drop() {
        const std::lock_guard<std::mutex> lock(mutex);
        for (auto &[bytes, blocks] : shelved) {
            for (void *block : blocks) std::free(block);
        }
        shelved.clear();
    }
};

/// Never destroyed: tensors may outlive everything else.
Shelf &shelf() {
    static Shelf *made = new Shelf();
    return *made;
}

/// In front of every block: its size. libtorch wants the deleter's context to be the data.
constexpr size_t header = 64;

void give_back(void *data) {
    if (!data) return;
    char *block = static_cast<char *>(data) - header;
    size_t bytes = 0;
    std::memcpy(&bytes, block, sizeof bytes);
    shelf().give(block, bytes);
}

/// Rounded up, so that nearly equal tensors share blocks.
size_t rounded(size_t bytes) {
    const size_t step = bytes >= (size_t(1) << 20) ? size_t(1) << 16 : 64;
    return (bytes + step - 1) / step * step;
}

struct KeepingAllocator final : at::Allocator {
    at::DeleterFnPtr raw_deleter() const override { return &give_back; }
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3)
    at::DataPtr allocate(size_t bytes) override { return made(bytes); }
    void copy_data(void *target, const void *source, std::size_t count) const override {
        default_copy_data(target, source, count);
    }
#else
    at::DataPtr allocate(size_t bytes) const override { return made(bytes); }
#endif

  private:
    static at::DataPtr made(size_t bytes) {
        const at::Device cpu(at::DeviceType::CPU);
        if (bytes == 0) return {nullptr, cpu};
        const size_t size = rounded(bytes + header);
        char *block = static_cast<char *>(shelf().take(size));
        std::memcpy(block, &size, sizeof size);
        char *data = block + header;
        return {data, data, &give_back, cpu};
    }
};

}  // namespace

ft_status ft_keep_memory(void) {
    return franken::guarded([] {
#if defined(__GLIBC__)
        // oneDNN's own buffers come from malloc: those too shall not go back to the system.
        mallopt(M_MMAP_MAX, 0);
        mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
        static KeepingAllocator allocator;
        c10::SetCPUAllocator(&allocator, /*priority=*/100);
    });
}
