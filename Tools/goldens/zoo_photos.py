#!/usr/bin/env python3
"""Draws the small photos of Tests/Programs/zoo/Photos and Tests/Training/Evaluation/Photos.

    Tools/goldens/zoo_photos.py

Needs Pillow and numpy. Every picture is a formula, so the files are ours. Encoders differ between
versions of Pillow; no test compares the files' bytes.
"""

import pathlib

import numpy
from PIL import Image

TESTS = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests"


def drawn(width, height, formula):
    y, x = numpy.mgrid[0:height, 0:width]
    channels = formula(x / width, y / height)
    return Image.fromarray(numpy.stack(
        [numpy.clip(channel * 255, 0, 255).astype(numpy.uint8) for channel in channels], axis=-1))


def main():
    folder = TESTS / "Programs/zoo/Photos"
    folder.mkdir(parents=True, exist_ok=True)
    ramp = drawn(48, 40, lambda x, y: (x, y, 1 - x))
    ramp.save(folder / "ramp.png")
    stripes = drawn(64, 48, lambda x, y: (0.5 + 0.5 * numpy.sin(40 * x), y, x * y))
    stripes.save(folder / "stripes.jpg", quality=90)
    rings = drawn(40, 56, lambda x, y: [
        0.5 + 0.5 * numpy.cos((20 + 5 * c) * numpy.hypot(x - 0.5, y - 0.5)) for c in range(3)])
    rings.save(folder / "rings.webp", lossless=True)
    stripes.convert("L").save(folder / "grey.png")
    whole = (folder / "stripes.jpg").read_bytes()
    (folder / "truncated.jpg").write_bytes(whole[:len(whole) // 3])
    (folder / "text.jpg").write_text("This is no photo.\n")

    folder = TESTS / "Training/Evaluation/Photos"
    folder.mkdir(parents=True, exist_ok=True)
    for name, color in (("red", (255, 0, 0)), ("green", (0, 255, 0)), ("blue", (0, 0, 255))):
        Image.new("RGB", (32, 32), color).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
