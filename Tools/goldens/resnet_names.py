#!/usr/bin/env python3
"""Writes the names, shapes and costs that upstream's ResNets have, one section per model.

    resnet_names.py [CHECKPOINT...] > Tests/Blueprints/Goldens/resnet-names.txt

Needs torch and torchvision (PyPI). CHECKPOINTs are CIFAR ResNets in akamaster's layout, for
example resnet20-12fca82f.th; their keys are listed as they are, `module.` included.

Format: `= name parameters macs` begins a model (macs at 224x224; `-` where not measured). Other
lines are `prefix first last tensor:shape ...` for blocks first...last of equal contents, where
`-` stands for no prefix and no index. Counters (num_batches_tracked) are left out.
"""

import pathlib
import sys

import torch
import torchvision

NAMES = (
    "resnet18 resnet34 resnet50 resnet101 resnet152 wide_resnet50_2 wide_resnet101_2 "
    "resnext50_32x4d resnext101_32x8d"
).split()


def macs(model):
    """Multiply-accumulates of convolutions and linear layers, one 224x224 image."""
    total = 0

    def count(module, _, output):
        nonlocal total
        if isinstance(module, torch.nn.Conv2d):
            total += output.numel() * module.weight[0].numel()
        elif isinstance(module, torch.nn.Linear):
            total += module.weight.numel()

    for module in model.modules():
        module.register_forward_hook(count)
    model(torch.zeros(1, 3, 224, 224, device="meta"))
    return total


def sections(state):
    """Tensors grouped by block, runs of equal blocks joined."""
    rows = []
    for key, tensor in state.items():
        if key.endswith("num_batches_tracked"):
            continue
        parts = key.split(".")
        at = next((i for i, part in enumerate(parts) if part.startswith("layer")), None)
        prefix, index, rest = "-", "-", key
        if at is not None:
            prefix, index = ".".join(parts[: at + 1]), int(parts[at + 1])
            rest = ".".join(parts[at + 2 :])
        entry = f"{rest}:{'x'.join(map(str, tensor.shape)) or 'scalar'}"
        if rows and rows[-1][:2] == [prefix, index]:
            rows[-1][2].append(entry)
        else:
            rows.append([prefix, index, [entry]])
    runs = []
    for prefix, index, entries in rows:
        if runs and index != "-" and runs[-1][0] == prefix and runs[-1][3] == entries:
            runs[-1][2] = index
        else:
            runs.append([prefix, index, index, entries])
    for prefix, first, last, entries in runs:
        print(prefix, first, last, *entries)


def main():
    for name in NAMES:
        with torch.device("meta"):
            model = getattr(torchvision.models, name)().eval()
        learned = sum(parameter.numel() for parameter in model.parameters())
        print("=", name, learned, macs(model))
        sections(model.state_dict())
    for path in map(pathlib.Path, sys.argv[1:]):
        state = torch.load(path, map_location="cpu", weights_only=True)["state_dict"]
        learned = sum(t.numel() for k, t in state.items() if "running_" not in k)
        print("=", path.stem, learned, "-")
        sections(state)


if __name__ == "__main__":
    main()
