#include "internal.h"

#include <cstring>
#include <new>
#include <stdexcept>

namespace franken {

namespace {
/// Fixed, so that keeping a message cannot fail.
thread_local char last_message[1024] = "";
}  // namespace

ft_status fail(ft_status status, const char *message) noexcept {
    std::strncpy(last_message, message ? message : "", sizeof last_message - 1);
    return status;
}

ft_status caught() noexcept {
    try {
        throw;
    } catch (const c10::Error &error) {
        const char *message = error.what_without_backtrace();
        // libtorch's allocators have no exception of their own in 1.13.
        const bool is_memory = std::strstr(message, "out of memory")
            || std::strstr(message, "can't allocate memory");
        return fail(is_memory ? FT_OUT_OF_MEMORY : FT_REFUSED, message);
    } catch (const std::bad_alloc &) {
        return fail(FT_OUT_OF_MEMORY, "memory could not be had");
    } catch (const std::exception &error) {
        return fail(FT_FAILED, error.what());
    } catch (...) {
        return fail(FT_FAILED, "an exception of an unknown type");
    }
}

}  // namespace franken

const char *ft_last_message(void) { return franken::last_message; }
