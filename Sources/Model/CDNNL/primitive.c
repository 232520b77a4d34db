#include "internal.h"

#include <stdlib.h>

dnnl_alg_kind_t fd_algorithm(fd_function function) {
    switch (function) {
    case FD_GELU: return dnnl_eltwise_gelu_erf;
    case FD_SILU: return dnnl_eltwise_swish;
    case FD_SIGMOID: return dnnl_eltwise_logistic;
    case FD_TANH: return dnnl_eltwise_tanh;
    case FD_SQUARE: return dnnl_eltwise_square;
    case FD_ABS: return dnnl_eltwise_abs;
    case FD_POWER: return dnnl_eltwise_pow;
    default: return dnnl_eltwise_relu;
    }
}

static dnnl_status_t append(dnnl_post_ops_t chain, fd_post post) {
    // Swish is x * sigmoid(alpha * x); ours has no parameter.
    float alpha = post.function == FD_SILU ? 1.0f : post.alpha;
    dnnl_alg_kind_t algorithm = fd_algorithm(post.function);
#if DNNL_VERSION_MAJOR >= 3
    if (post.function == FD_SUM)
        return dnnl_post_ops_append_sum(chain, 1.0f, 0, dnnl_data_type_undef);
    return dnnl_post_ops_append_eltwise(chain, algorithm, alpha, post.beta);
#else
    if (post.function == FD_SUM) return dnnl_post_ops_append_sum(chain, 1.0f);
    return dnnl_post_ops_append_eltwise(chain, 1.0f, algorithm, alpha, post.beta);
#endif
}

fd_status fd_attributes(
    const fd_post *posts, int count, float scale, dnnl_primitive_attr_t *attributes) {
    dnnl_primitive_attr_t made = NULL;
    dnnl_post_ops_t chain = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(&made);
    if (status == dnnl_success) status = dnnl_post_ops_create(&chain);
    if (status == dnnl_success)
        status = dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user);
    // A linear post-operation scales on both majors; output scales exist only on the first.
    if (status == dnnl_success && scale != 1.0f) {
#if DNNL_VERSION_MAJOR >= 3
        status = dnnl_post_ops_append_eltwise(chain, dnnl_eltwise_linear, scale, 0.0f);
#else
        status = dnnl_post_ops_append_eltwise(chain, 1.0f, dnnl_eltwise_linear, scale, 0.0f);
#endif
    }
    for (int index = 0; status == dnnl_success && index < count; index++)
        status = append(chain, posts[index]);
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(made, chain);
    if (chain) dnnl_post_ops_destroy(chain);
    if (status != dnnl_success) {
        if (made) dnnl_primitive_attr_destroy(made);
        return status;
    }
    *attributes = made;
    return dnnl_success;
}

fd_status fd_primitive_make(dnnl_primitive_desc_t desc, fd_primitive **primitive) {
    fd_primitive *made = calloc(1, sizeof *made);
    dnnl_status_t status = made ? dnnl_success : dnnl_out_of_memory;
    if (made) made->desc = desc;
    if (status == dnnl_success) status = dnnl_primitive_create(&made->primitive, desc);
    if (status != dnnl_success) {
        dnnl_primitive_desc_destroy(desc);
        free(made);
        return status;
    }
    *primitive = made;
    return dnnl_success;
}

void fd_primitive_destroy(fd_primitive *primitive) {
    if (!primitive) return;
    dnnl_primitive_destroy(primitive->primitive);
    dnnl_primitive_desc_destroy(primitive->desc);
    free(primitive);
}

const char *fd_primitive_kernel(const fd_primitive *primitive) {
    const char *name = NULL;
    dnnl_primitive_desc_query(primitive->desc, dnnl_query_impl_info_str, 0, &name);
    return name ? name : "unknown";
}

size_t fd_primitive_scratchpad_size(const fd_primitive *primitive) {
    fd_const_desc desc
        = dnnl_primitive_desc_query_md(primitive->desc, dnnl_query_scratchpad_md, 0);
    return desc ? dnnl_memory_desc_get_size(desc) : 0;
}

fd_status fd_primitive_weights(const fd_primitive *primitive, fd_layout **layout) {
    fd_const_desc desc = dnnl_primitive_desc_query_md(primitive->desc, dnnl_query_weights_md, 0);
    return desc ? fd_layout_wrap(desc, layout) : dnnl_invalid_arguments;
}

static int argument(fd_role role) {
    switch (role) {
    case FD_DESTINATION: return DNNL_ARG_DST;
    case FD_WEIGHTS: return DNNL_ARG_WEIGHTS;
    case FD_BIAS: return DNNL_ARG_BIAS;
    case FD_SCALE: return DNNL_ARG_SCALE;
    case FD_SHIFT: return DNNL_ARG_SHIFT;
    case FD_SCRATCHPAD: return DNNL_ARG_SCRATCHPAD;
    default: return DNNL_ARG_SRC_0 + (int)(role - FD_SOURCE);
    }
}

fd_status fd_call_create(
    fd_engine *engine, fd_primitive *primitive, const fd_role *roles,
    const fd_layout *const *layouts, void *const *addresses, int count, fd_call **call) {
    dnnl_primitive_kind_t kind = dnnl_undefined_primitive;
    dnnl_primitive_desc_query(primitive->desc, dnnl_query_primitive_kind, 0, &kind);
    fd_call *made = calloc(1, sizeof *made + (size_t)count * sizeof(dnnl_exec_arg_t));
    if (!made) return dnnl_out_of_memory;
    made->primitive = primitive->primitive;
    dnnl_status_t status = dnnl_success;
    for (int index = 0; status == dnnl_success && index < count; index++) {
        fd_const_desc desc = layouts[index]
            ? DESC(layouts[index])
            : dnnl_primitive_desc_query_md(primitive->desc, dnnl_query_scratchpad_md, 0);
        dnnl_memory_t memory = NULL;
        status = dnnl_memory_create(&memory, desc, engine->engine, addresses[index]);
        if (status != dnnl_success) break;
        int id = argument(roles[index]);
        if (kind == dnnl_concat && roles[index] >= FD_SOURCE)
            id = DNNL_ARG_MULTIPLE_SRC + (int)(roles[index] - FD_SOURCE);
        made->arguments[made->count++] = (dnnl_exec_arg_t){id, memory};
    }
    if (status != dnnl_success) {
        fd_call_destroy(made);
        return status;
    }
    *call = made;
    return dnnl_success;
}

void fd_call_destroy(fd_call *call) {
    if (!call) return;
    for (int index = 0; index < call->count; index++)
        dnnl_memory_destroy(call->arguments[index].memory);
    free(call);
}

fd_status fd_call_run(fd_call *call, fd_engine *engine) {
    return dnnl_primitive_execute(call->primitive, engine->stream, call->count, call->arguments);
}
