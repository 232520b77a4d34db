"""Photos whose orientation stands where camera programs rarely put it; see image_goldens.py.

Whatever Pillow makes of them is right, also where it finds no orientation.
"""

import struct
import zlib


def tiff(entries, order="<", mark=None, tail=b""):
    """A TIFF block of one directory; an entry is (tag, type, count, four bytes or an offset)."""
    mark = mark or (b"II*\0" if order == "<" else b"MM\0*")
    data = b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return mark + struct.pack(order + "IH", 8, len(entries)) + data + struct.pack(order + "I", 0) + tail


def short(value, order="<"):
    return struct.pack(order + "HH", value, 0)


def long(value, order="<"):
    return struct.pack(order + "I", value)


def xmp(text):
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" {text}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


ATTRIBUTE = xmp('tiff:Orientation="6"/>')
ELEMENT = xmp("><tiff:Orientation>8</tiff:Orientation></rdf:Description>")
QUOTED = xmp("tiff:Orientation='6'/>")
NINE = xmp('tiff:Orientation="9"/>')
LATER = xmp('tiff:OrientationOfIt="3" tiff:Orientation="5"/>')
WIDTH = (0x0100, 4, 1, long(5))


def exif_blocks():
    """Blocks that every container takes, by name."""
    yield "long", tiff([WIDTH, (0x0112, 4, 1, long(6))])
    yield "long-motorola", tiff([(0x0112, 4, 1, long(8, ">"))], ">")
    yield "signed", tiff([(0x0112, 8, 1, short(3))])
    yield "byte", tiff([(0x0112, 1, 1, b"\x06\0\0\0")])
    yield "ascii", tiff([(0x0112, 2, 2, b"6\0\0\0")])
    yield "two", tiff([(0x0112, 3, 2, struct.pack("<HH", 6, 3))])
    yield "four-behind", tiff([(0x0112, 3, 4, long(26))], tail=struct.pack("<HHHH", 5, 1, 1, 1))
    yield "far", tiff([(0x0112, 3, 4, long(1 << 30))])
    yield "twice", tiff([(0x0112, 3, 1, short(6)), (0x0112, 3, 1, short(8))])
    yield "zero", tiff([(0x0112, 3, 1, short(0))])
    yield "nine", tiff([(0x0112, 3, 1, short(9))])
    yield "huge", tiff([(0x0112, 4, 1, long(65542))])
    yield "mark", tiff([(0x0112, 3, 1, short(6))], mark=b"II\0*")
    yield "doubled", b"Exif\0\0" + tiff([(0x0112, 3, 1, short(6))])
    yield "none", tiff([WIDTH])


def profile(block):
    """ImageMagick's text of a profile."""
    digits = block.hex()
    lines = "\n".join(digits[start : start + 72] for start in range(0, len(digits), 72))
    return f"\nexif\n{len(block):8}\n{lines}\n".encode()


def png_chunks(chunk):
    """Lists of chunks before and after the image data, by name."""
    turned = tiff([(0x0112, 3, 1, short(6))])
    text = profile(b"Exif\0\0" + turned)
    name, xml = b"Raw profile type exif\0", b"XML:com.adobe.xmp\0"
    plain = chunk(b"iTXt", xml + b"\0\0\0\0" + ATTRIBUTE)
    for kind, block in exif_blocks():
        yield f"exif-{kind}", chunk(b"eXIf", block), b""
        yield f"exif-{kind}-xmp", chunk(b"eXIf", block) + plain, b""
    yield "profile", chunk(b"zTXt", name + b"\0" + zlib.compress(text)), b""
    yield "profile-plain", chunk(b"tEXt", name + text), b""
    yield "profile-without-head", chunk(b"tEXt", name + profile(turned)), b""
    yield "profile-behind", b"", chunk(b"zTXt", name + b"\0" + zlib.compress(text))
    yield "profile-exif", chunk(b"tEXt", name + text) + chunk(b"eXIf", tiff([(0x0112, 3, 1, short(3))])), b""
    yield "profile-upper", chunk(b"tEXt", name + text.upper().replace(b"EXIF", b"exif")), b""
    yield "profile-app1", chunk(b"tEXt", b"Raw profile type APP1\0" + text), b""
    yield "xmp", plain, b""
    yield "xmp-behind", b"", plain
    yield "xmp-compressed", chunk(b"iTXt", xml + b"\1\0de\0XMP\0" + zlib.compress(ELEMENT)), b""
    yield "xmp-twice", plain + chunk(b"iTXt", xml + b"\0\0\0\0" + ELEMENT), b""
    for kind, document in (("quoted", QUOTED), ("nine", NINE), ("later", LATER), ("element", ELEMENT)):
        yield f"xmp-{kind}", chunk(b"iTXt", xml + b"\0\0\0\0" + document), b""


def segment(data):
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def jpeg_segments():
    """APP1 segments to put behind the start of a JPEG, by name."""
    name = b"http://ns.adobe.com/xap/1.0/\0"
    for kind, block in exif_blocks():
        yield f"exif-{kind}", segment(b"Exif\0\0" + block)
        yield f"exif-{kind}-xmp", segment(name + ATTRIBUTE) + segment(b"Exif\0\0" + block)
    yield "xmp", segment(name + ATTRIBUTE)
    yield "xmp-element", segment(name + ELEMENT)
    yield "xmp-twice", segment(name + ATTRIBUTE) + segment(name + ELEMENT)


def riff(data, chunks):
    """A lossless WebP with further chunks behind it, in the extended form."""
    body = data[12:]
    size = struct.unpack("<I", body[4:8])[0]
    bits = struct.unpack("<I", body[9:13])[0]
    width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    flags = sum({b"EXIF": 8, b"XMP ": 4}[kind] for kind, _ in chunks)
    head = struct.pack("<B3x", flags) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"VP8X" + struct.pack("<I", len(head)) + head + body[: 8 + size + size % 2]
    for kind, content in chunks:
        body += kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def webp_chunks():
    """Chunks of a WebP, by name."""
    for kind, block in exif_blocks():
        yield f"exif-{kind}", [(b"EXIF", block)]
        yield f"exif-{kind}-xmp", [(b"EXIF", block), (b"XMP ", ATTRIBUTE)]
    yield "xmp", [(b"XMP ", ATTRIBUTE)]
    yield "xmp-element", [(b"XMP ", ELEMENT)]
