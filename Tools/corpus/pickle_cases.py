"""The 68 .pth cases: name -> (file, verdict). Nothing here is ever loaded by Python."""

import struct
import zipfile

from containers import (BUILD, EMPTY_DICT, EMPTY_LIST, EMPTY_TUPLE, MARK, NONE, PERSISTENT,
                        REDUCE, archive, call, group, program, state, storage, symbol, text, view,
                        whole)

OK, BAD = "accept", "refuse"


def one(**arguments):
    return archive(state(("a", view(**arguments))))


def run(*body):
    return archive(program(*body))


def shared_lists(levels, references):
    """Lists of references to the list before: few bytes, very many paths."""
    body = EMPTY_LIST + b"q\x00"
    for level in range(levels):
        recall = b"h" + bytes([level])
        body += EMPTY_LIST + MARK + recall * references + b"e" + b"q" + bytes([level + 1])
    return body


GOOD = one()
SPARSE = call(
    "torch._utils", "_rebuild_sparse_tensor",
    symbol("torch.serialization", "_get_layout") + text("torch.sparse_coo") + b"\x85R",
    group(view(kind="LongStorage", count=2, size=(1, 2), stride=(2, 1)),
          view(key="1", count=2, size=(2,)), group(whole(2))))


CASES = {
    "ok": (GOOD, OK),
    # Code that must not run.
    "os-system": (run(call("os", "system", text("id"))), BAD),
    "posix-system": (run(call("posix", "system", text("id"))), BAD),
    "builtins-eval": (run(call("builtins", "eval", text("1"))), BAD),
    "stack-global-proto4": (archive(b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R."), BAD),
    "inst": (run(MARK, text("id"), b"ios\nsystem\n"), BAD),
    "obj": (run(MARK, symbol("os", "system"), text("id"), b"o"), BAD),
    "ext1": (run(b"\x82\x01"), BAD),
    "nested-name": (run(call("torch", "serialization.os.system", text("id"))), BAD),
    # Operations on the wrong kind.
    "reduce-on-str": (run(text("x"), EMPTY_TUPLE, REDUCE), BAD),
    "build-on-dict": (run(EMPTY_DICT, EMPTY_DICT, BUILD), BAD),
    "build-on-tensor": (run(view(), group(storage(), whole(0), group(whole(10**9)),
                                          group(whole(1))), BUILD), BAD),
    "setitem-on-tensor": (run(view(), whole(0), whole(1), b"s"), BAD),
    "setitems-on-list": (run(EMPTY_LIST, MARK, b"K\x00K\x01u"), BAD),
    "append-on-dict": (run(EMPTY_DICT, b"K\x01a"), BAD),
    # Views that leave their storage.
    "size-past-storage": (one(size=(5,)), BAD),
    "offset-past": (one(offset=4, size=(1,)), BAD),
    "neg-offset": (one(offset=-1, size=(1,)), BAD),
    "neg-stride": (one(offset=3, stride=(-1,)), BAD),
    "neg-size": (one(size=(-1,)), BAD),
    "huge-stride": (one(size=(2,), stride=(2**62,)), BAD),
    "stride-wrap": (one(size=(2**33, 2**33), stride=(2**31, 2**31)), BAD),
    "expand-bomb": (one(size=(2**40,), stride=(0,)), BAD),
    "rank-mismatch": (one(size=(2, 2), stride=(1,)), BAD),
    "rank65": (one(size=(1,) * 65, stride=(1,) * 65), BAD),
    # Storages that are not what they claim.
    "numel-gt-record": (one(count=8, size=(8,)), BAD),
    "numel-lt-record": (one(count=2, size=(2,)), BAD),
    "numel-huge": (one(count=2**62 + 1), BAD),
    "numel-neg": (one(count=-4), BAD),
    "same-key-two-dtypes": (archive(state(
        ("a", view()), ("b", view(kind="DoubleStorage", count=2, size=(2,))))), BAD),
    "same-key-two-numel": (archive(state(("a", view()), ("b", view(count=3, size=(3,))))), BAD),
    "missing-record": (one(key="7"), BAD),
    "key-traversal": (one(key="../../data.pkl"), BAD),
    "persid-str": (run(text("x"), PERSISTENT), BAD),
    "persid-module": (run(group(text("module"), NONE, text("a"), text("b")), PERSISTENT), BAD),
    "persid-empty": (run(EMPTY_TUPLE, PERSISTENT), BAD),
    # The stack and the memo.
    "memo-missing": (run(b"h\x05"), BAD),
    "memo-put-empty": (run(b"q\x00"), BAD),
    "pop-underflow": (run(b"\x86"), BAD),
    "no-mark": (run(b"t"), BAD),
    "no-stop": (archive(b"\x80\x02}"), BAD),
    "empty-pkl": (archive(b""), BAD),
    "stack-left": (run(EMPTY_DICT, EMPTY_DICT), BAD),
    "trunc-unicode": (archive(b"\x80\x02X\xff\xff\xff\x7fab"), BAD),
    "long1-255": (run(b"\x8a\xff" + b"\x01" * 255), BAD),
    "odd-setitems": (run(EMPTY_DICT, MARK, b"K\x01u"), BAD),
    "unhashable-key": (run(EMPTY_DICT, EMPTY_LIST, b"K\x01s"), BAD),
    "self-ref-list": (run(EMPTY_LIST, b"q\x00h\x00a"), OK),
    "memo-bomb": (run(shared_lists(10, 8)), BAD),
    "deep-nest-1e5": (run(EMPTY_LIST * 100_000, b"a" * 99_999), BAD),
    "deep-tuple-1e6": (run(NONE, b"\x85" * 1_000_000), BAD),
    # The zip.
    "deflated-record": (archive(state(("a", view())), method=zipfile.ZIP_DEFLATED), BAD),
    "deflate-bomb-pkl": (archive(
        program(b"X" + struct.pack("<I", 200 << 20) + b"A" * (200 << 20)),
        method=zipfile.ZIP_DEFLATED), BAD),
    "big-endian": (archive(state(("a", view())), byteorder=b"big"), BAD),
    "byteorder-junk": (archive(state(("a", view())), byteorder=b"mixed"), BAD),
    "two-data-pkl": (archive(state(("a", view())), extra=[("evil/data.pkl", b"\x80\x02N.")]), BAD),
    "dup-record": (archive(state(("a", view())), extra=[("archive/data/0", b"\1" * 16)]), BAD),
    "constants-pkl": (archive(
        state(("a", view())), extra=[("archive/constants.pkl", b"\x80\x02).")]), BAD),
    "trunc-zip": (GOOD[:-30], BAD),
    "prefix-junk": (b"JUNK" * 10 + GOOD, BAD),
    "not-zip": (b"hello" * 10, BAD),
    "empty": (b"", BAD),
    "pk-only": (b"PK\x03\x04", BAD),
    # The rest.
    "bool-storage-2": (archive(state(
        ("a", view(kind="BoolStorage", count=2, size=(2,)))), {"0": b"\x02\xff"}), BAD),
    "dup-key-in-dict": (archive(state(("a", view()), ("a", view(offset=1, size=(2,))))), BAD),
    "int-keys": (run(EMPTY_DICT, b"K\x00", view(), b"s"), OK),
    "parameter-newobj": (run(symbol("torch.nn.parameter", "Parameter"), view(), b"\x85\x81"), BAD),
    "sparse-bad": (archive(program(SPARSE),
                           {"0": struct.pack("<qq", 5, 9), "1": bytes(8)}), BAD),
}
