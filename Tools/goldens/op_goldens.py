#!/usr/bin/env python3
"""Writes what PyTorch makes of every op and its attribute corners.

    op_goldens.py FOLDER        (Tests/Model/Runtime/Goldens)

Needs torch, torchvision, numpy and safetensors (PyPI). One pair of files per family: FAMILY.json
lists cases, each with a serialized graph and its inputs' shapes; FAMILY.safetensors holds the
outputs as `case/value`, computed in double precision and rounded once. Inputs and parameters are
not stored: both sides draw them from the same generator (op_graph.seeded).
"""

import json
import pathlib
import sys

import numpy
from safetensors.numpy import save_file

from op_graph import Net

CASES = {}


def case(family, name, **inputs):
    """A new net, filed under its family."""
    net = Net(name, **inputs)
    CASES.setdefault(family, []).append(net)
    return net


def pair(value):
    return list(value) if isinstance(value, (tuple, list)) else [value, value]


def conv(net, name, source, i, o, k, s=1, p=0, d=1, groups=1, bias=True, prefix=None):
    return net.add(
        name, "conv2d", source, prefix=prefix, inChannels=i, outChannels=o, kernel=pair(k),
        stride=pair(s), padding=pair(p), dilation=pair(d), groups=groups, bias=bias)


def transposed(net, name, source, i, o, k, s=1, p=0, op=0, d=1, groups=1, bias=True):
    return net.add(
        name, "convTranspose2d", source, inChannels=i, outChannels=o, kernel=pair(k),
        stride=pair(s), padding=pair(p), outputPadding=pair(op), dilation=pair(d), groups=groups,
        bias=bias)


def linear(net, name, source, i, o, bias=True):
    return net.add(name, "linear", source, inFeatures=i, outFeatures=o, bias=bias)


def bn(net, name, source, channels, epsilon=1e-5):
    return net.add(name, "batchNorm", source, channels=channels, epsilon=epsilon)


def ln(net, name, source, channels, axis="last", epsilon=1e-6):
    return net.add(name, "layerNorm", source, channels=channels, epsilon=epsilon, axis=axis)


def act(net, name, source, function="relu", slope=0.01):
    return net.add(name, "activation", source, function=function, slope=slope)


def add(net, name, left, right):
    return net.add(name, "binary", left, right, function="add")


def multiply(net, name, left, right):
    return net.add(name, "binary", left, right, function="multiply")


def scale(net, name, source, channels, axis):
    return net.add(name, "channelScale", source, channels=channels, axis=axis)


def pool(net, name, source, reduction, k, s, p=0, up=False, counts=True):
    return net.add(
        name, "pool2d", source, reduction=reduction, kernel=pair(k), stride=pair(s),
        padding=pair(p), roundsUp=up, countsPadding=counts)


def permute(net, name, source, *axes):
    return net.add(name, "permute", source, axes=list(axes))


def flatten(net, name, source, first=1, last=-1):
    return net.add(name, "flatten", source, first=first, last=last)


def attention(net, name, source, channels, heads, window, shift=0):
    return net.add(
        name, "windowAttention", source, channels=channels, heads=heads, window=pair(window),
        shift=pair(shift))


def convolutions():
    family = "convolution"
    for name, shape, arguments in [
        ("plain", (3, 7, 6), dict(i=3, o=5, k=3)),
        ("stem", (3, 11, 10), dict(i=3, o=16, k=7, s=2, p=3)),
        ("no-bias", (5, 6, 6), dict(i=5, o=17, k=3, p=1, bias=False)),
        ("pointwise", (48, 4, 3), dict(i=48, o=17, k=1)),
        ("pointwise-strided", (16, 5, 5), dict(i=16, o=32, k=1, s=2, bias=False)),
        ("pointwise-padded", (3, 4, 4), dict(i=3, o=5, k=1, p=1)),
        ("odd-channels", (17, 5, 5), dict(i=17, o=3, k=3, p=1)),
        ("asymmetric", (5, 9, 8), dict(i=5, o=8, k=(3, 5), s=(2, 1), p=(0, 2))),
        ("row-kernel", (8, 6, 9), dict(i=8, o=8, k=(1, 7), p=(0, 3))),
        ("dilated", (5, 9, 9), dict(i=5, o=6, k=3, p=2, d=2)),
        ("dilated-asymmetric", (4, 9, 9), dict(i=4, o=4, k=(3, 2), p=(2, 1), d=(2, 3))),
        ("groups", (6, 5, 5), dict(i=6, o=9, k=3, p=1, groups=3)),
        ("groups-wide", (32, 5, 4), dict(i=32, o=32, k=3, p=1, groups=4)),
        ("groups-odd", (15, 5, 4), dict(i=15, o=10, k=3, p=1, groups=5, bias=False)),
        ("depthwise", (16, 6, 6), dict(i=16, o=16, k=3, p=1, groups=16)),
        ("depthwise-7", (17, 5, 4), dict(i=17, o=17, k=7, p=3, groups=17)),
        ("depthwise-strided", (5, 7, 7), dict(i=5, o=5, k=3, s=2, p=1, groups=5, bias=False)),
        ("depthwise-multiplied", (4, 5, 5), dict(i=4, o=12, k=3, p=1, groups=4)),
        ("depthwise-dilated", (16, 9, 9), dict(i=16, o=16, k=3, p=2, d=2, groups=16)),
        ("whole-map", (5, 4, 3), dict(i=5, o=7, k=(4, 3))),
        ("padding-above-kernel", (4, 3, 3), dict(i=4, o=4, k=2, p=3)),
        ("patches", (3, 8, 8), dict(i=3, o=48, k=4, s=4)),
        ("stride-leaves-rest", (5, 8, 7), dict(i=5, o=6, k=2, s=3)),
    ]:
        net = case(family, name, x=shape)
        conv(net, "y", "x", **arguments)
    net = case(family, "shared-weights", x=(4, 5, 5))
    conv(net, "a", "x", 4, 4, 3, p=1, prefix="p")
    conv(net, "y", "a", 4, 4, 3, p=1, prefix="p")
    net = case(family, "no-prefix", x=(3, 4, 4))
    conv(net, "y", "x", 3, 4, 3, prefix="")
    net = case(family, "shared-weights-one-bias", x=(4, 5, 5))
    conv(net, "a", "x", 4, 4, 3, p=1, prefix="p")
    conv(net, "y", "a", 4, 4, 3, p=1, bias=False, prefix="p")


def transposed_convolutions():
    family = "transposed"
    for name, shape, arguments in [
        ("k3s2p1op1", (5, 4, 5), dict(i=5, o=6, k=3, s=2, p=1, op=1)),
        ("k3s2p1op1-wide", (48, 3, 3), dict(i=48, o=16, k=3, s=2, p=1, op=1, bias=False)),
        ("k1s2op1", (8, 4, 4), dict(i=8, o=5, k=1, s=2, op=1)),
        ("k4s2p1", (3, 4, 4), dict(i=3, o=17, k=4, s=2, p=1)),
        ("k5s2p2op1", (16, 3, 4), dict(i=16, o=16, k=5, s=2, p=2, op=1)),
        ("k2s2", (8, 4, 3), dict(i=8, o=4, k=2, s=2)),
        ("k1s1", (17, 4, 3), dict(i=17, o=5, k=1)),
        ("k2s3-gaps", (4, 3, 3), dict(i=4, o=4, k=2, s=3)),
        ("groups", (6, 4, 4), dict(i=6, o=4, k=3, s=2, p=1, op=1, groups=2)),
        ("groups-odd", (9, 4, 4), dict(i=9, o=6, k=3, s=2, p=1, groups=3, bias=False)),
        ("depthwise", (16, 4, 4), dict(i=16, o=16, k=3, s=2, p=1, op=1, groups=16)),
        ("dilated", (5, 5, 4), dict(i=5, o=4, k=3, s=1, p=1, d=2)),
        ("dilated-strided", (4, 4, 4), dict(i=4, o=5, k=3, s=2, p=2, op=1, d=2)),
        ("asymmetric", (5, 4, 3), dict(i=5, o=7, k=(3, 4), s=(2, 1), p=(1, 2), op=(1, 0))),
        ("padding-above-kernel", (4, 5, 5), dict(i=4, o=3, k=2, s=2, p=2)),
    ]:
        net = case(family, name, x=shape)
        transposed(net, "y", "x", **arguments)
    net = case(family, "normalized", x=(6, 4, 4))
    transposed(net, "up", "x", 6, 5, 3, 2, 1, 1)
    bn(net, "norm", "up", 5)
    act(net, "y", "norm")
    net = case(family, "normalized-groups", x=(6, 4, 4))
    transposed(net, "up", "x", 6, 4, 3, 2, 1, 1, groups=2, bias=False)
    bn(net, "y", "up", 4)
    net = case(family, "skip", x=(8, 4, 4), skip=(8, 8, 8))
    transposed(net, "up", "x", 8, 8, 2, 2)
    act(net, "side", "skip", "tanh")
    add(net, "sum", "up", "side")
    act(net, "y", "sum", "leakyRelu", 0.2)


def linears():
    family = "linear"
    for name, shape, arguments in [
        ("2-d", (17,), dict(i=17, o=5)),
        ("2-d-no-bias", (48,), dict(i=48, o=10, bias=False)),
        ("3-d", (5, 16), dict(i=16, o=3)),
        ("4-d", (3, 4, 17), dict(i=17, o=48)),
        ("single", (1,), dict(i=1, o=1)),
    ]:
        net = case(family, name, x=shape)
        linear(net, "y", "x", **arguments)
    for function in ("relu", "leakyRelu", "gelu", "silu", "sigmoid", "tanh"):
        net = case(family, f"then-{function}", x=(2, 2, 17))
        linear(net, "l", "x", 17, 5)
        act(net, "y", "l", function)
    net = case(family, "mlp-skip", x=(3, 3, 16))
    linear(net, "l1", "x", 16, 32)
    act(net, "g", "l1", "gelu")
    linear(net, "l2", "g", 32, 16)
    add(net, "y", "x", "l2")
    net = case(family, "scaled-skip", x=(3, 3, 16))
    linear(net, "l1", "x", 16, 16)
    scale(net, "s", "l1", 16, "last")
    add(net, "y", "s", "x")
    net = case(family, "scaled-first", x=(5, 6))
    linear(net, "l1", "x", 6, 7)
    scale(net, "y", "l1", 5, "first")
    net = case(family, "normalized", x=(12,))
    linear(net, "l1", "x", 12, 7)
    bn(net, "b", "l1", 7)
    act(net, "y", "b")
    net = case(family, "batch-norm-over-tokens", x=(5, 6))
    linear(net, "l1", "x", 6, 7)
    bn(net, "y", "l1", 5)


def normalizations():
    family = "normalization"
    net = case(family, "batch-over-thin-view", x=(1, 4, 5))
    permute(net, "p", "x", 0, 2, 1, 3)
    bn(net, "y", "p", 4)
    for name, shape in [("4-d", (5, 4, 3)), ("2-d", (17,)), ("3-d", (6, 5)), ("wide", (48, 2, 2))]:
        net = case(family, f"batch-{name}", x=shape)
        bn(net, "y", "x", shape[0], 1e-3)
    net = case(family, "batch-after-conv", x=(3, 5, 5))
    conv(net, "c", "x", 3, 17, 3, p=1)
    bn(net, "y", "c", 17)
    net = case(family, "batch-after-groups", x=(6, 5, 5))
    conv(net, "c", "x", 6, 6, 3, p=1, groups=2, bias=False)
    bn(net, "y", "c", 6)
    net = case(family, "batch-after-depthwise", x=(8, 5, 5))
    conv(net, "c", "x", 8, 8, 3, p=1, groups=8, bias=False)
    bn(net, "b", "c", 8)
    act(net, "y", "b", "silu")
    net = case(family, "batch-twice-after-conv", x=(3, 4, 4))
    conv(net, "c", "x", 3, 5, 1)
    bn(net, "b1", "c", 5)
    bn(net, "y", "b1", 5)
    net = case(family, "batch-before-conv", x=(5, 5, 5))
    bn(net, "b", "x", 5)
    act(net, "r", "b")
    conv(net, "y", "r", 5, 8, 3, p=1)
    net = case(family, "batch-after-sum", x=(4, 4, 4))
    conv(net, "c", "x", 4, 4, 3, p=1)
    act(net, "g", "x", "gelu")
    act(net, "h", "c", "tanh")
    add(net, "s", "g", "h")
    bn(net, "b", "s", 4)
    act(net, "y", "b")
    net = case(family, "batch-of-tapped-conv", x=(4, 4, 4))
    conv(net, "c", "x", 4, 4, 3, p=1)
    bn(net, "y", "c", 4)
    net.outputs = ["c", "y"]
    for name, shape, channels in [
        ("2-d", (17,), 17), ("3-d", (4, 16), 16), ("4-d", (3, 4, 5), 5),
    ]:
        net = case(family, f"layer-last-{name}", x=shape)
        ln(net, "y", "x", channels)
    net = case(family, "layer-first", x=(17, 4, 3))
    ln(net, "y", "x", 17, "first")
    net = case(family, "layer-first-after-conv", x=(3, 8, 8))
    conv(net, "c", "x", 3, 16, 4, s=4)
    ln(net, "y", "c", 16, "first", 1e-5)
    net = case(family, "layer-first-one-position", x=(6, 1, 1))
    ln(net, "y", "x", 6, "first")
    for form in ("squared", "absolute"):
        for inverse in (False, True):
            net = case(family, f"gdn-{form}{'-inverse' if inverse else ''}", x=(5, 3, 4))
            net.add("y", "gdn", "x", channels=5, form=form, inverse=inverse)
    net = case(family, "gdn-same-prefix-as-conv", x=(4, 3, 3))
    conv(net, "c", "x", 4, 4, 1, prefix="p")
    net.add("y", "gdn", "c", prefix="p", channels=4, form="squared", inverse=False)
    net = case(family, "gdn-in-chain", x=(3, 6, 6))
    conv(net, "c", "x", 3, 16, 3, s=2, p=1)
    net.add("g", "gdn", "c", channels=16, form="squared", inverse=False)
    conv(net, "d", "g", 16, 8, 3, s=1, p=1)
    net.add("y", "gdn", "d", channels=8, form="absolute", inverse=True)


def activations():
    family = "activation"
    for function in ("relu", "leakyRelu", "gelu", "silu", "sigmoid", "tanh"):
        net = case(family, f"{function}-alone", x=(3, 4, 5))
        act(net, "y", "x", function, 0.1)
        net = case(family, f"{function}-after-conv", x=(3, 4, 4))
        conv(net, "c", "x", 3, 17, 3, p=1)
        act(net, "y", "c", function, 0.1)
        net = case(family, f"{function}-after-sum", x=(4, 3, 3))
        act(net, "a", "x", "tanh")
        add(net, "s", "a", "x")
        act(net, "y", "s", function, 0.1)
    net = case(family, "two-in-a-row", x=(3, 4, 4))
    conv(net, "c", "x", 3, 8, 1)
    act(net, "a", "c", "leakyRelu", 0.5)
    act(net, "y", "a", "sigmoid")
    # One kernel for both would share a slope.
    net = case(family, "two-slopes-after-conv", x=(4, 3, 4))
    conv(net, "c", "x", 4, 6, 1, s=2, groups=2)
    act(net, "a", "c", "leakyRelu", 0.5)
    act(net, "b", "a", "tanh")
    act(net, "y", "b", "relu")
    net = case(family, "two-slopes-after-sum", x=(5, 3, 2))
    add(net, "s", "x", "x")
    act(net, "a", "s", "leakyRelu", 0.2)
    act(net, "y", "a")
    net = case(family, "two-slopes-after-linear", x=(7,))
    linear(net, "l", "x", 7, 5)
    act(net, "a", "l", "leakyRelu", 0.5)
    act(net, "y", "a", "leakyRelu", 0.2)
    net = case(family, "negative-slope", x=(5,))
    act(net, "y", "x", "leakyRelu", -0.5)
    net = case(family, "steep-slope", x=(5,))
    act(net, "y", "x", "leakyRelu", 1.5)
    net = case(family, "in-place-and-read-again", x=(4, 3, 3))
    conv(net, "c", "x", 4, 4, 1)
    conv(net, "d", "c", 4, 4, 1)
    act(net, "a", "c", "tanh")
    multiply(net, "m", "c", "a")
    add(net, "y", "m", "d")


def binaries():
    family = "binary"
    for name, function in (("add", add), ("multiply", multiply)):
        net = case(family, f"{name}-inputs", x=(3, 4, 5), z=(3, 4, 5))
        function(net, "y", "x", "z")
        net = case(family, f"{name}-gate", x=(6, 4, 3), z=(6, 1, 1))
        function(net, "y", "x", "z")
        net = case(family, f"{name}-itself", x=(4, 3, 3))
        function(net, "y", "x", "x")
        net = case(family, f"{name}-conv-itself", x=(4, 3, 3))
        conv(net, "c", "x", 4, 4, 3, p=1)
        function(net, "y", "c", "c")
        net = case(family, f"{name}-two-orders", x=(4, 3, 5), z=(3, 5, 4))
        permute(net, "p", "z", 0, 3, 1, 2)
        function(net, "y", "x", "p")
        net = case(family, f"{name}-map-gate", x=(4, 3, 5), z=(1, 3, 5))
        function(net, "y", "x", "z")
        net = case(family, f"{name}-2-d", x=(7,), z=(7,))
        function(net, "y", "x", "z")
    net = case(family, "squeeze-and-excite", x=(8, 4, 4))
    conv(net, "c", "x", 8, 8, 3, p=1)
    net.add("p", "globalPool", "c", reduction="average")
    conv(net, "e1", "p", 8, 2, 1)
    act(net, "r", "e1", "silu")
    conv(net, "e2", "r", 2, 8, 1)
    act(net, "g", "e2", "sigmoid")
    multiply(net, "m", "c", "g")
    add(net, "y", "m", "x")
    net = case(family, "gate-made-by-conv", x=(8, 4, 4))
    act(net, "a", "x", "tanh")
    net.add("p", "globalPool", "x", reduction="average")
    conv(net, "g", "p", 8, 8, 1)
    add(net, "y", "a", "g")
    net = case(family, "conv-plus-input", x=(4, 4, 4))
    conv(net, "c", "x", 4, 4, 3, p=1)
    add(net, "y", "c", "x")
    net = case(family, "input-plus-conv", x=(4, 4, 4))
    conv(net, "c", "x", 4, 4, 3, p=1)
    add(net, "y", "x", "c")
    net = case(family, "conv-plus-its-source", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 3, p=1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    add(net, "y", "c", "s")
    # Every output row sees padding only.
    net = case(family, "blind-conv-plus-input", x=(17, 1, 4))
    conv(net, "c", "x", 17, 17, 2, p=1, d=2)
    add(net, "s", "c", "x")
    act(net, "y", "s")
    net = case(family, "activation-before-sum", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 3, p=1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    act(net, "r", "c")
    add(net, "y", "r", "s")
    net = case(family, "activation-around-sum", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    act(net, "g", "c", "gelu")
    add(net, "sum", "g", "s")
    act(net, "y", "sum", "silu")
    net = case(family, "skip-used-later", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 3, p=1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    add(net, "sum", "c", "s")
    conv(net, "d", "sum", 16, 16, 1)
    add(net, "y", "d", "s")
    net = case(family, "skip-tapped", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 3, p=1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    add(net, "y", "c", "s")
    net.outputs = ["s", "y"]
    net = case(family, "sum-tapped-before-activation", x=(3, 4, 4))
    conv(net, "s", "x", 3, 16, 3, p=1)
    conv(net, "c", "s", 16, 16, 3, p=1)
    add(net, "sum", "c", "s")
    act(net, "y", "sum")
    net.outputs = ["sum", "y"]
    net = case(family, "two-sums", x=(8, 4, 4))
    conv(net, "a", "x", 8, 8, 1)
    conv(net, "b", "x", 8, 8, 1)
    conv(net, "c", "x", 8, 8, 3, p=1)
    add(net, "ab", "a", "b")
    add(net, "y", "c", "ab")
    net = case(family, "skip-through-view", x=(4, 4, 6))
    conv(net, "s", "x", 4, 4, 1)
    permute(net, "t", "s", 0, 2, 3, 1)
    linear(net, "l", "t", 4, 4)
    add(net, "u", "l", "t")
    permute(net, "v", "u", 0, 3, 1, 2)
    add(net, "y", "v", "s")
    net = case(family, "input-and-sum-are-outputs", x=(4, 3, 3))
    conv(net, "c", "x", 4, 4, 1)
    add(net, "y", "c", "x")
    net.outputs = ["x", "y"]
    for axis, channels in (("first", 6), ("last", 4)):
        net = case(family, f"scale-{axis}", x=(6, 5, 4))
        scale(net, "y", "x", channels, axis)
        net = case(family, f"scale-{axis}-after-conv", x=(3, 5, 4))
        conv(net, "c", "x", 3, 6, 3, p=1)
        scale(net, "y", "c", channels, axis)
    net = case(family, "scale-2-d", x=(7,))
    scale(net, "y", "x", 7, "last")
    net = case(family, "scale-and-batch-norm", x=(3, 4, 4))
    conv(net, "c", "x", 3, 5, 3, p=1)
    bn(net, "b", "c", 5)
    scale(net, "s", "b", 5, "first")
    act(net, "y", "s")


def poolings():
    family = "pooling"
    for reduction in ("maximum", "average"):
        for name, shape, arguments in [
            ("2x2", (5, 6, 6), dict(k=2, s=2)),
            ("3x3-padded", (16, 7, 6), dict(k=3, s=2, p=1)),
            ("overlapping", (3, 5, 5), dict(k=3, s=1, p=1)),
            ("asymmetric", (4, 7, 8), dict(k=(3, 2), s=(2, 3), p=(1, 0))),
            ("stride-above-kernel", (4, 7, 7), dict(k=2, s=3)),
            ("uncounted", (5, 6, 7), dict(k=3, s=2, p=1, counts=False)),
            ("up-uncounted", (5, 6, 8), dict(k=3, s=2, p=0, up=True, counts=False)),
            ("up-padded-uncounted", (5, 7, 6), dict(k=3, s=3, p=1, up=True, counts=False)),
            ("up-exact", (3, 7, 7), dict(k=3, s=2, p=0, up=True)),
            ("whole", (4, 3, 5), dict(k=(3, 5), s=1)),
        ]:
            net = case(family, f"{reduction}-{name}", x=shape)
            pool(net, "y", "x", reduction, **arguments)
        net = case(family, f"{reduction}-global", x=(17, 3, 4))
        net.add("y", "globalPool", "x", reduction=reduction)
    net = case(family, "maximum-up", x=(4, 6, 8))
    pool(net, "y", "x", "maximum", 3, 2, up=True)
    net = case(family, "maximum-drops-last-window", x=(4, 5, 5))
    pool(net, "y", "x", "maximum", 2, 2, 1, up=True)
    net = case(family, "global-after-conv", x=(3, 5, 5))
    conv(net, "c", "x", 3, 48, 3)
    act(net, "r", "c")
    net.add("p", "globalPool", "r", reduction="average")
    flatten(net, "f", "p")
    linear(net, "y", "f", 48, 5)


def layouts():
    family = "layout"
    for name, extents in [
        ("keep-and-infer", [0, -1]), ("split", [0, 2, 3, -1]), ("merge-late", [0, 0, -1]),
        ("same", [0, 0, 0, 0]), ("rank-5", [0, 3, 2, 4, 5]),
    ]:
        net = case(family, f"reshape-{name}", x=(6, 4, 5))
        net.add("y", "reshape", "x", extents=extents)
        net = case(family, f"reshape-{name}-after-conv", x=(3, 4, 5))
        conv(net, "c", "x", 3, 6, 1)
        net.add("y", "reshape", "c", extents=extents)
    for axes in ([0, 2, 3, 1], [0, 3, 1, 2], [0, 1, 3, 2], [0, 3, 2, 1], [0, 2, 1, 3]):
        net = case(family, "permute-" + "".join(map(str, axes)), x=(3, 4, 5))
        permute(net, "y", "x", *axes)
    net = case(family, "permute-batch", x=(3,))
    permute(net, "p", "x", 1, 0)
    permute(net, "y", "p", 1, 0)
    net = case(family, "permute-and-back", x=(3, 4, 5))
    conv(net, "c", "x", 3, 6, 1)
    permute(net, "p", "c", 0, 2, 3, 1)
    ln(net, "n", "p", 6)
    linear(net, "l", "n", 6, 6)
    permute(net, "q", "l", 0, 3, 1, 2)
    add(net, "y", "q", "c")
    net = case(family, "permute-then-reshape", x=(3, 4, 5))
    permute(net, "p", "x", 0, 2, 3, 1)
    net.add("y", "reshape", "p", extents=[0, -1, 3])
    net = case(family, "permute-in-place", x=(3, 4, 5))
    conv(net, "c", "x", 3, 6, 1)
    permute(net, "p", "c", 0, 2, 3, 1)
    act(net, "y", "p", "gelu")
    for name, first, last in [("default", 1, -1), ("tail", 2, 3), ("head", 1, 2)]:
        net = case(family, f"flatten-{name}", x=(3, 4, 5))
        conv(net, "c", "x", 3, 6, 1)
        flatten(net, "y", "c", first, last)
    net = case(family, "concat-channels", x=(3, 4, 4), z=(5, 4, 4))
    net.add("y", "concat", "x", "z", axis=1)
    net = case(family, "concat-last", x=(3, 4, 4), z=(3, 4, 2))
    net.add("y", "concat", "x", "z", axis=3)
    net = case(family, "concat-three", x=(16, 3, 3))
    conv(net, "a", "x", 16, 5, 1)
    conv(net, "b", "x", 16, 16, 3, p=1)
    net.add("y", "concat", "a", "x", "b", axis=1)
    net = case(family, "concat-after-permute", x=(3, 4, 5), z=(4, 5, 2))
    permute(net, "p", "z", 0, 3, 1, 2)
    net.add("y", "concat", "x", "p", axis=1)
    net = case(family, "concat-tokens", x=(4, 6), z=(4, 3))
    net.add("y", "concat", "x", "z", axis=2)
    net = case(family, "concat-itself", x=(3, 4, 4))
    net.add("y", "concat", "x", "x", axis=1)
    for name, stride in [("2", [2, 2]), ("3x1", [3, 1]), ("beyond", [9, 9]), ("1", [1, 1])]:
        net = case(family, f"subsample-{name}", x=(3, 7, 6))
        net.add("y", "subsample", "x", stride=stride)
    net = case(family, "option-a-shortcut", x=(4, 6, 6))
    conv(net, "c0", "x", 4, 4, 3, p=1)
    act(net, "r0", "c0")
    conv(net, "c", "r0", 4, 8, 3, s=2, p=1)
    bn(net, "b", "c", 8)
    net.add("s", "subsample", "r0", stride=[2, 2])
    net.add("p", "padChannels", "s", before=2, after=2)
    add(net, "sum", "b", "p")
    act(net, "y", "sum")
    net = case(family, "subsample-in-place", x=(4, 4, 4))
    conv(net, "c", "x", 4, 4, 1)
    net.add("s", "subsample", "c", stride=[2, 2])
    act(net, "a", "s")
    net.add("t", "subsample", "a", stride=[2, 2])
    act(net, "y", "t", "sigmoid")
    for before, after in [(1, 2), (0, 3), (3, 0), (0, 0)]:
        net = case(family, f"pad-{before}-{after}", x=(3, 3, 4))
        net.add("y", "padChannels", "x", before=before, after=after)
    net = case(family, "softmax-2-d", x=(10,))
    net.add("y", "softmax", "x", axis=1)
    for axis in (0, 1, 2, 3):
        net = case(family, f"softmax-{axis}", x=(5, 4, 3))
        conv(net, "c", "x", 5, 6, 1)
        net.add("y", "softmax", "c", axis=axis)
        net = case(family, f"softmax-input-{axis}", x=(5, 4, 3))
        net.add("y", "softmax", "x", axis=axis)


def samplings():
    family = "sampling"
    for factor, shape in [(1, (3, 2, 2)), (2, (12, 3, 2)), (3, (18, 2, 3)), (4, (16, 2, 2))]:
        net = case(family, f"shuffle-{factor}", x=shape)
        net.add("y", "pixelShuffle", "x", factor=factor)
    net = case(family, "shuffle-after-conv", x=(3, 3, 4))
    conv(net, "c", "x", 3, 12, 3, p=1)
    net.add("p", "pixelShuffle", "c", factor=2)
    conv(net, "y", "p", 3, 5, 3, p=1)
    for mode in ("nearest", "bilinear"):
        for name, shape, target in [
            ("double", (5, 3, 4), {"scale": 2}), ("triple", (3, 2, 3), {"scale": 3}),
            ("same", (3, 3, 3), {"scale": 1}), ("up", (5, 4, 5), {"size": [7, 9]}),
            ("down", (4, 9, 8), {"size": [5, 3]}), ("mixed", (3, 7, 3), {"size": [3, 7]}),
            ("to-one", (3, 4, 5), {"size": [1, 1]}), ("from-one", (16, 1, 1), {"size": [3, 2]}),
        ]:
            net = case(family, f"{mode}-{name}", x=shape)
            net.add("y", "resize", "x", mode=mode, target=target)
    # Where single precision rounds the position below the sample.
    net = case(family, "nearest-rounding", x=(1, 1, 14))
    net.add("y", "resize", "x", mode="nearest", target={"size": [1, 46]})


def windowed():
    family = "windowed"
    for name, shape in [("even", (4, 6, 5)), ("odd", (5, 3, 4)), ("one", (1, 1, 3))]:
        net = case(family, f"merge-{name}", x=shape)
        net.add("y", "patchMerging", "x")
    for name, shape, arguments in [
        ("window-7", (7, 7, 8), dict(channels=8, heads=2, window=7)),
        ("window-4", (8, 8, 12), dict(channels=12, heads=3, window=4)),
        ("shifted-4", (8, 8, 8), dict(channels=8, heads=2, window=4, shift=2)),
        ("shifted-7", (14, 7, 4), dict(channels=4, heads=1, window=7, shift=3)),
        ("padded", (5, 6, 6), dict(channels=6, heads=3, window=4)),
        ("padded-shifted", (6, 9, 4), dict(channels=4, heads=2, window=4, shift=2)),
        ("below-window", (3, 4, 6), dict(channels=6, heads=2, window=7, shift=3)),
        ("one-axis-below", (3, 9, 4), dict(channels=4, heads=2, window=4, shift=2)),
        ("asymmetric", (4, 6, 5), dict(channels=5, heads=5, window=(2, 3), shift=(1, 0))),
        ("asymmetric-shift", (6, 6, 4), dict(channels=4, heads=1, window=(3, 2), shift=(1, 1))),
        ("one-token", (2, 2, 4), dict(channels=4, heads=2, window=1)),
    ]:
        net = case(family, f"attention-{name}", x=shape)
        attention(net, "y", "x", **arguments)


def networks():
    family = "network"
    net = case(family, "residual", x=(3, 16, 16))
    conv(net, "conv1", "x", 3, 16, 7, s=2, p=3, bias=False)
    bn(net, "bn1", "conv1", 16)
    act(net, "relu1", "bn1")
    last, channels = pool(net, "pool1", "relu1", "maximum", 3, 2, 1), 16
    for stage, (width, stride) in enumerate([(16, 1), (32, 2)]):
        for block in range(2):
            here, step = f"s{stage}b{block}", stride if block == 0 else 1
            conv(net, f"{here}.c1", last, channels, width // 4, 1, bias=False)
            bn(net, f"{here}.b1", f"{here}.c1", width // 4)
            act(net, f"{here}.r1", f"{here}.b1")
            conv(net, f"{here}.c2", f"{here}.r1", width // 4, width // 4, 3, step, 1, bias=False)
            bn(net, f"{here}.b2", f"{here}.c2", width // 4)
            act(net, f"{here}.r2", f"{here}.b2")
            conv(net, f"{here}.c3", f"{here}.r2", width // 4, width, 1, bias=False)
            bn(net, f"{here}.b3", f"{here}.c3", width)
            skip = last
            if step != 1 or channels != width:
                conv(net, f"{here}.d", last, channels, width, 1, step, bias=False)
                skip = bn(net, f"{here}.db", f"{here}.d", width)
            add(net, f"{here}.sum", f"{here}.b3", skip)
            last, channels = act(net, f"{here}.out", f"{here}.sum"), width
    net.add("avg", "globalPool", last, reduction="average")
    flatten(net, "flat", "avg")
    linear(net, "y", "flat", 32, 10)
    net.outputs = ["s0b1.out", "y"]

    net = case(family, "pre-activation", x=(3, 8, 8))
    last = conv(net, "stem", "x", 3, 8, 3, p=1, bias=False)
    for block in range(3):
        bn(net, f"n{block}", last, 8)
        act(net, f"r{block}", f"n{block}")
        conv(net, f"c{block}", f"r{block}", 8, 8, 3, p=1, bias=False)
        last = add(net, f"a{block}", f"c{block}", last)
    bn(net, "n", last, 8)
    act(net, "y", "n")

    net = case(family, "swin", x=(3, 24, 20))
    conv(net, "patch", "x", 3, 16, 4, 4)
    permute(net, "tokens", "patch", 0, 2, 3, 1)
    last = ln(net, "norm0", "tokens", 16)
    for block in range(2):
        ln(net, f"n1.{block}", last, 16)
        attention(net, f"attn.{block}", f"n1.{block}", 16, 2, 4, block * 2)
        add(net, f"s1.{block}", last, f"attn.{block}")
        ln(net, f"n2.{block}", f"s1.{block}", 16)
        linear(net, f"m1.{block}", f"n2.{block}", 16, 32)
        act(net, f"g.{block}", f"m1.{block}", "gelu")
        linear(net, f"m2.{block}", f"g.{block}", 32, 16)
        last = add(net, f"s2.{block}", f"s1.{block}", f"m2.{block}")
    net.add("merge", "patchMerging", last)
    ln(net, "mn", "merge", 64)
    linear(net, "reduce", "mn", 64, 32, bias=False)
    permute(net, "map", "reduce", 0, 3, 1, 2)
    net.add("avg", "globalPool", "map", reduction="average")
    flatten(net, "flat", "avg")
    linear(net, "y", "flat", 32, 10)

    # Maps large enough for Winograd kernels, where the library has them.
    net = case(family, "winograd", x=(3, 14, 14))
    conv(net, "c0", "x", 3, 16, 3, p=1)
    act(net, "r0", "c0")
    conv(net, "c1", "r0", 16, 16, 3, p=1, bias=False)
    bn(net, "b1", "c1", 16)
    act(net, "r1", "b1")
    conv(net, "c2", "r1", 16, 32, 3, p=1)
    conv(net, "side", "r0", 16, 32, 1)
    add(net, "sum", "c2", "side")
    act(net, "r2", "sum")
    conv(net, "c3", "r2", 32, 32, 3, p=1)
    add(net, "sum3", "c3", "r2")
    net.add("half", "subsample", "sum3", stride=[2, 2])
    net.add("cat", "concat", "half", "half", axis=1)
    permute(net, "t", "cat", 0, 2, 3, 1)
    linear(net, "lin", "t", 64, 8)
    pool(net, "max", "r1", "maximum", 2, 2)
    permute(net, "map", "lin", 0, 3, 1, 2)
    conv(net, "few", "max", 16, 8, 3, p=1)
    add(net, "y", "map", "few")

    net = case(family, "convnext", x=(3, 16, 16))
    conv(net, "stem", "x", 3, 16, 4, 4)
    last = ln(net, "stemNorm", "stem", 16, "first")
    for block in range(2):
        conv(net, f"dw{block}", last, 16, 16, 7, p=3, groups=16)
        permute(net, f"to{block}", f"dw{block}", 0, 2, 3, 1)
        ln(net, f"n{block}", f"to{block}", 16)
        linear(net, f"e{block}", f"n{block}", 16, 64)
        act(net, f"g{block}", f"e{block}", "gelu")
        linear(net, f"p{block}", f"g{block}", 64, 16)
        permute(net, f"from{block}", f"p{block}", 0, 3, 1, 2)
        scale(net, f"l{block}", f"from{block}", 16, "first")
        last = add(net, f"a{block}", f"l{block}", last)
    ln(net, "dn", last, 16, "first")
    conv(net, "y", "dn", 16, 24, 2, 2)

    net = case(family, "codec", x=(3, 8, 8))
    conv(net, "e1", "x", 3, 16, 5, 2, 2)
    net.add("g1", "gdn", "e1", channels=16, form="squared", inverse=False)
    conv(net, "e2", "g1", 16, 8, 5, 2, 2)
    transposed(net, "d1", "e2", 8, 16, 5, 2, 2, 1)
    net.add("i1", "gdn", "d1", channels=16, form="squared", inverse=True)
    net.add("up", "resize", "i1", mode="bilinear", target={"scale": 2})
    conv(net, "d2", "up", 16, 12, 3, p=1)
    net.add("y", "pixelShuffle", "d2", factor=2)
    net.outputs = ["e2", "y"]

    net = case(family, "mixed", x=(5, 9, 7), z=(9, 7, 5))
    permute(net, "t", "z", 0, 3, 2, 1)
    conv(net, "a", "x", 5, 5, 3, p=1, groups=5)
    act(net, "aa", "a", "silu")
    permute(net, "u", "t", 0, 1, 3, 2)
    add(net, "b", "aa", "u")
    net.add("cat", "concat", "b", "x", "u", axis=1)
    pool(net, "p", "cat", "average", 3, 2, 1, counts=False)
    conv(net, "c", "p", 15, 8, 1)
    net.add("up", "resize", "c", mode="nearest", target={"size": [9, 7]})
    conv(net, "d", "x", 5, 8, 3, p=1)
    add(net, "s", "d", "up")
    net.add("gp", "globalPool", "s", reduction="maximum")
    act(net, "gate", "gp", "sigmoid")
    multiply(net, "m", "s", "gate")
    net.add("ss", "subsample", "m", stride=[2, 2])
    net.add("pc", "padChannels", "ss", before=1, after=3)
    flatten(net, "f", "pc", 2, 3)
    net.add("sm", "softmax", "f", axis=2)
    linear(net, "y", "sm", 20, 6)
    net.outputs = ["s", "y"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for family in (
            convolutions, transposed_convolutions, linears, normalizations, activations, binaries,
            poolings, layouts, samplings, windowed, networks):
        family()
    for family, nets in CASES.items():
        listing, tensors = [], {}
        names = [net.name for net in nets]
        assert len(set(names)) == len(names), f"two cases of {family} share a name"
        for net in nets:
            outputs = getattr(net, "outputs", ["y"])
            listing.append({"inputs": net.shapes, "graph": net.graph(outputs)})
            for output in outputs:
                values = net.values[output].numpy().astype(numpy.float32)
                tensors[f"{net.name}/{output}"] = numpy.ascontiguousarray(values)
        save_file(tensors, folder / f"{family}.safetensors")
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in listing)
        (folder / f"{family}.json").write_text(f'{{"cases":[\n{lines}\n]}}\n')
        size = sum(tensor.nbytes for tensor in tensors.values())
        print(f"{family}: {len(nets)} cases, {size} bytes of outputs")


if __name__ == "__main__":
    main()
