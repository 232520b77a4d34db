#!/usr/bin/env python3
"""Writes small checkpoints with PyTorch itself, and what they must read as.

    torch_goldens.py             refresh Tests/Model/Weights/Goldens
    torch_goldens.py --digests FOLDER...
                                 print CRC-32 of every tensor of the .pth, .th and .safetensors
                                 files there, as Goldens/real-files.json wants them

Needs torch, safetensors and numpy. Bytes differ between versions of torch; values do not.
"""

import collections
import json
import pathlib
import sys
import zlib

import torch
from safetensors.torch import load_file, save_file

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/Model/Weights/Goldens"
TYPES = {"bool": "BOOL", "uint8": "U8", "int8": "I8", "int16": "I16", "int32": "I32",
         "int64": "I64", "float16": "F16", "bfloat16": "BF16", "float32": "F32",
         "float64": "F64", "complex64": "C64", "float8_e4m3fn": "F8_E4M3",
         "float8_e5m2": "F8_E5M2", "uint16": "U16", "uint32": "U32", "uint64": "U64"}


def module():
    torch.manual_seed(7)
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.PReLU())
    net(torch.randn(2, 3, 5, 5))
    return net


def objects():
    """Name -> (object to save, prefix of the tensors that are read by default)."""
    base = torch.arange(24.0).reshape(2, 3, 4)
    halves = torch.tensor([1.0, -0.0, 65504, 6e-8, 1e-5, float("inf"), -float("inf")])
    net = module()
    adam = torch.optim.Adam(net.parameters())
    sum((p ** 2).sum() for p in net.parameters()).backward()
    adam.step()
    return {
        "module": net.state_dict(),
        "parameters": dict(net.named_parameters()),
        "trainer": {"epoch": 3, "best": 91.5, "note": "ключ", "done": True, "none": None,
                    "state_dict": collections.OrderedDict(
                        ("module." + k, v) for k, v in net.state_dict().items()),
                    "optimizer": adam.state_dict()},
        "types": {str(t)[6:]: torch.tensor([0, 1, 2, 3]).to(t) for t in (
            torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
            torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64)},
        "rounding": {"half": halves.half(), "brain": halves.bfloat16(), "double": torch.tensor(
            [16777217.0, 16777219.0, 0.1, 1e300, 1e-300], dtype=torch.float64),
            "long": torch.tensor([2**53 + 1, -(2**63), 16777217, 33554435])},
        "views": {"base": base, "transposed": base.transpose(0, 2), "slice": base[:, 1:, ::2],
                  "scalar": base[1, 2, 3], "expanded": torch.ones(1).expand(4, 5),
                  "empty": torch.empty(0, 3), "tied": base,
                  "channels_last": base.reshape(1, 2, 3, 4).to(
                      memory_format=torch.channels_last)},
        "many": {f"k{i}": torch.full((1,), float(i)) for i in range(300)},
        "single": torch.tensor([1.5, 2.5]),
    }


def flatten(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name or "tensor", value.detach()
    elif isinstance(value, (dict, list, tuple)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            yield from flatten(item, f"{name}.{key}" if name else str(key))


def content(tensor):
    flat = tensor.contiguous().reshape(-1)
    return bytes(flat.view(torch.uint8).numpy()) if flat.numel() else b""


def describe(tensor):
    kind = TYPES[str(tensor.dtype)[6:]]
    entry = {"type": kind, "shape": list(tensor.shape), "hex": content(tensor).hex()}
    if kind != "C64":
        entry["floatBits"] = tensor.float().contiguous().reshape(-1).view(torch.int32).tolist()
        entry["floatBits"] = [bits & 0xFFFFFFFF for bits in entry["floatBits"]]
    return entry


def write_goldens():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, value in objects().items():
        for form, is_zip in (("zip", True), ("legacy", False)):
            torch.save(value, GOLDENS / f"{name}.{form}.pth", _use_new_zipfile_serialization=is_zip)
        chosen = value["state_dict"] if name == "trainer" else value
        expected[name] = [{"name": k, **describe(t)} for k, t in flatten(chosen)]
    newest = [*(objects()["types"].items()), *(
        (n, torch.tensor([0.0, 1.0, 2.0, 3.0]).to(getattr(torch, n)))
        for n in ("float8_e4m3fn", "float8_e5m2", "uint16", "uint32", "uint64"))]
    save_file(dict(newest), GOLDENS / "types.safetensors", {"format": "pt"})
    every_float8 = torch.arange(256, dtype=torch.uint8)
    finite8 = {n: every_float8.clone().view(getattr(torch, n)) for n in ("float8_e4m3fn", "float8_e5m2")}
    save_file(finite8, GOLDENS / "float8.safetensors")
    expected["types.safetensors"] = [{"name": k, **describe(t)} for k, t in newest]
    expected["float8.safetensors"] = [{"name": k, **describe(t)} for k, t in finite8.items()]
    (GOLDENS / "expected.json").write_text(lines(expected))


def lines(table):
    """JSON with one tensor a line: small, and readable in a diff."""
    parts = []
    for name, entries in table.items():
        rows = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries)
        parts.append(f"{json.dumps(name)}: [\n{rows}\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def digests(folders):
    files = [f for d in folders for f in sorted(pathlib.Path(d).iterdir())
             if f.suffix in (".pth", ".th", ".safetensors")]
    out = {}
    for file in files:
        is_safe = file.suffix == ".safetensors"
        loaded = load_file(file) if is_safe else torch.load(file, map_location="cpu",
                                                            weights_only=True)
        if isinstance(loaded, dict) and isinstance(loaded.get("state_dict"), dict):
            loaded = loaded["state_dict"]
        out[file.name] = [
            {"name": k, "type": TYPES[str(t.dtype)[6:]], "shape": list(t.shape),
             "crc32": zlib.crc32(content(t))} for k, t in flatten(loaded)]
    print(lines(out), end="")


if sys.argv[1:2] == ["--digests"]:
    digests(sys.argv[2:])
elif not sys.argv[1:]:
    write_goldens()
else:
    sys.exit(__doc__)
