"""Hostile image files, made from scratch with the standard library and one Pillow-encoded JPEG.

The rule that the test checks on each: a typed error, or exactly Pillow's pixels; bounded memory.
"""

import io
import struct
import zlib

from PIL import Image


def chunk(kind, data, crc=None):
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = chunk(b"IEND", b"")


def header(width, height, depth=8, color=2, compression=0, filtering=0, interlace=0):
    return chunk(
        b"IHDR",
        struct.pack(">IIBBBBB", width, height, depth, color, compression, filtering, interlace),
    )


def rows(width, height, channels=3, filtering=0):
    line = bytes([filtering]) + bytes(i * 37 % 256 for i in range(width * channels))
    return line * height


def idat(raw):
    return chunk(b"IDAT", zlib.compress(raw, 9))


def png_files():
    good = idat(rows(9, 7))
    for name, width, height in [
        ("0x7", 0, 7), ("9x0", 9, 0), ("0x0", 0, 0), ("max", 2**31 - 1, 2**31 - 1),
        ("over-max", 2**32 - 1, 2**32 - 1), ("wide", 2**31 - 1, 1), ("tall", 1, 2**31 - 1),
        ("over-limit", 8193, 8192), ("65535", 65535, 65535), ("larger-than-data", 19, 17),
        ("smaller-than-data", 3, 2),
    ]:
        yield f"size-{name}.png", SIGNATURE + header(width, height) + good + END
    for color, depth in [(0, 3), (0, 32), (2, 4), (3, 16), (4, 2), (1, 8), (5, 8), (7, 8), (255, 255)]:
        yield f"mode-{color}-{depth}.png", SIGNATURE + header(9, 7, depth, color) + good + END
    yield "compression.png", SIGNATURE + header(9, 7, compression=9) + good + END
    yield "filtering.png", SIGNATURE + header(9, 7, filtering=9) + good + END
    yield "interlace.png", SIGNATURE + header(9, 7, interlace=2) + good + END
    yield "row-filter.png", SIGNATURE + header(9, 7) + idat(rows(9, 7, filtering=9)) + END
    bomb = zlib.compress(bytes(32 << 20), 9)
    yield "bomb-idat.png", SIGNATURE + header(9, 7) + chunk(b"IDAT", bomb) + END
    tail = zlib.compress(rows(9, 7), 9) + bytes(40_000)
    yield "surplus-data.png", SIGNATURE + header(9, 7) + chunk(b"IDAT", tail) + END
    for kind, prefix in [(b"zTXt", b"Comment\0\0"), (b"iCCP", b"ICC\0\0"), (b"iTXt", b"C\0\1\0\0\0")]:
        side = chunk(kind, prefix + bomb)
        yield f"bomb-{kind.decode().lower()}.png", SIGNATURE + header(9, 7) + side + good + END
    many = chunk(b"tEXt", b"a\0b") * 2000
    yield "many-chunks.png", SIGNATURE + header(9, 7) + many + good + END
    yield "many-idat.png", SIGNATURE + header(9, 7) + chunk(b"IDAT", b"") * 500 + good + END
    yield "crc-header.png", SIGNATURE + header(9, 7)[:-4] + b"abcd" + good + END
    yield "crc-idat.png", SIGNATURE + header(9, 7) + good[:-4] + b"abcd" + END
    yield "crc-text.png", SIGNATURE + header(9, 7) + chunk(b"tEXt", b"a\0b", 1) + good + END
    yield "no-end.png", SIGNATURE + header(9, 7) + good
    yield "no-data.png", SIGNATURE + header(9, 7) + END
    yield "no-header.png", SIGNATURE + good + END
    yield "only-signature.png", SIGNATURE
    yield "two-headers.png", SIGNATURE + header(9, 7) + header(90, 70) + good + END
    yield "adler.png", SIGNATURE + header(9, 7) + chunk(b"IDAT", zlib.compress(rows(9, 7))[:-4] + b"abcd") + END
    yield "not-deflate.png", SIGNATURE + header(9, 7) + chunk(b"IDAT", b"hello, world") + END
    yield "chunk-length.png", SIGNATURE + header(9, 7) + b"\xff\xff\xff\xffIDAT" + good
    yield "chunk-name.png", SIGNATURE + header(9, 7) + chunk(b"\0\1\2\3", b"") + good + END
    yield "unknown-critical.png", SIGNATURE + header(9, 7) + chunk(b"ABCD", b"x") + good + END
    interlaced = SIGNATURE + header(9, 7, interlace=1) + good + END
    yield "interlaced-short.png", interlaced
    yield "interlaced-cut.png", interlaced[:-30]
    indexed = header(9, 7, 8, 3)
    data = idat(rows(9, 7, 1))
    palette = chunk(b"PLTE", bytes(range(30)))
    yield "palette-out-of-range.png", SIGNATURE + indexed + palette + data + END
    yield "palette-missing.png", SIGNATURE + indexed + data + END
    yield "palette-empty.png", SIGNATURE + indexed + chunk(b"PLTE", b"") + data + END
    yield "palette-not-threes.png", SIGNATURE + indexed + chunk(b"PLTE", bytes(31)) + data + END
    yield "palette-too-long.png", SIGNATURE + indexed + chunk(b"PLTE", bytes(771)) + data + END
    yield "palette-in-gray.png", SIGNATURE + header(9, 7, 8, 0) + palette + data + END
    yield "palette-after-data.png", SIGNATURE + indexed + data + palette + END
    yield "trns-too-long.png", SIGNATURE + indexed + palette + chunk(b"tRNS", bytes(200)) + data + END
    yield "trns-empty.png", SIGNATURE + indexed + palette + chunk(b"tRNS", b"") + data + END
    yield "trns-odd.png", SIGNATURE + header(9, 7) + chunk(b"tRNS", b"abc") + good + END
    yield "trns-first.png", SIGNATURE + indexed + chunk(b"tRNS", b"ab") + palette + data + END
    # Orientation blocks: an offset into itself, beyond the end, a wrong type, an unknown value.
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    for name, block in [
        ("loop", b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)),
        ("beyond", b"II*\0" + struct.pack("<I", 0xFFFFFFF0)),
        ("inside-itself", b"II*\0" + struct.pack("<I", 0)),
        ("count", b"II*\0" + struct.pack("<IH", 8, 65535) + entry),
        ("value", b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, 99, 0, 0)),
        ("short", b"II"),
        ("empty", b""),
    ]:
        yield f"exif-{name}.png", SIGNATURE + header(9, 7) + chunk(b"eXIf", block) + good + END


def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def segments(data):
    """Splits a JPEG up to its first scan into (marker, bytes), and the rest."""
    parts, offset = [], 2
    while data[offset + 1] != 0xDA:
        size = struct.unpack(">H", data[offset + 2 : offset + 4])[0]
        parts.append((data[offset + 1], data[offset : offset + 2 + size]))
        offset += 2 + size
    return parts, data[offset:]


def jpeg_files():
    image = Image.frombytes("RGB", (24, 16), bytes(i * 29 % 256 for i in range(24 * 16 * 3)))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70, restart_marker_blocks=1)
    good = buffer.getvalue()
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70, progressive=True)
    progressive = buffer.getvalue()
    frame = good.index(b"\xff\xc0")

    def patched(offset, data, base=good):
        return base[:offset] + data + base[offset + len(data) :]

    for name, height, width in [
        ("0x16", 16, 0), ("24x0", 0, 24), ("0x0", 0, 0), ("65535", 65535, 65535),
        ("larger", 60, 70), ("smaller", 5, 6), ("wide", 1, 65535),
    ]:
        yield f"size-{name}.jpg", patched(frame + 5, struct.pack(">HH", height, width))
    yield "12-bit.jpg", patched(frame + 4, b"\x0c")
    yield "0-bit.jpg", patched(frame + 4, b"\0")
    for marker in (0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCA, 0xCB, 0xCF):
        yield f"sof-{marker:x}.jpg", patched(frame + 1, bytes([marker]))
    for count in (0, 2, 5, 255):
        yield f"components-{count}.jpg", patched(frame + 9, bytes([count]))
    yield "sampling-0.jpg", patched(frame + 11, b"\0")
    yield "sampling-15.jpg", patched(frame + 11, b"\xff")
    yield "sampling-3.jpg", patched(frame + 11, b"\x31")
    yield "table-index.jpg", patched(frame + 12, b"\x09")
    parts, scan = segments(good)
    for name, marker in [("dht", 0xC4), ("dqt", 0xDB), ("sof", 0xC0)]:
        kept = b"".join(data for kind, data in parts if kind != marker)
        yield f"no-{name}.jpg", b"\xff\xd8" + kept + scan
    yield "no-scan.jpg", b"\xff\xd8" + b"".join(data for _, data in parts) + b"\xff\xd9"
    yield "no-end.jpg", good[:-2]
    yield "only-start.jpg", b"\xff\xd8\xff"
    yield "start-end.jpg", b"\xff\xd8\xff\xd9"
    yield "garbage-after.jpg", good + bytes(1000)
    for name, old, new in [("swapped", b"\xff\xd0", b"\xff\xd3"), ("end", b"\xff\xd0", b"\xff\xd9")]:
        yield f"restart-{name}.jpg", good.replace(old, new, 1)
    yield "two-frames.jpg", b"\xff\xd8" + b"".join(d for _, d in parts) + parts[-2][1] + parts[-1][1] + scan
    yield "huffman-counts.jpg", b"\xff\xd8" + segment(0xC4, b"\0" + b"\xff" * 16 + bytes(200)) + good[2:]
    yield "huffman-empty.jpg", b"\xff\xd8" + segment(0xC4, b"") + good[2:]
    yield "quantize-zero.jpg", b"\xff\xd8" + segment(0xDB, b"\0" + bytes(64)) + good[2:]
    yield "segment-length.jpg", good[:4] + b"\0\1" + good[6:]
    # A legal first scan, then the same refinement-free scan again and again.
    start = progressive.index(b"\xff\xda")
    end = start + 2
    while not (progressive[end] == 0xFF and progressive[end + 1] not in (0, *range(0xD0, 0xD8))):
        end += 1
    yield "scans-1000.jpg", progressive[:end] + progressive[start:end] * 999 + b"\xff\xd9"
    yield "scans-cut.jpg", progressive[:end] + b"\xff\xd9"
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)
    loop = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)
    yield "exif-loop.jpg", b"\xff\xd8" + segment(0xE1, loop) + good[2:]
    yield "exif-beyond.jpg", b"\xff\xd8" + segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff") + good[2:]
    yield "exif-short.jpg", b"\xff\xd8" + segment(0xE1, b"Exif\0\0") + good[2:]


def webp_files():
    image = Image.frombytes("RGB", (12, 9), bytes(i * 29 % 256 for i in range(12 * 9 * 3)))

    def encoded(**options):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", **options)
        return buffer.getvalue()

    lossless, lossy = encoded(lossless=True), encoded(quality=50)
    extended = encoded(lossless=True, exif=b"Exif\0\0II*\0\x08\0\0\0\0\0")
    yield "riff-size-0.webp", lossless[:4] + bytes(4) + lossless[8:]
    yield "riff-size-max.webp", lossless[:4] + b"\xff" * 4 + lossless[8:]
    yield "chunk-size-max.webp", lossless[:16] + b"\xff" * 4 + lossless[20:]
    yield "chunk-size-0.webp", lossless[:16] + bytes(4) + lossless[20:]
    yield "chunk-name.webp", lossless[:12] + b"VP8Q" + lossless[16:]
    yield "only-header.webp", lossless[:12]
    yield "lossy-as-lossless.webp", lossy[:12] + b"VP8L" + lossy[16:]
    yield "lossless-size.webp", lossless[:21] + b"\xff" * 4 + lossless[25:]
    yield "lossy-size.webp", lossy[:26] + b"\xff\x3f\xff\x3f" + lossy[30:]
    yield "canvas-max.webp", extended[:24] + b"\xff" * 6 + extended[30:]
    yield "canvas-other.webp", extended[:24] + b"\x20\0\0\x20\0\0" + extended[30:]
    yield "animation-flag.webp", extended[:20] + bytes([extended[20] | 2]) + extended[21:]
    yield "garbage-after.webp", lossless + bytes(100)
    yield "cut-bits.webp", lossless[:-40] + bytes(40)


def other_files():
    yield "empty.png", b""
    yield "one-byte.jpg", b"\xff"
    yield "zeros.png", bytes(100)
    gif = io.BytesIO()
    Image.new("P", (4, 4)).save(gif, "GIF")
    yield "picture.gif", gif.getvalue()
    for kind in ("BMP", "TIFF", "PPM", "ICO"):
        buffer = io.BytesIO()
        Image.new("RGB", (16, 16)).save(buffer, kind)
        yield f"picture.{kind.lower()}", buffer.getvalue()
    yield "document.pdf", b"%PDF-1.7\n"
    yield "photo.heic", struct.pack(">I", 24) + b"ftypheic" + bytes(12)
    yield "photo.avif", struct.pack(">I", 24) + b"ftypavif" + bytes(12)
    yield "text.txt", b"not an image at all\n"
    yield "page.html", b"<!doctype html><title>404</title>"


def files():
    yield from png_files()
    yield from jpeg_files()
    yield from webp_files()
    yield from other_files()
