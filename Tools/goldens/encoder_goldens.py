#!/usr/bin/env python3
"""Makes the latents that Tests/Codec/Edge compares with: the encoder in PyTorch.

Usage: encoder_goldens.py [FOLDER]      default Tests/Codec/Edge/Goldens

The network is written down here from the method's description, on its own. Weights and images
come from the generator of Sources/Codec/Codec/RandomParameters.swift, so that only outputs need
to be stored: every thirteenth value of the latent, little-endian f32. Needs torch and numpy.
"""

import pathlib
import sys

import numpy
import torch

MASK = (1 << 64) - 1
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# name: seed, widths, latent channels, inner activation, strides, height, width
CASES = {
    "published": (1, (48, 64), 48, True, (2, 2, 2), 224, 224),
    "identity": (2, (48, 64), 48, False, (2, 2, 2), 224, 224),
    "small": (3, (48, 64), 48, True, (2, 2, 1), 32, 32),
    "odd": (4, (16, 24), 40, True, (2, 2, 2), 101, 75),
}


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def floats(self, count, spread):
        values = numpy.empty(count, numpy.float32)
        for index in range(count):
            self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
            mixed = self.state
            mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
            values[index] = (mixed ^ (mixed >> 31)) >> 40
        return (values / numpy.float32(8388608) - numpy.float32(1)) * spread


class Block(torch.nn.Module):
    def __init__(self, inputs, outputs, stride, inner):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, stride, 1)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1)
        self.inner = inner
        if stride != 1 or inputs != outputs:
            self.skip = torch.nn.Conv2d(inputs, outputs, 1, stride)
        else:
            self.skip = None

    def forward(self, x):
        y = self.conv1(x)
        y = torch.relu(self.conv2(torch.relu(y) if self.inner else y))
        return y + (x if self.skip is None else self.skip(x))


def latent(seed, widths, channels, inner, strides, height, width):
    sizes = [3, *widths, channels]
    blocks = [Block(sizes[i], sizes[i + 1], strides[i], inner) for i in range(3)]
    random = SplitMix(seed)
    with torch.inference_mode():
        for block in blocks:
            for tensor in block.parameters():
                fan_in = tensor[0].numel()
                spread = (numpy.sqrt(numpy.float32(6) / numpy.float32(fan_in))
                          if tensor.dim() > 1 else numpy.float32(0.1))
                values = random.floats(tensor.numel(), spread)
                tensor.copy_(torch.from_numpy(values).reshape(tensor.shape))
        image = random.floats(3 * height * width, numpy.float32(2))
        x = torch.from_numpy(image).reshape(1, 3, height, width)
        return torch.nn.Sequential(*blocks)(x).flatten().numpy()


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else (
        ROOT / "Tests/Codec/Edge/Goldens")
    folder.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        values = latent(*case)
        values[::13].astype("<f4").tofile(folder / f"{name}.f32")
        print(f"{name}: {values.size} values, largest {abs(values).max():.4f}")


if __name__ == "__main__":
    main()
