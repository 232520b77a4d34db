#!/usr/bin/env python3
"""Writes the names and shapes that upstream's Swin Transformers and ConvNeXts have.

    swin_convnext_names.py > Tests/Blueprints/Goldens/swin-convnext-names.txt

Runs under the Python of Tools/bench/peers-env. Format as resnet_names.py has it, with sections
called `our-name/library` and no multiply-accumulates.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bench"))
import peer_networks  # noqa: E402

BLOCK = re.compile(r"((?:layers|stages)\.\d+\.blocks|features\.\d+)\.(\d+)\.(.+)")
# Those torchvision has, as timm calls them.
TIMM = {
    "swin-t": "swin_tiny_patch4_window7_224", "swin-s": "swin_small_patch4_window7_224",
    "swin-b": "swin_base_patch4_window7_224", "swinv2-t": "swinv2_tiny_window8_256",
    "swinv2-s": "swinv2_small_window8_256", "swinv2-b": "swinv2_base_window8_256",
    "convnext-t": "convnext_tiny", "convnext-s": "convnext_small",
    "convnext-b": "convnext_base", "convnext-l": "convnext_large",
}


def sections(model):
    """Tensors grouped by block, runs of equal blocks joined."""
    runs = []
    for key, tensor in model.state_dict().items():
        match = BLOCK.fullmatch(key)
        prefix, index, rest = match.groups() if match else ("-", "-", key)
        entry = f"{rest}:{'x'.join(map(str, tensor.shape)) or 'scalar'}"
        if runs and runs[-1][0] == prefix and runs[-1][2] == index:
            runs[-1][3].append(entry)
        else:
            runs.append([prefix, index, index, [entry]])
    joined = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and run[1] != "-" and last[0] == run[0] and last[3] == run[3]:
            last[2] = run[2]
        else:
            joined.append(run)
    for prefix, first, last, entries in joined:
        print(prefix, first, last, *entries)


def main():
    import torch
    peer_networks.torchvision_models()
    import timm
    for ours, (library, name) in peer_networks.UPSTREAM.items():
        models = {library: lambda: peer_networks.untrained(ours, 224)}
        if ours in TIMM:
            models["timm"] = lambda: timm.create_model(TIMM[ours], pretrained=False)
        for source, make in models.items():
            with torch.device("meta"):
                model = make()
            print("=", f"{ours}/{source}", sum(p.numel() for p in model.parameters()), "-")
            sections(model)


if __name__ == "__main__":
    main()
