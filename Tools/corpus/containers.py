"""Builders for the containers of the hostile corpus. Standard library only."""

import io
import json
import struct
import warnings
import zipfile

# --- safetensors ---------------------------------------------------------------------------


def safetensors(header, data=b"", length=None):
    """A file of an 8-byte length, a header (a dict, or bytes to break the rules) and data."""
    if not isinstance(header, bytes):
        header = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def tensor(dtype, shape, begin, end, **extra):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end], **extra}


# --- pickle, protocol 2 --------------------------------------------------------------------

MARK, STOP, NONE, FALSE = b"(", b".", b"N", b"\x89"
EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT = b")", b"]", b"}"
TUPLE, REDUCE, BUILD, PERSISTENT = b"t", b"R", b"b", b"Q"
PROTOCOL = b"\x80\x02"


def text(value):
    encoded = value.encode()
    return b"X" + struct.pack("<I", len(encoded)) + encoded


def whole(value):
    count = (value.bit_length() + 8) // 8
    return b"\x8a" + bytes([count]) + value.to_bytes(count, "little", signed=True)


def symbol(module, name):
    return f"c{module}\n{name}\n".encode()


def group(*items):
    return MARK + b"".join(items) + TUPLE


def storage(key="0", count=4, kind="FloatStorage"):
    items = (text("storage"), symbol("torch", kind), text(key), text("cpu"), whole(count))
    return group(*items) + PERSISTENT


def view(size=(4,), stride=(1,), offset=0, **storage_arguments):
    """A tensor as torch rebuilds it: storage, offset, size, stride, grad flag, hooks."""
    hooks = symbol("collections", "OrderedDict") + EMPTY_TUPLE + REDUCE
    sizes = (group(*map(whole, size)), group(*map(whole, stride)))
    arguments = group(storage(**storage_arguments), whole(offset), *sizes, FALSE, hooks)
    return symbol("torch._utils", "_rebuild_tensor_v2") + arguments + REDUCE


def call(module, name, *arguments):
    return symbol(module, name) + group(*arguments) + REDUCE


def program(*body):
    return PROTOCOL + b"".join(body) + STOP


def state(*items):
    body = b"".join(text(name) + value for name, value in items)
    return program(EMPTY_DICT, MARK, body, b"u")


# --- the zip around it ---------------------------------------------------------------------

EPOCH = (1980, 1, 1, 0, 0, 0)


def archive(pickle, records=None, byteorder=b"little", extra=(), method=zipfile.ZIP_STORED):
    """A checkpoint as torch.save lays it out; `extra` records break the rules."""
    records = {"0": bytes(16)} if records is None else records
    entries = [("archive/data.pkl", pickle), ("archive/byteorder", byteorder)]
    entries += [("archive/version", b"3\n")]
    entries += [(f"archive/data/{key}", value) for key, value in records.items()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Duplicate names are the point of one case.
        for name, value in [*entries, *extra]:
            info = zipfile.ZipInfo(name, EPOCH)  # A fixed time: the corpus is reproducible.
            info.compress_type = method
            out.writestr(info, value)
    return buffer.getvalue()
