/// What c10d's header of the gloo group names of gloo, for installations that come without gloo's
/// headers, as Python packages of libtorch do.
///
/// Nothing here is ever made, called or laid out by this package: libtorch's own code does that, and
/// we hold shared pointers at most. Where gloo's headers are installed they are taken.
#if __has_include_next(<gloo/rendezvous/store.h>)
#include_next <gloo/rendezvous/store.h>
#else
#ifndef FRANKEN_TORCH_GLOO_STORE_H
#define FRANKEN_TORCH_GLOO_STORE_H

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace gloo {

class Context {
public:
    void setTimeout(std::chrono::milliseconds timeout);
};

namespace transport {
class Device;
class UnboundBuffer;
}  // namespace transport

namespace rendezvous {

class Store {
public:
    static constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::seconds(30);

    virtual ~Store();
    virtual void set(const std::string &key, const std::vector<char> &value) = 0;
    virtual std::vector<char> get(const std::string &key) = 0;
    virtual void wait(const std::vector<std::string> &keys) = 0;
    virtual void wait(
        const std::vector<std::string> &keys, const std::chrono::milliseconds &timeout) = 0;
};

}  // namespace rendezvous
}  // namespace gloo

#endif
#endif
