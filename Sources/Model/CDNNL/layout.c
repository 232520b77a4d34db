#include "internal.h"

#include <stdlib.h>
#include <string.h>

fd_status fd_layout_create(
    int rank, const int64_t *extents, fd_type type, const int64_t *strides, fd_layout **layout) {
    if (rank < 1 || rank > DNNL_MAX_NDIMS) return dnnl_invalid_arguments;
    fd_layout *made = calloc(1, sizeof *made);
    if (!made) return dnnl_out_of_memory;
    dnnl_data_type_t data_type = type == FD_BF16 ? dnnl_bf16 : dnnl_f32;
    dnnl_status_t status;
#if DNNL_VERSION_MAJOR >= 3
    status = strides
        ? dnnl_memory_desc_create_with_strides(&made->desc, rank, extents, data_type, strides)
        : dnnl_memory_desc_create_with_tag(
              &made->desc, rank, extents, data_type, dnnl_format_tag_any);
#else
    status = strides
        ? dnnl_memory_desc_init_by_strides(&made->desc, rank, extents, data_type, strides)
        : dnnl_memory_desc_init_by_tag(
              &made->desc, rank, extents, data_type, dnnl_format_tag_any);
#endif
    if (status != dnnl_success) {
        free(made);
        return status;
    }
    *layout = made;
    return dnnl_success;
}

fd_status fd_layout_create_blocked(const int64_t *extents, fd_type type, fd_layout **layout) {
    fd_layout *made = calloc(1, sizeof *made);
    if (!made) return dnnl_out_of_memory;
    dnnl_data_type_t data_type = type == FD_BF16 ? dnnl_bf16 : dnnl_f32;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_status_t status
        = dnnl_memory_desc_create_with_tag(&made->desc, 4, extents, data_type, dnnl_nChw16c);
#else
    dnnl_status_t status
        = dnnl_memory_desc_init_by_tag(&made->desc, 4, extents, data_type, dnnl_nChw16c);
#endif
    if (status != dnnl_success) {
        free(made);
        return status;
    }
    *layout = made;
    return dnnl_success;
}

fd_status fd_layout_wrap(fd_const_desc desc, fd_layout **layout) {
    fd_layout *made = calloc(1, sizeof *made);
    if (!made) return dnnl_out_of_memory;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_status_t status = dnnl_memory_desc_clone(&made->desc, desc);
    if (status != dnnl_success) {
        free(made);
        return status;
    }
#else
    made->desc = *desc;
#endif
    *layout = made;
    return dnnl_success;
}

void fd_layout_destroy(fd_layout *layout) {
    if (!layout) return;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_destroy(layout->desc);
#endif
    free(layout);
}

size_t fd_layout_size(const fd_layout *layout) { return dnnl_memory_desc_get_size(DESC(layout)); }

bool fd_layout_equal(const fd_layout *left, const fd_layout *right) {
    return dnnl_memory_desc_equal(DESC(left), DESC(right)) != 0;
}

static uint64_t mixed(uint64_t hash, uint64_t value) {
    return (hash ^ value) * UINT64_C(0x100000001B3);
}

uint64_t fd_layout_hash(const fd_layout *layout) {
    uint64_t hash = mixed(UINT64_C(0xCBF29CE484222325), fd_layout_size(layout));
#if DNNL_VERSION_MAJOR >= 3
    int rank = 0;
    dnnl_data_type_t type = dnnl_data_type_undef;
    dnnl_memory_desc_query(layout->desc, dnnl_query_ndims_s32, &rank);
    dnnl_memory_desc_query(layout->desc, dnnl_query_data_type, &type);
    dnnl_dim_t *extents = NULL;
    dnnl_memory_desc_query(layout->desc, dnnl_query_dims, &extents);
    hash = mixed(mixed(hash, (uint64_t)rank), (uint64_t)type);
    for (int axis = 0; extents && axis < rank; axis++) hash = mixed(hash, (uint64_t)extents[axis]);
#else
    hash = mixed(mixed(hash, (uint64_t)layout->desc.ndims), (uint64_t)layout->desc.data_type);
    for (int axis = 0; axis < layout->desc.ndims; axis++)
        hash = mixed(hash, (uint64_t)layout->desc.dims[axis]);
#endif
    return hash;
}
