#!/usr/bin/env python3
"""Writes Tests/Codec/Inference/Goldens/cifar_logits.json with PyTorch.

    Tools/goldens/cifar_logits.py [--data ../shared/data/weights]

Needs PyTorch and the two CIFAR-10 checkpoints of akamaster/pytorch_resnet_cifar10 (BSD-2-Clause).
The input is a formula that the Swift test repeats, exact in 32-bit floats, so only the logits are
kept.
"""

import argparse
import json
import pathlib

import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDENS = ROOT / "Tests/Codec/Inference/Goldens"
CHECKPOINTS = {"resnet20": "resnet20-12fca82f.th", "resnet56": "resnet56-4bfd9763.th"}


class Block(nn.Module):
    """Two 3x3 convolutions; the shortcut takes every second pixel and pads channels with zeros."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.stride = 1 if inputs == outputs else 2
        self.pad = (outputs - inputs) // 2
        self.conv1 = nn.Conv2d(inputs, outputs, 3, self.stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        short = x[:, :, ::self.stride, ::self.stride]
        short = nn.functional.pad(short, (0, 0, 0, 0, self.pad, self.pad))
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (y + short).relu()


class CIFARResNet(nn.Module):
    """He et al. 2015, section 4.2: 6n + 2 layers."""

    def __init__(self, depth):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        for stage, (inputs, outputs) in enumerate([(16, 16), (16, 32), (32, 64)], start=1):
            setattr(self, f"layer{stage}", nn.Sequential(
                Block(inputs, outputs), *(Block(outputs, outputs) for _ in range(blocks - 1))))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


def fixed_input(batch):
    """Element i is ((i * 7919 + i // 1024 * 311) mod 1021) / 256 - 2, in row-major order."""
    i = torch.arange(batch * 3 * 32 * 32)
    values = (i * 7919 + i // 1024 * 311) % 1021
    return (values.double() / 256 - 2).float().reshape(batch, 3, 32, 32)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/weights")
    options = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    golden = {"torch": torch.__version__, "batch": 4, "logits": {}}
    for name, file in CHECKPOINTS.items():
        checkpoint = torch.load(options.data / file, map_location="cpu", weights_only=True)
        model = CIFARResNet(int(name.removeprefix("resnet")))
        model.load_state_dict({key.removeprefix("module."): value
                               for key, value in checkpoint["state_dict"].items()})
        with torch.inference_mode():
            golden["logits"][name] = model.eval()(fixed_input(4)).tolist()
    (GOLDENS / "cifar_logits.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
