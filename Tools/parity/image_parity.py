#!/usr/bin/env python3
"""Compares FrankenImage with Pillow and torchvision on photos.

    swift build -c release --product zoo
    Tools/parity/image_parity.py --photos PHOTOS.tar [--photos MORE.tar] [--count 50]

Needs Pillow, numpy and torchvision. For each photo: full decode against Pillow, and Resize 256 ->
CenterCrop 224 against torchvision, bilinear and bicubic. Prints the largest difference and the share
of equal samples; exits with 1 when a crop differs by more than 2 levels anywhere, or by more than 1
in 0.1 % of its samples. `--timing ROUNDS` also compares times, one process each, medians.

With `--references DIR` no zoo runs: photos and torchvision's crops are written there for the
package's own test of the same requirement.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

import numpy
import torch
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode

FILTERS = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}


def extract(tars, count, folder):
    """The first photos of odd size (not 256 on a side) of each tar, `count` in all."""
    paths = []
    for position, tar in enumerate(tars):
        wanted = count // len(tars) + (position < count % len(tars))
        with tarfile.open(tar) as archive:
            for entry in archive:
                if wanted == 0:
                    break
                if entry.isfile():
                    name = f"{len(paths):03d}{pathlib.Path(entry.name).suffix.lower()}"
                    path = folder / name
                    path.write_bytes(archive.extractfile(entry).read())
                    paths.append(path)
                    wanted -= 1
    return paths


def crop(path, interpolation):
    pipeline = transforms.Compose(
        [transforms.Resize(256, interpolation=interpolation), transforms.CenterCrop(224)]
    )
    return numpy.asarray(pipeline(Image.open(path).convert("RGB")))


def upright(path):
    return numpy.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


def prepare(zoo, paths, *options):
    """What `zoo prepare --json` says of each photo."""
    printed = subprocess.run(
        [zoo, "prepare", *options, *paths], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(printed)["images"]


def pixels(zoo, stage, output, paths):
    described = prepare(zoo, paths, "--stage", stage, "--output", output)
    data = numpy.fromfile(output, dtype=numpy.uint8)
    images = []
    for image in described:
        size = image["width"] * image["height"] * 3
        images.append(data[:size].reshape(image["height"], image["width"], 3))
        data = data[size:]
    return images


def compare(name, ours, theirs):
    worst, equal, total, failed = 0, 0, 0, 0
    for found, expected in zip(ours, theirs, strict=True):
        if found.shape != expected.shape:
            sys.exit(f"{name}: size {found.shape}, expected {expected.shape}")
        difference = numpy.abs(found.astype(int) - expected.astype(int))
        worst = max(worst, int(difference.max()))
        equal += int((difference == 0).sum())
        total += difference.size
        failed += bool(difference.max() > 2 or (difference > 1).mean() > 0.001)
    print(f"{name}: n={len(ours)}, largest difference {worst}, equal {equal / total:.6%}")
    return failed


def timing(zoo, paths, rounds):
    torch.set_num_threads(1)  # ours runs on one thread
    columns = ["decode", "resize", "normalize", "all"]
    ours = numpy.array([[image[f"{column}Microseconds"] for column in columns]
                        for image in prepare(zoo, paths, "--time", str(rounds))])
    resize = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224)])
    normalize = transforms.Compose(
        [
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    theirs = []
    for path in paths:
        image = Image.open(path).convert("RGB")
        cropped = resize(image)
        steps = [
            lambda: Image.open(path).convert("RGB"),
            lambda: resize(image),
            lambda: normalize(cropped),
            lambda: normalize(resize(Image.open(path).convert("RGB"))),
        ]
        row = []
        for step in steps:
            times = []
            for _ in range(rounds):
                start = time.perf_counter()
                step()
                times.append((time.perf_counter() - start) * 1e6)
            row.append(statistics.median(times))
        theirs.append(row)
    theirs = numpy.array(theirs)
    for column, name in enumerate(["decode", "resize + crop", "normalize", "all"]):
        a, b = ours[:, column].mean(), theirs[:, column].mean()
        print(f"{name}: {a:.0f} us, Pillow/torchvision {b:.0f} us, ratio {a / b:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", action="append", required=True, help="a tar of images")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--zoo", default=".build/release/zoo")
    parser.add_argument("--timing", type=int, metavar="ROUNDS")
    parser.add_argument("--references", type=pathlib.Path, metavar="DIR")
    options = parser.parse_args()
    if options.references:
        options.references.mkdir(parents=True, exist_ok=True)
        for path in extract(options.photos, options.count, options.references):
            for name, interpolation in FILTERS.items():
                crop(path, interpolation).tofile(f"{path}.{name}.rgb")
        return
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        paths = extract(options.photos, options.count, scratch)
        output = scratch / "pixels"
        found = pixels(options.zoo, "decode", output, paths)
        compare("decode", found, [upright(path) for path in paths])
        failed = 0
        for name, interpolation in FILTERS.items():
            found = pixels(options.zoo, name, output, paths)
            failed += compare(name, found, [crop(path, interpolation) for path in paths])
        if options.timing:
            timing(options.zoo, paths, options.timing)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
