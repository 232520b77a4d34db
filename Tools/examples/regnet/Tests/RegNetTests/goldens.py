#!/usr/bin/env python3
"""Writes what torchvision's RegNet computes with seeded random weights.

Usage: goldens.py [NAME...]          (default: regnet_y_tiny, which is committed)

Goldens/NAME.safetensors holds the checkpoint under torchvision's names, `golden.image` and
`golden.logits`. regnet_y_400mf and regnet_x_400mf are for a run of one's own: the test compares
all files that are there. Needs torch, torchvision and safetensors.
"""

import functools
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torchvision.models import regnet
from torchvision.models.regnet import BlockParams, RegNet

FOLDER = pathlib.Path(__file__).resolve().parent / "Goldens"


def tiny():
    sizes = BlockParams(depths=[1, 1, 2, 1], widths=[8, 16, 24, 32], group_widths=[8] * 4,
                        bottleneck_multipliers=[1.0] * 4, strides=[2] * 4, se_ratio=0.25)
    return RegNet(sizes, num_classes=10, stem_width=8,
                  norm_layer=functools.partial(torch.nn.BatchNorm2d, eps=1e-5)), 64


def model(name):
    return tiny() if name == "regnet_y_tiny" else (getattr(regnet, name)(), 224)


def main():
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or ["regnet_y_tiny"]:
        torch.manual_seed(1)
        network, side = model(name)
        network.eval()
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                # Fresh statistics would hide a norm that is left out.
                module.running_mean.normal_(0, 0.2)
                module.running_var.uniform_(0.5, 1.5)
                module.weight.data.uniform_(0.5, 1.5)
                module.bias.data.normal_(0, 0.2)
        image = torch.randn(1, 3, side, side)
        with torch.no_grad():
            logits = network(image)
        tensors = {key: value.contiguous() for key, value in network.state_dict().items()
                   if not key.endswith("num_batches_tracked")}
        tensors |= {"golden.image": image, "golden.logits": logits.contiguous()}
        save_file(tensors, FOLDER / f"{name}.safetensors")
        print(f"{name}: {sum(p.numel() for p in network.parameters())} parameters")


if __name__ == "__main__":
    main()
