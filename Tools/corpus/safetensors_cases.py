"""The 85 safetensors cases: name -> (file, verdict). Verdicts are ours, not upstream's."""

import struct

from containers import safetensors, tensor

OK, BAD = "accept", "refuse"
ZEROS = bytes(8)
PLAIN = b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'


def one(dtype="F32", shape=(2,), begin=0, end=8, data=ZEROS, name="a", **extra):
    shape = list(shape) if isinstance(shape, tuple) else shape
    return safetensors({name: tensor(dtype, shape, begin, end, **extra)}, data)


def two(first, second, data, names=("a", "b")):
    return safetensors(dict(zip(names, (first, second))), data)


def raw(header, data=ZEROS):
    return safetensors(header, data)


def with_shape(literal):
    return raw(b'{"a":{"dtype":"F32","shape":' + literal + b',"data_offsets":[0,8]}}')


def with_name(literal):
    return raw(PLAIN.replace(b'"a"', literal))


def with_metadata(literal, header=PLAIN):
    return raw(b'{"__metadata__":' + literal + b"," + header[1:])


U8 = b'"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}'
F32 = PLAIN[1:-1]
F = lambda begin, end, count=None: tensor("F32", [(end - begin) // 4 if count is None else count],
                                          begin, end)

CASES = {
    "ok": (raw(PLAIN), OK),
    "ok-meta": (with_metadata(b'{"format":"pt"}'), OK),
    "ok-pad-space": (raw(PLAIN + b"   "), OK),
    "pad-newline": (raw(PLAIN + b"\n\t\r"), BAD),
    "lead-space": (raw(b"  " + PLAIN), BAD),
    "pad-nul": (raw(PLAIN + b"\0\0"), BAD),
    "bom": (raw(b"\xef\xbb\xbf" + PLAIN), BAD),
    # Lengths.
    "empty-file": (b"", BAD),
    "seven": (bytes(7), BAD),
    "n-0": (struct.pack("<Q", 0), BAD),
    "empty-obj": (safetensors({}), OK),
    "empty-obj-trail": (safetensors({}, b"x"), BAD),
    "n-gt-file": (safetensors(PLAIN, ZEROS, length=10_000), BAD),
    "n-100mb": (safetensors(b"{}", length=100_000_001), BAD),
    "n-u64max": (safetensors(b"{}", length=2**64 - 1), BAD),
    "n-i64max": (safetensors(b"{}", length=2**63 - 1), BAD),
    # Names that occur twice, or seem to.
    "dup-key": (raw(b"{" + U8 + b"," + F32 + b"}"), BAD),
    "dup-inner": (raw(PLAIN.replace(b'"dtype"', b'"dtype":"U8","dtype"')), BAD),
    "dup-meta": (with_metadata(b'{"x":"2"}', b'{"__metadata__":{"x":"1"},' + PLAIN[1:]), BAD),
    "dup-meta-inner": (with_metadata(b'{"x":"1","x":"2"}'), BAD),
    "dup-escape": (raw(b"{" + U8 + b"," + F32.replace(b'"a"', b'"\\u0061"') + b"}"), BAD),
    "nfc-nfd": (raw('{"\u00e9":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"e\u0301":'
                    '{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}'.encode()), OK),
    # Fields.
    "extra-field": (one(evil=1), BAD),
    "missing-shape": (raw(b'{"a":{"dtype":"F32","data_offsets":[0,8]}}'), BAD),
    "dtype-unknown": (one("F33"), BAD),
    "dtype-lower": (one("f32"), BAD),
    "dtype-int": (one(3), BAD),
    # Shapes.
    "shape-neg": (with_shape(b"[-2]"), BAD),
    "shape-float": (with_shape(b"[2.0]"), BAD),
    "shape-str": (with_shape(b'["2"]'), BAD),
    "shape-exp": (with_shape(b"[2e0]"), BAD),
    "shape-null": (with_shape(b"null"), BAD),
    "shape-ovf": (one(shape=(2**33, 2**33)), BAD),
    "shape-zero-ovf": (one(shape=(0, 2**63, 2**63), end=0, data=b""), BAD),
    "shape-ovf-zero": (one(shape=(2**63, 2**63, 0), end=0, data=b""), BAD),
    "shape-over-u64": (with_shape(b"[18446744073709551616]"), BAD),
    "shape-rank1000": (one(shape=(1,) * 1000, end=4, data=bytes(4)), BAD),
    "scalar": (one(shape=(), end=4, data=bytes(4)), OK),
    "zero": (one(shape=(0, 5), end=0, data=b""), OK),
    # Offsets.
    "off-3": (raw(PLAIN.replace(b"[0,8]", b"[0,8,8]")), BAD),
    "off-1": (raw(PLAIN.replace(b"[0,8]", b"[0]")), BAD),
    "off-neg": (raw(PLAIN.replace(b"[0,8]", b"[-8,0]")), BAD),
    "off-rev": (raw(PLAIN.replace(b"[0,8]", b"[8,0]")), BAD),
    "off-past": (one(data=bytes(4)), BAD),
    "off-mismatch": (one(end=4, data=bytes(4)), BAD),
    # Holes, overlaps, tails.
    "hole-start": (one(begin=4, end=12, data=bytes(12)), BAD),
    "hole-mid": (two(F(0, 4), F(8, 12), bytes(12)), BAD),
    "trail": (one(data=bytes(9)), BAD),
    "overlap": (two(F(0, 8), F(4, 12), bytes(12)), BAD),
    "same-range": (two(F(0, 8), F(0, 8), ZEROS), BAD),
    "zero-reuse-offset": (two(F(0, 0), F(0, 8), ZEROS), OK),
    "zero-mid": (two(F(0, 8), F(4, 4), ZEROS), BAD),
    "zero-past": (two(F(0, 8), F(99, 99), ZEROS), BAD),
    "unordered-header": (two(F(4, 8), F(0, 4), ZEROS, names=("b", "a")), OK),
    "misaligned": (two(tensor("U8", [1], 0, 1), F(1, 5), bytes(5)), OK),
    "header-unaligned": (raw(PLAIN + b" "), OK),
    # Metadata.
    "meta-int": (with_metadata(b'{"x":1}'), BAD),
    "meta-nested": (with_metadata(b'{"x":{}}'), BAD),
    "meta-null": (with_metadata(b"null"), BAD),
    "meta-list": (with_metadata(b"[]"), BAD),
    # JSON.
    "not-obj": (safetensors(b"[1]"), BAD),
    "trail-json": (safetensors(b"{}{}"), BAD),
    "trail-comma": (raw(PLAIN[:-1] + b",}"), BAD),
    "comment": (safetensors(b"{/*x*/}"), BAD),
    "single-quote": (safetensors(b"{'a':1}"), BAD),
    "nan": (with_shape(b"[NaN]"), BAD),
    "leading0": (with_shape(b"[02]"), BAD),
    "plus": (with_shape(b"[+2]"), BAD),
    "neg0": (raw(PLAIN.replace(b"[0,8]", b"[-0,8]")), BAD),
    "bad-utf8": (with_name(b'"\xff"'), BAD),
    "overlong": (with_name(b'"\xc0\xaf"'), BAD),
    "lone-sur": (with_name(b'"\\ud800"'), BAD),
    "nul-name": (with_name(b'"a\\u0000b"'), BAD),
    "raw-ctrl": (with_name(b'"a\x01"'), BAD),
    "empty-name": (with_name(b'""'), BAD),
    "path-name": (with_name(b'"../../etc/passwd"'), OK),
    "long-name": (one(name="a" * 100_000), BAD),
    "deep200": (safetensors(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}"), BAD),
    "deep1e5": (safetensors(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"), BAD),
    # Data.
    "bool-2": (one("BOOL", end=2, data=b"\x02\xff"), BAD),
    "nan-data": (one(data=b"\xff" * 8), OK),
    "f4-odd": (one("F4", (3,), end=2, data=bytes(2)), BAD),
    "f4-ok": (one("F4", (4,), end=2, data=bytes(2)), BAD),
    "c64": (one("C64", (1,)), OK),
    "many-1e5": (safetensors({f"t{i}": tensor("U8", [1], i, i + 1) for i in range(100_000)},
                             bytes(100_000)), OK),
}
