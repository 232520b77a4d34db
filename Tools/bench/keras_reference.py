"""Keras's side of the parity check: its own ResNets v1 with random weights, and their logits.

Keras runs on PyTorch here; weights are written under Keras's names and in its memory order.
"""

import json
import os

import numpy

from peer_networks import KERAS

os.environ["KERAS_BACKEND"] = "torch"

def reference(backbone, image, folder):
    """Writes weights.safetensors, input.safetensors and logits.json.

    image is [N, 3, H, W], as numpy. Its own preprocessing (BGR, means of Caffe) is not part of the
    network, for Keras neither.
    """
    import keras
    from safetensors.numpy import save_file
    keras.utils.set_random_seed(20240613)
    model = getattr(keras.applications, KERAS[backbone])(
        weights=None, input_shape=(*image.shape[2:], 3), classifier_activation=None)
    settle(keras, model)
    logits = model(image.transpose(0, 2, 3, 1), training=False).detach().numpy()
    save_file({weight.path: numpy.ascontiguousarray(weight.numpy()) for weight in model.weights},
              folder / "weights.safetensors")
    save_file({"input": image}, folder / "input.safetensors")
    (folder / "logits.json").write_text(json.dumps(logits.flatten().tolist()))


def settle(keras, model):
    """As `settle_batch_norms` in peer_networks.py: measured statistics, moved a little."""
    random = numpy.random.default_rng(20240613)
    norms = [layer for layer in model.layers
             if isinstance(layer, keras.layers.BatchNormalization)]
    for norm in norms:
        norm.momentum = 0.0
        last = 0.3 if norm.name.endswith("_3_bn") else 1.0
        norm.gamma.assign(last * random.uniform(0.5, 1.5, norm.gamma.shape))
        norm.beta.assign(random.normal(0, 0.2, norm.beta.shape))
    model(random.normal(size=(2, *model.input_shape[1:])).astype("float32"), training=True)
    for norm in norms:
        mean, variance = norm.moving_mean.numpy(), norm.moving_variance.numpy()
        norm.moving_mean.assign(mean + 0.1 * numpy.sqrt(variance) * random.normal(size=mean.shape))
        norm.moving_variance.assign(variance * random.uniform(0.8, 1.25, variance.shape))
