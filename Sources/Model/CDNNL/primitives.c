#include "internal.h"

#include <stddef.h>

#define MAJOR_3 (DNNL_VERSION_MAJOR >= 3)

#define MD(layout) ((layout) ? DESC(layout) : NULL)

#if !MAJOR_3
/// Version 2: an operation descriptor first, then the primitive descriptor.
static fd_status finish(
    fd_engine *engine, dnnl_status_t status, const void *operation,
    dnnl_primitive_attr_t attributes, fd_primitive **primitive) {
    dnnl_primitive_desc_t desc = NULL;
    if (status == dnnl_success)
        status = dnnl_primitive_desc_create(&desc, operation, attributes, engine->engine, NULL);
    dnnl_primitive_attr_destroy(attributes);
    return status == dnnl_success ? fd_primitive_make(desc, primitive) : status;
}
#else
static fd_status finish(
    dnnl_status_t status, dnnl_primitive_desc_t desc, dnnl_primitive_attr_t attributes,
    fd_primitive **primitive) {
    dnnl_primitive_attr_destroy(attributes);
    return status == dnnl_success ? fd_primitive_make(desc, primitive) : status;
}
#endif

fd_status fd_convolution(
    fd_engine *engine, const fd_layout *source, const fd_layout *weights, const fd_layout *bias,
    const fd_layout *destination, const fd_window *window, fd_algorithm_choice choice,
    const fd_post *posts,
    int count, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(posts, count, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    const bool transposed = choice == FD_TRANSPOSED;
    const dnnl_alg_kind_t algorithm
        = choice == FD_WINOGRAD ? dnnl_convolution_winograd : dnnl_convolution_direct;
    // oneDNN counts dilation from 0.
    dnnl_dims_t dilation = {window->dilation[0] - 1, window->dilation[1] - 1};
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = transposed
        ? dnnl_deconvolution_forward_primitive_desc_create(
              &desc, engine->engine, dnnl_forward_inference, dnnl_deconvolution_direct,
              DESC(source), DESC(weights), MD(bias), DESC(destination), window->stride, dilation,
              window->before, window->after, attributes)
        : dnnl_convolution_forward_primitive_desc_create(
              &desc, engine->engine, dnnl_forward_inference, algorithm,
              DESC(source), DESC(weights), MD(bias), DESC(destination), window->stride, dilation,
              window->before, window->after, attributes);
    return finish(status, desc, attributes, primitive);
#else
    if (transposed) {
        dnnl_deconvolution_desc_t operation;
        status = dnnl_dilated_deconvolution_forward_desc_init(
            &operation, dnnl_forward_inference, dnnl_deconvolution_direct, DESC(source),
            DESC(weights), MD(bias), DESC(destination), window->stride, dilation, window->before,
            window->after);
        return finish(engine, status, &operation, attributes, primitive);
    }
    dnnl_convolution_desc_t operation;
    status = dnnl_dilated_convolution_forward_desc_init(
        &operation, dnnl_forward_inference, algorithm, DESC(source), DESC(weights),
        MD(bias), DESC(destination), window->stride, dilation, window->before, window->after);
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_linear(
    fd_engine *engine, const fd_layout *source, const fd_layout *weights, const fd_layout *bias,
    const fd_layout *destination, const fd_post *posts, int count, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(posts, count, 1.0f, &attributes);
    if (status != dnnl_success) return status;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_inner_product_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, DESC(source), DESC(weights), MD(bias),
        DESC(destination), attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_inner_product_desc_t operation;
    status = dnnl_inner_product_forward_desc_init(
        &operation, dnnl_forward_inference, DESC(source), DESC(weights), MD(bias),
        DESC(destination));
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_matmul(
    fd_engine *engine, const fd_layout *left, const fd_layout *right,
    const fd_layout *destination, float scale, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, scale, &attributes);
    if (status != dnnl_success) return status;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_matmul_primitive_desc_create(
        &desc, engine->engine, DESC(left), DESC(right), NULL, DESC(destination), attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_matmul_desc_t operation;
    status = dnnl_matmul_desc_init(&operation, DESC(left), DESC(right), NULL, DESC(destination));
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_pooling(
    fd_engine *engine, fd_reduction reduction, const fd_layout *source,
    const fd_layout *destination, const fd_window *window, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    dnnl_alg_kind_t algorithm = reduction == FD_MAXIMUM ? dnnl_pooling_max
        : reduction == FD_AVERAGE                       ? dnnl_pooling_avg_exclude_padding
                                                        : dnnl_pooling_avg_include_padding;
#if MAJOR_3
    dnnl_dims_t dilation = {0, 0};
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_pooling_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, algorithm, DESC(source), DESC(destination),
        window->stride, window->kernel, dilation, window->before, window->after, attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_pooling_desc_t operation;
    status = dnnl_pooling_forward_desc_init(
        &operation, dnnl_forward_inference, algorithm, DESC(source), DESC(destination),
        window->stride, window->kernel, window->before, window->after);
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_eltwise(
    fd_engine *engine, fd_post function, const fd_layout *layout, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    float alpha = function.function == FD_SILU ? 1.0f : function.alpha;
    dnnl_alg_kind_t algorithm = fd_algorithm(function.function);
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_eltwise_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, algorithm, DESC(layout), DESC(layout),
        alpha, function.beta, attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_eltwise_desc_t operation;
    status = dnnl_eltwise_forward_desc_init(
        &operation, dnnl_forward_inference, algorithm, DESC(layout), alpha, function.beta);
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_binary(
    fd_engine *engine, fd_operator function, const fd_layout *left, const fd_layout *right,
    const fd_layout *destination, const fd_post *posts, int count, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(posts, count, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    dnnl_alg_kind_t algorithm = function == FD_ADD ? dnnl_binary_add : dnnl_binary_mul;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_binary_primitive_desc_create(
        &desc, engine->engine, algorithm, DESC(left), DESC(right), DESC(destination), attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_binary_desc_t operation;
    status = dnnl_binary_desc_init(
        &operation, algorithm, DESC(left), DESC(right), DESC(destination));
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_layer_norm(
    fd_engine *engine, const fd_layout *layout, float epsilon, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    const unsigned flags = dnnl_use_scale | dnnl_use_shift;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_layer_normalization_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, DESC(layout), DESC(layout), NULL, epsilon,
        flags, attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_layer_normalization_desc_t operation;
    status = dnnl_layer_normalization_forward_desc_init(
        &operation, dnnl_forward_inference, DESC(layout), NULL, epsilon, flags);
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_softmax(
    fd_engine *engine, const fd_layout *layout, int axis, fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_softmax_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, dnnl_softmax_accurate, DESC(layout),
        DESC(layout), axis, attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_softmax_desc_t operation;
    status = dnnl_softmax_forward_desc_init(
        &operation, dnnl_forward_inference, DESC(layout), axis);
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_bilinear(
    fd_engine *engine, const fd_layout *source, const fd_layout *destination,
    fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
#if MAJOR_3
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_resampling_forward_primitive_desc_create(
        &desc, engine->engine, dnnl_forward_inference, dnnl_resampling_linear, NULL, DESC(source),
        DESC(destination), attributes);
    return finish(status, desc, attributes, primitive);
#else
    dnnl_resampling_desc_t operation;
    status = dnnl_resampling_forward_desc_init(
        &operation, dnnl_forward_inference, dnnl_resampling_linear, NULL, DESC(source),
        DESC(destination));
    return finish(engine, status, &operation, attributes, primitive);
#endif
}

fd_status fd_concat(
    fd_engine *engine, const fd_layout *const *sources, int count, int axis,
    const fd_layout *destination, fd_primitive **primitive) {
    enum { most = 64 };
    if (count < 1 || count > most) return dnnl_invalid_arguments;
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    dnnl_primitive_desc_t desc = NULL;
#if MAJOR_3
    const_dnnl_memory_desc_t descs[most];
    for (int index = 0; index < count; index++) descs[index] = sources[index]->desc;
    status = dnnl_concat_primitive_desc_create(
        &desc, engine->engine, DESC(destination), count, axis, descs, attributes);
#else
    dnnl_memory_desc_t descs[most];
    for (int index = 0; index < count; index++) descs[index] = sources[index]->desc;
    status = dnnl_concat_primitive_desc_create(
        &desc, DESC(destination), count, axis, descs, attributes, engine->engine);
#endif
    dnnl_primitive_attr_destroy(attributes);
    return status == dnnl_success ? fd_primitive_make(desc, primitive) : status;
}

fd_status fd_reorder(
    fd_engine *engine, const fd_layout *source, const fd_layout *destination,
    fd_primitive **primitive) {
    dnnl_primitive_attr_t attributes;
    fd_status status = fd_attributes(NULL, 0, 1.0f, &attributes);
    if (status != dnnl_success) return status;
    dnnl_primitive_desc_t desc = NULL;
    status = dnnl_reorder_primitive_desc_create(
        &desc, DESC(source), engine->engine, DESC(destination), engine->engine, attributes);
    dnnl_primitive_attr_destroy(attributes);
    return status == dnnl_success ? fd_primitive_make(desc, primitive) : status;
}
