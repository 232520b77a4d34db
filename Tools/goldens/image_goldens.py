#!/usr/bin/env python3
"""Writes Tests/Model/Image/Goldens: small images and the pixels that Pillow makes of them.

    Tools/goldens/image_goldens.py

Needs Pillow, numpy and torchvision; made with Pillow 13.0.0 and torchvision 0.28.0. The pictures are
computed here, none is taken from anywhere. Layout:

- Decode/NAME.EXT with Decode/NAME.EXT.rgb: width and height as little-endian u32, then the pixels of
  ImageOps.exif_transpose(Image.open(NAME.EXT)).convert("RGB").
- Decode/NAME.jpg.N.rgb: the same at scale 1/N (Image.draft).
- Notes/NAME.EXT with Notes/NAME.EXT.rgb: likewise, for image_notes.py.
- Resize/WxH-FILTER.rgb and Resize/WxH-FILTER-L,T,R,B.rgb: Decode/rgb8.png resized, with a box.
- Prepare/SHORT-CROP-FILTER-WxH.f32: Resize(SHORT), CenterCrop(CROP), ToTensor, Normalize of the
  upper left WxH pixels of Decode/rgb8.png; crop-256-224-FILTER.png: the 224 crop of `picture(500, 375)`.
- Hostile/*: see image_hostile.py.
"""

import io
import pathlib
import shutil
import struct
import zlib

import numpy
from PIL import Image, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode

import image_hostile
import image_notes

ROOT = pathlib.Path(__file__).resolve().parents[2] / "Tests/Model/Image/Goldens"
FILTERS = {"bilinear": InterpolationMode.BILINEAR, "bicubic": InterpolationMode.BICUBIC}
WIDTH, HEIGHT = 45, 37


def picture(width, height):
    """Waves with some grain. The test computes the same in integers."""
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.int64)
    channels = []
    for channel in range(3):
        wave = (x * (channel + 1) + y * (3 - channel)) % 128
        bump = (x * y * (channel + 1) // 16) % 96
        grain = (x * 7919 + y * 104729 + channel * 1299709) % 31
        channels.append(wave + bump + grain)
    return numpy.stack(channels, axis=2).astype(numpy.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_rows(samples, depth):
    """Samples [h, w, c] as filter-0 PNG rows."""
    rows = bytearray()
    for row in samples.reshape(samples.shape[0], -1):
        rows.append(0)
        if depth == 16:
            rows += row.astype(">u2").tobytes()
        elif depth == 8:
            rows += row.astype(numpy.uint8).tobytes()
        else:
            bits = (row[:, None] >> numpy.arange(depth - 1, -1, -1)) & 1
            rows += numpy.packbits(bits.astype(numpy.uint8).ravel()).tobytes()
    return bytes(rows)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, color, depth, interlaced=False, extra=b""):
    height, width = samples.shape[:2]
    if interlaced:
        raw = b""
        for x, y, dx, dy in ADAM7:
            part = samples[y::dy, x::dx]
            if part.size:
                raw += pack_rows(part, depth)
    else:
        raw = pack_rows(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
        + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")
    )


def deep(samples):
    """8-bit samples as 16-bit ones whose low byte matters."""
    return samples.astype(numpy.int64) * 256 + (255 - samples)


def png_files():
    color = picture(WIDTH, HEIGHT)
    gray = color[:, :, :1]
    alpha = picture(WIDTH, HEIGHT)[::-1, ::-1, 1:2]
    palette = picture(16, 16).reshape(-1, 3)
    yield "rgb8", png(color, 2, 8)
    for interlaced in (False, True):
        tail = "-interlaced" if interlaced else ""
        for depth in (1, 2, 4, 8):
            yield f"gray{depth}{tail}", png(gray >> (8 - depth), 0, depth, interlaced)
            plte = chunk(b"PLTE", palette[: 1 << depth].tobytes())
            yield f"palette{depth}{tail}", png(gray >> (8 - depth), 3, depth, interlaced, plte)
        yield f"gray16{tail}", png(deep(gray), 0, 16, interlaced)
        yield f"gray-alpha8{tail}", png(numpy.concatenate([gray, alpha], 2), 4, 8, interlaced)
        yield f"gray-alpha16{tail}", png(deep(numpy.concatenate([gray, alpha], 2)), 4, 16, interlaced)
        yield f"rgb16{tail}", png(deep(color), 2, 16, interlaced)
        yield f"rgba8{tail}", png(numpy.concatenate([color, alpha], 2), 6, 8, interlaced)
        yield f"rgba16{tail}", png(deep(numpy.concatenate([color, alpha], 2)), 6, 16, interlaced)
    yield "gray16-dark", png(deep(gray) >> 8, 0, 16)
    plte = chunk(b"PLTE", palette.tobytes())
    yield "palette8-trns", png(gray, 3, 8, False, plte + chunk(b"tRNS", bytes(range(200))))
    yield "palette8-short", png(gray, 3, 8, False, chunk(b"PLTE", palette[:100].tobytes()))
    yield "palette2-short", png(gray >> 6, 3, 2, False, chunk(b"PLTE", palette[:3].tobytes()))
    yield "gray8-trns", png(gray, 0, 8, False, chunk(b"tRNS", b"\0\x40"))
    yield "rgb8-trns", png(color, 2, 8, False, chunk(b"tRNS", b"\0\x40\0\x41\0\x42"))
    yield "rgb8-gamma", png(color, 2, 8, False, chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "rgb8-one-pixel", png(color[:1, :1], 2, 8)
    frames = [Image.fromarray(color), Image.fromarray(255 - color)]
    yield "animated", encode(frames[0], "PNG", save_all=True, append_images=frames[1:])
    for orientation in range(1, 9):
        yield f"orientation{orientation}", png(color[:9, :13], 2, 8, False, chunk(b"eXIf", exif(orientation)))


def exif(orientation, order="<"):
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(order + "HHII", 0x0100, 4, 1, 5) + struct.pack(
        order + "HHIHH", 0x0112, 3, 1, orientation, 0
    )
    return mark + struct.pack(order + "IH", 8, 2) + entries + struct.pack(order + "I", 0)


def encode(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg_files():
    color = Image.fromarray(picture(WIDTH, HEIGHT))
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        yield f"baseline-{name}", encode(color, "JPEG", subsampling=subsampling, quality=80)
        yield f"progressive-{name}", encode(
            color, "JPEG", subsampling=subsampling, quality=80, progressive=True
        )
    # 4:4:0 from 4:2:2: as many blocks stand on end as lay flat, so the scan still fits.
    data = bytearray(encode(color.crop((0, 0, 32, 24)), "JPEG", subsampling=1, quality=80))
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", 32, 24)
    assert data[start + 11] == 0x21
    data[start + 11] = 0x12
    yield "baseline-440", bytes(data)
    yield "gray", encode(color.convert("L"), "JPEG", quality=80)
    yield "rgb-stored", encode(color, "JPEG", quality=80, keep_rgb=True)
    yield "restart", encode(color, "JPEG", quality=80, restart_marker_blocks=2)
    yield "quality-1", encode(color, "JPEG", quality=1)
    four = Image.fromarray(
        numpy.concatenate([picture(WIDTH, HEIGHT), picture(WIDTH, HEIGHT)[::-1, :, :1]], 2), "CMYK"
    )
    cmyk = encode(four, "JPEG", quality=80)
    yield "cmyk", cmyk
    data = bytearray(cmyk)
    adobe = data.index(b"Adobe")
    data[adobe + 11] = 2
    yield "ycck", bytes(data)
    for orientation in range(1, 9):
        for name, order in (("intel", "<"), ("motorola", ">")):
            block = b"Exif\0\0" + exif(orientation, order)
            yield f"orientation{orientation}-{name}", encode(
                color.crop((0, 0, 21, 11)), "JPEG", quality=80, exif=block
            )


def webp_files():
    pixels = picture(WIDTH, HEIGHT)
    color = Image.fromarray(pixels)
    alpha = Image.fromarray(numpy.concatenate([pixels, pixels[::-1, :, :1]], 2))
    yield "lossy", encode(color, "WEBP", quality=60)
    yield "lossless", encode(color, "WEBP", lossless=True)
    yield "lossy-alpha", encode(alpha, "WEBP", quality=60)
    yield "lossless-alpha", encode(alpha, "WEBP", lossless=True, exact=True)
    others = [Image.fromarray(255 - pixels), Image.fromarray(pixels[::-1])]
    yield "animated", encode(color, "WEBP", save_all=True, append_images=others, lossless=True)
    yield "animated-lossy", encode(color, "WEBP", save_all=True, append_images=others)
    for orientation in range(1, 9):
        yield f"orientation{orientation}", encode(
            color.crop((0, 0, 12, 7)), "WEBP", lossless=True, exif=exif(orientation)
        )


def note_files():
    """Where the orientation of a photo may stand, as `note-...`."""
    color = picture(WIDTH, HEIGHT)[:5, :7]
    whole = png(color, 2, 8)
    start, end = whole.index(b"IDAT") - 4, whole.index(b"IEND") - 4
    for name, before, behind in image_notes.png_chunks(chunk):
        yield f"note-{name}.png", whole[:start] + before + whole[start:end] + behind + whole[end:]
    photo = encode(Image.fromarray(color), "JPEG", quality=80)
    for name, segments in image_notes.jpeg_segments():
        yield f"note-{name}.jpg", photo[:2] + segments + photo[2:]
    photo = encode(Image.fromarray(color), "WEBP", lossless=True)
    for name, chunks in image_notes.webp_chunks():
        yield f"note-{name}.webp", image_notes.riff(photo, chunks)


def write_notes():
    for name, data in note_files():
        write("Notes", name, data)
        try:
            image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        except SyntaxError:  # a block that is no TIFF is no reason to refuse a photo
            image = Image.open(io.BytesIO(data)).convert("RGB")
        write("Notes", f"{name}.rgb", pixels_file(image))


def pixels_file(image):
    return struct.pack("<II", *image.size) + image.tobytes()


def write(folder, name, data):
    (ROOT / folder).mkdir(parents=True, exist_ok=True)
    (ROOT / folder / name).write_bytes(data)


def write_decode():
    for extension, files in (("png", png_files()), ("jpg", jpeg_files()), ("webp", webp_files())):
        for name, data in files:
            write("Decode", f"{name}.{extension}", data)
            image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
            write("Decode", f"{name}.{extension}.rgb", pixels_file(image))
            if extension == "jpg" and name in ("baseline-420", "progressive-444", "gray"):
                for scale in (2, 4, 8):
                    image = Image.open(io.BytesIO(data))
                    image.draft(None, (WIDTH // scale, HEIGHT // scale))
                    assert image.size[0] == -(-WIDTH // scale), (image.size, scale)
                    write("Decode", f"{name}.{extension}.{scale}.rgb", pixels_file(image.convert("RGB")))


def write_resize():
    source = Image.fromarray(picture(WIDTH, HEIGHT))
    sizes = [(45, 37), (1, 1), (7, 5), (30, 37), (45, 20), (44, 36), (90, 3), (100, 81), (16, 64)]
    boxes = [None, (3, 2, 40, 30), (0.5, 1.25, 44.75, 36.5), (10, 10, 11, 11)]
    resample = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    for name, kind in resample.items():
        for width, height in sizes:
            for box in boxes if width <= 45 else boxes[:1]:
                tail = "" if box is None else "-" + ",".join(str(float(side)) for side in box)
                image = source.resize((width, height), kind, box=box)
                write("Resize", f"{width}x{height}-{name}{tail}.rgb", pixels_file(image))


def write_prepare():
    normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    for name, interpolation in FILTERS.items():
        for width, height in [(45, 37), (37, 37), (20, 37), (45, 11), (11, 37), (13, 14)]:
            source = Image.fromarray(picture(WIDTH, HEIGHT)[:height, :width])
            for short, crop in [(16, 12), (15, 12), (17, 12), (12, 12), (9, 12), (8, 13)]:
                pipeline = transforms.Compose(
                    [
                        transforms.Resize(short, interpolation=interpolation),
                        transforms.CenterCrop(crop),
                        transforms.ToTensor(),
                        normalize,
                    ]
                )
                values = pipeline(source).numpy().astype("<f4").tobytes()
                write("Prepare", f"{short}-{crop}-{name}-{width}x{height}.f32", values)
        pipeline = transforms.Compose(
            [transforms.Resize(256, interpolation=interpolation), transforms.CenterCrop(224)]
        )
        crop = pipeline(Image.fromarray(picture(500, 375)))
        write("Prepare", f"crop-256-224-{name}.png", encode(crop, "PNG", optimize=True))


def write_hostile():
    """Every hostile file, and what Pillow makes of those that it accepts."""
    for name, data in image_hostile.files():
        write("Hostile", name, data)
        try:
            image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        except Exception as error:  # Pillow raises many kinds
            print(f"{name}: Pillow refuses: {type(error).__name__}: {error}")
            continue
        size = f"{image.size[0]}x{image.size[1]}"
        print(f"{name}: Pillow accepts, {size}")
        if image.size[0] * image.size[1] <= 10_000:
            write("Hostile", f"{name}.rgb", pixels_file(image))


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    write_decode()
    write_notes()
    write_resize()
    write_prepare()
    write_hostile()
    total = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    print(f"{total} bytes")
