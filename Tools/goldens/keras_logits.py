#!/usr/bin/env python3
"""Writes Tests/Codec/Inference/Goldens/keras_logits.json with Keras.

    Tools/goldens/keras_logits.py

Needs Keras 3 and PyTorch, its backend here. The network is keras.applications' ResNet v1 with two
stages. Weights and input are a formula that the Swift test repeats, exact in 32-bit floats, so only
their names, shapes and scales are kept, and the logits.
"""

import json
import math
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402
import numpy  # noqa: E402
from keras.src.applications import resnet  # noqa: E402

GOLDEN = (pathlib.Path(__file__).resolve().parent.parent.parent
          / "Tests/Codec/Inference/Goldens/keras_logits.json")
DEPTHS, CLASSES, BATCH, HEIGHT, WIDTH = [1, 2], 10, 2, 57, 63


def formula(shape, seed, scale, offset):
    """Element i is offset + scale * (((i * 7919 + i // 1024 * 311 + seed * 3571) mod 1021)
    / 1024 - 1/2), in row-major order."""
    i = numpy.arange(math.prod(shape))
    values = (i * 7919 + i // 1024 * 311 + seed * 3571) % 1021
    return (offset + scale * (values / 1024 - 0.5)).astype(numpy.float32).reshape(shape)


def scale_and_offset(path, shape):
    """Powers of two near what He's initialization has; statistics as of a trained network."""
    if path.endswith("/kernel"):
        deviation = math.sqrt(2 / math.prod(shape[:-1]))
        return 2.0 ** round(math.log2(deviation * math.sqrt(12))), 0.0
    if path.endswith("/gamma"):
        return 0.5, 0.5 if "_3_bn" in path else 1.0
    return 0.5, 1.0 if path.endswith("/moving_variance") else 0.0


def stages(x):
    for stage, depth in enumerate(DEPTHS):
        x = resnet.stack_residual_blocks_v1(
            x, 64 << stage, depth, stride1=2 if stage else 1, name=f"conv{stage + 2}")
    return x


def main():
    model = resnet.ResNet(
        stages, preact=False, use_bias=True, name="tiny", weights=None, classes=CLASSES,
        input_shape=(HEIGHT, WIDTH, 3), classifier_activation=None)
    tensors = []
    for seed, weight in enumerate(model.weights, start=1):
        shape = list(weight.shape)
        scale, offset = scale_and_offset(weight.path, shape)
        weight.assign(formula(shape, seed, scale, offset))
        tensors.append({"name": weight.path, "shape": shape, "scale": scale, "offset": offset})
    image = formula([BATCH, 3, HEIGHT, WIDTH], 0, 4.0, 0.0)
    logits = model(image.transpose(0, 2, 3, 1), training=False).detach().numpy()
    golden = {
        "keras": keras.__version__, "parameterCount": model.count_params(),
        "image": [BATCH, 3, HEIGHT, WIDTH], "logits": logits.tolist(), "tensors": tensors,
    }
    # One line per tensor, so that differences can be read.
    lines = ",\n".join("  " + json.dumps(tensor) for tensor in golden.pop("tensors"))
    GOLDEN.write_text(json.dumps(golden)[:-1] + ',\n "tensors": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
