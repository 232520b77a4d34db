// Shared by the files of this target: the handles and the two spellings of a memory descriptor.
#pragma once

#include "franken_dnnl.h"

#include <oneapi/dnnl/dnnl.h>

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t fd_const_desc;
struct fd_layout {
    dnnl_memory_desc_t desc;
};
#define DESC(layout) ((layout)->desc)
#else
typedef const dnnl_memory_desc_t *fd_const_desc;
struct fd_layout {
    dnnl_memory_desc_t desc;
};
#define DESC(layout) (&(layout)->desc)
#endif

struct fd_engine {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
};

struct fd_primitive {
    dnnl_primitive_t primitive;
    dnnl_primitive_desc_t desc;
};

struct fd_call {
    dnnl_primitive_t primitive;
    int count;
    dnnl_exec_arg_t arguments[];
};

/// A copy of a descriptor that the library owns.
fd_status fd_layout_wrap(fd_const_desc desc, fd_layout **layout);
/// Attributes with post-operations and a scratchpad that the caller provides.
fd_status fd_attributes(
    const fd_post *posts, int count, float scale, dnnl_primitive_attr_t *attributes);
/// Makes the primitive of a descriptor and owns both; destroys the descriptor on failure.
fd_status fd_primitive_make(dnnl_primitive_desc_t desc, fd_primitive **primitive);
/// The library's name for an element-wise function.
dnnl_alg_kind_t fd_algorithm(fd_function function);
