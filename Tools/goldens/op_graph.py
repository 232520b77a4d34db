"""Graphs as the library serializes them, run by PyTorch in double precision.

A `Net` collects nodes in the serialized form (format "frankensplit-graph", version 1) and runs
them op by op with PyTorch's own functions, so that neither side shares code with the library.
Inputs and parameters come from `seeded`, which the Swift tests repeat bit by bit.
"""

import numpy
import torch
import torch.nn.functional as F

MASK = (1 << 64) - 1


def seeded(name, shape):
    """Floats in [-1, 1) that depend on the name and the position only: SplitMix64 of both."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & MASK
    count = int(numpy.prod(shape))
    step = numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
    bits = numpy.uint64(seed) + step
    bits = (bits ^ (bits >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    bits = (bits ^ (bits >> numpy.uint64(31))) >> numpy.uint64(40)
    return (bits.astype(numpy.float64) / (1 << 23) - 1).reshape(shape)


def parameter(case, name, shape):
    """A parameter of a believable size for its role, exact in single precision."""
    values = seeded(f"{case}/{name}", shape)
    role = name.rsplit(".", 1)[-1]
    if role in ("running_var", "beta"):
        values = 0.5 + numpy.abs(values)
    elif role == "gamma":
        values = numpy.abs(values) * 0.1
    elif role == "weight" and len(shape) == 1:
        values = 1 + values / 2
    elif role == "weight":
        values = values * numpy.sqrt(3 / numpy.prod(shape[1:]))
    return torch.from_numpy(values.astype(numpy.float32).astype(numpy.float64))


def swin():
    """torchvision's Swin module, also where its compiled operators do not load."""
    try:
        import torchvision.models.swin_transformer as module
    except RuntimeError:
        import sys
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        swin.library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            swin.library.define(
                f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import torchvision.models.swin_transformer as module
    return module


class Net:
    """One case: a graph, its inputs' shapes with a batch of 3, and what PyTorch makes of them."""

    def __init__(self, name, **inputs):
        self.name = name
        self.shapes = {key: [3, *shape] for key, shape in inputs.items()}
        self.nodes = []
        self.values = {
            key: torch.from_numpy(seeded(f"{name}/{key}", shape))
            for key, shape in self.shapes.items()
        }

    def add(self, name, kind, *sources, prefix=None, **attributes):
        node = {"name": name, "op": kind, "inputs": list(sources), "attributes": attributes}
        if prefix is not None:
            node["prefix"] = prefix
        self.nodes.append(node)

        def role(role, *shape):
            full = f"{name if prefix is None else prefix}.{role}".lstrip(".")
            return parameter(self.name, full, shape)

        arguments = [self.values[source] for source in sources]
        self.values[name] = RUN[kind](role, *arguments, **attributes)
        return name

    def graph(self, outputs):
        return {
            "format": "frankensplit-graph", "version": 1, "name": self.name,
            "inputs": [{"name": key, "shape": [None, *shape[1:]]}
                       for key, shape in self.shapes.items()],
            "nodes": self.nodes, "outputs": outputs,
        }


def conv2d(role, x, *, inChannels, outChannels, kernel, stride, padding, dilation, groups, bias):
    weight = role("weight", outChannels, inChannels // groups, *kernel)
    return F.conv2d(
        x, weight, role("bias", outChannels) if bias else None, stride, padding, dilation, groups)


def conv_transpose2d(
        role, x, *, inChannels, outChannels, kernel, stride, padding, outputPadding, dilation,
        groups, bias):
    weight = role("weight", inChannels, outChannels // groups, *kernel)
    return F.conv_transpose2d(
        x, weight, role("bias", outChannels) if bias else None, stride, padding, outputPadding,
        groups, dilation)


def linear(role, x, *, inFeatures, outFeatures, bias):
    weight = role("weight", outFeatures, inFeatures)
    return F.linear(x, weight, role("bias", outFeatures) if bias else None)


def batch_norm(role, x, *, channels, epsilon):
    return F.batch_norm(
        x, role("running_mean", channels), role("running_var", channels),
        role("weight", channels), role("bias", channels), False, 0, epsilon)


def layer_norm(role, x, *, channels, epsilon, axis):
    position = 1 if axis == "first" else -1
    normal = F.layer_norm(
        x.movedim(position, -1), [channels], role("weight", channels), role("bias", channels),
        epsilon)
    return normal.movedim(-1, position)


def gdn(role, x, *, channels, form, inverse):
    gamma = role("gamma", channels, channels)
    beta = role("beta", channels)
    norm = F.conv2d(x * x if form == "squared" else x.abs(), gamma[:, :, None, None], beta)
    norm = norm.sqrt() if form == "squared" else norm
    return x * norm if inverse else x / norm


ACTIVATIONS = {
    "relu": F.relu, "gelu": F.gelu, "silu": F.silu, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
}


def activation(_, x, *, function, slope):
    if function == "leakyRelu":
        return F.leaky_relu(x, slope)
    return ACTIVATIONS[function](x)


def channel_scale(role, x, *, channels, axis):
    position = 1 if axis == "first" else x.dim() - 1
    extents = [1] * x.dim()
    extents[position] = channels
    return x * role("weight", channels).reshape(extents)


def pool2d(_, x, *, reduction, kernel, stride, padding, roundsUp, countsPadding):
    if reduction == "maximum":
        return F.max_pool2d(x, kernel, stride, padding, ceil_mode=roundsUp)
    return F.avg_pool2d(x, kernel, stride, padding, roundsUp, countsPadding)


def global_pool(_, x, *, reduction):
    reduce = torch.amax if reduction == "maximum" else torch.mean
    return reduce(x, dim=(2, 3), keepdim=True)


def reshape(_, x, *, extents):
    return x.reshape([x.shape[i] if extent == 0 else extent for i, extent in enumerate(extents)])


def resize(_, x, *, mode, target):
    extra = {} if mode == "nearest" else {"align_corners": False}
    if "scale" in target:
        return F.interpolate(x, scale_factor=target["scale"], mode=mode, **extra)
    return F.interpolate(x, size=target["size"], mode=mode, **extra)


def patch_merging(_, x):
    x = F.pad(x, (0, 0, 0, x.shape[2] % 2, 0, x.shape[1] % 2))
    parts = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
    return torch.cat(parts, -1)


def window_attention(role, x, *, channels, heads, window, shift):
    layer = swin().ShiftedWindowAttention(channels, window, shift, heads)
    table = role(
        "relative_position_bias_table", (2 * window[0] - 1) * (2 * window[1] - 1), heads)
    tokens = window[0] * window[1]
    bias = table[layer.relative_position_index].view(tokens, tokens, heads).permute(2, 0, 1)
    return swin().shifted_window_attention(
        x, role("qkv.weight", 3 * channels, channels), role("proj.weight", channels, channels),
        bias.contiguous().unsqueeze(0), window, heads, shift_size=list(shift),
        qkv_bias=role("qkv.bias", 3 * channels), proj_bias=role("proj.bias", channels))


RUN = {
    "conv2d": conv2d,
    "convTranspose2d": conv_transpose2d,
    "linear": linear,
    "batchNorm": batch_norm,
    "layerNorm": layer_norm,
    "gdn": gdn,
    "activation": activation,
    "binary": lambda _, x, y, *, function: x + y if function == "add" else x * y,
    "channelScale": channel_scale,
    "softmax": lambda _, x, *, axis: torch.softmax(x, axis),
    "pool2d": pool2d,
    "globalPool": global_pool,
    "reshape": reshape,
    "permute": lambda _, x, *, axes: x.permute(axes),
    "flatten": lambda _, x, *, first, last: torch.flatten(x, first, last),
    "concat": lambda _, *xs, axis: torch.cat(xs, axis),
    "subsample": lambda _, x, *, stride: x[:, :, ::stride[0], ::stride[1]],
    "padChannels": lambda _, x, *, before, after: F.pad(x, (0, 0, 0, 0, before, after)),
    "pixelShuffle": lambda _, x, *, factor: F.pixel_shuffle(x, factor),
    "resize": resize,
    "patchMerging": patch_merging,
    "windowAttention": window_attention,
}
