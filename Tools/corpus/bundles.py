#!/usr/bin/env python3
"""Makes bundle files, honest ones and hostile ones, without any code of the zoo.

Usage: Tools/corpus/bundles.py hostile FOLDER        every hostile file, and verdicts.json
       Tools/corpus/bundles.py honest FILE [--name N] [--version V] [--mebibytes N] [--level L]

What is wrong with a hostile file is in its name; verdicts.json says with which exit codes
`zoo install` may refuse it. Everything is made from fixed seeds: the same files every time.
Needs the program zstd, and openssl for signatures.
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import random
import subprocess
import tempfile

BAD_DATA, NOT_FOUND, WRONG_DIGEST, INCOMPATIBLE = 65, 66, 79, 80
BLOCK = 512
END = bytes(1024)

ROLES = {
    "encoder": ("encoder/encoder.safetensors", "weight.v1.raw"),
    "decoder": ("decoder/decoder.safetensors", "weight.v1.raw"),
    "tail": ("tail/tail.safetensors", "weight.v1.raw"),
    "card": ("README.md", "doc.v1.raw"),
    "manifest": ("zoo.json", "weight.config.v1.raw"),
}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def noise(count, seed):
    return random.Random(seed).randbytes(count)


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def blob_name(data):
    return "blobs/sha256/" + hashlib.sha256(data).hexdigest()


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


class Bundle:
    """A bundle of random bytes in the right places."""

    def __init__(self, name="swin-b", version="1.2.0", change=None, change_manifest=None,
                 parts=None, licenses=(("tail", "MIT"), ("encoder", "Apache-2.0"))):
        self.name, self.version = name, version
        self.parts = {"encoder": noise(3000, 1), "decoder": noise(4000, 2),
                      "tail": noise(20_000, 3), "card": f"# {name}\n".encode(), **(parts or {})}
        zero = "sha256:" + "0" * 64
        self.about = {
            "schema": "zoo.bundle/1", "name": name, "version": version, "training": "untrained",
            "taxonomy": {"archetype": "transformer", "family": "swin", "relative": name},
            "runtime": {"minimumZoo": "0.1.0", "blueprintVersion": 1, "requiredOps": ["linear"]},
            "encoder": {"digest": digest(self.parts["encoder"]), "identity": zero, "name": "fs-48",
                        "parameters": 750, "bytes": 3000, "latent": {"channels": 48, "stride": 8},
                        "tables": zero, "coder": "rans64/1"},
            "decoder": {"digest": digest(self.parts["decoder"]), "parameters": 1000},
            "tail": {"digest": digest(self.parts["tail"]), "classes": 1000},
            "metrics": [], "lineage": {},
            "licenses": [{"component": c, "spdx": s} for c, s in licenses],
        }
        if change:
            change(self.about)
        blobs = {**self.parts, "manifest": compact(self.about)}
        config = compact({"descriptor": {"name": name}})
        layers = [self.layer(role, data) for role, data in blobs.items()]
        document = {
            "schemaVersion": 2, "mediaType": MANIFEST,
            "artifactType": "application/vnd.cncf.model.manifest.v1+json",
            "config": {"mediaType": "application/vnd.cncf.model.config.v1+json",
                       "digest": digest(config), "size": len(config)},
            "layers": layers,
            "annotations": {"org.opencontainers.image.title": name,
                            "org.opencontainers.image.version": version},
        }
        if change_manifest:
            change_manifest(document)
        self.manifest = compact(document)
        self.blobs = sorted([config, *blobs.values()], key=lambda data: (len(data), data))
        self.signature = None

    @staticmethod
    def layer(role, data):
        title, kind = ROLES[role]
        return {"mediaType": f"application/vnd.cncf.model.{kind}", "digest": digest(data),
                "size": len(data), "annotations": {"org.opencontainers.image.title": title,
                                                   "dev.frankensplit.zoo.role": role}}

    def descriptor(self):
        return {"mediaType": MANIFEST, "digest": digest(self.manifest),
                "size": len(self.manifest),
                "annotations": {"org.opencontainers.image.ref.name": self.version}}

    def index(self, *manifests):
        return compact({"schemaVersion": 2, "manifests": list(manifests) or [self.descriptor()]})

    def files(self):
        """Names and contents, in the order in which the zoo writes them."""
        found = [("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'), ("index.json", self.index()),
                 (blob_name(self.manifest), self.manifest)]
        if self.signature:
            found.append((f"signatures/{digest(self.manifest)[7:]}.minisig", self.signature))
        about = compact(self.about)
        rest = [data for data in self.blobs if data != about]
        return found + [(blob_name(data), data) for data in [about, *rest]]

    def tar(self):
        return b"".join(entry(name, data) for name, data in self.files()) + END


class Key:
    """An Ed25519 key, and signatures in minisign's form made with openssl."""

    def __init__(self, number):
        self.id = bytes([number] * 8)
        seed = hashlib.sha256(b"zoo corpus key %d" % number).digest()
        # PKCS 8 of an Ed25519 key is this prefix and the seed.
        self.der = bytes.fromhex("302e020100300506032b657004220420") + seed
        public = self.openssl(["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], self.der)
        self.text = base64.b64encode(b"Ed" + self.id + public[-32:]).decode()

    @staticmethod
    def openssl(arguments, data=None):
        return subprocess.run(["openssl", *arguments], input=data, check=True,
                              stdout=subprocess.PIPE).stdout

    def sign_bytes(self, data):
        with tempfile.TemporaryDirectory() as folder:
            key, text = pathlib.Path(folder, "key"), pathlib.Path(folder, "text")
            key.write_bytes(self.der)
            text.write_bytes(data)
            return self.openssl(["pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", key,
                                 "-in", text])

    def sign(self, content, kind, name, version, time="2026-01-02T03:04:05Z"):
        comment = f"zoo.{kind}/1 {name}:{version} {digest(content)} {time}".encode()
        signature = self.sign_bytes(content)
        lines = [f"untrusted comment: signed by zoo key {self.text}".encode(),
                 base64.b64encode(b"Ed" + self.id + signature),
                 b"trusted comment: " + comment,
                 base64.b64encode(self.sign_bytes(signature + comment))]
        return b"\n".join(lines) + b"\n"


def octal(value, width):
    return f"{value:0{width}o}".encode()


def padded(data):
    return data + bytes(-len(data) % BLOCK)


def header(name, kind=b"0", size=0, link=b"", size_field=None, mode=b"0000644"):
    """512 bytes of ustar, whatever they say."""
    block = bytearray(BLOCK)

    def put(data, offset):
        block[offset:offset + len(data)] = data

    put(name[:100], 0)
    put(mode, 100)
    put(b"0000000", 108)
    put(b"0000000", 116)
    put(size_field if size_field is not None else octal(size, 11), 124)
    put(b"0" * 11, 136)
    put(b" " * 8, 148)
    put(kind, 156)
    put(link[:100], 157)
    put(b"ustar\x0000", 257)
    put(b"0000001", 329)
    put(b"0000003", 337)
    put(octal(sum(block), 6) + b"\0", 148)
    return bytes(block)


def entry(name, content=b"", kind=b"0", link=b"", mode=b"0000644"):
    name = name.encode() if isinstance(name, str) else name
    return header(name, kind, len(content), link, mode=mode) + padded(content)


def pax(records, kind=b"x"):
    content = b""
    for key, value in records:
        rest = b" " + key + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length += 1
        content += str(length).encode() + rest
    return entry("PaxHeaders/x", content, kind)


def long_name(name):
    return entry("././@LongLink", name + b"\0", b"L")


def zstd(data, *options):
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


HOSTILE_NAMES = [
    "..", "../x", "a/../x", "blobs/../x", "blobs/sha256/../../../etc/x", "/abs", "//", "/", "a//b",
    "blobs//sha256", ".", "./a", "a/", "index.json/", "a\nb", "a\rb", "\x1b[2J", "\\", "C:\\x",
    "~", "-rf", "e\u0301.json", "%2e%2e/x", "%c0%af", "\u202enosj.xedni", "index.json.",
    "index.json ", " index.json", "Index.json", "INDEX.JSON", "CON", ".zoo-tmp", ".lock", "blobs/x",
    "blobs/sha256/.", "blobs/sha256/..", "blobs/sha256/" + "A" * 64, "blobs/sha512/" + "a" * 64,
    "blobs/sha256/" + "0" * 65, "blobs/sha256/" + "0" * 63, "blobs/sha256/" + "0" * 64 + "/",
    "blobs/sha256/" + "0" * 64 + "/x", "blobs/" + "a" * 64, "signatures/x.minisig",
    "signatures/../x.minisig", "signatures/" + "a" * 64, "signatures/" + "a" * 64 + ".oms",
    "oci-layout/index.json", "blobs/sha256/index.json", "x" * 255, "x" * 256, "a/" * 2000 + "f",
    "d/" * 33 + "f", "y" * 4096,
]
HOSTILE_BYTES = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"a\x00b"]


def hostile_entries(honest):
    """Entries that no bundle has: (what, bytes)."""
    blob = "blobs/sha256/" + "0" * 64
    yield "dotdot", entry("../evil.txt", b"1")
    yield "absolute", entry("/tmp/evil-of-the-corpus", b"1")
    yield "symlink-then-write", entry("blobs", b"", b"2", b"/tmp") + entry("blobs/evil", b"1")
    yield "symlink-outside", entry(blob, b"", b"2", b"../../victim.txt")
    yield "hardlink-absolute", entry(blob, b"", b"1", b"/etc/passwd")
    yield "hardlink-dotdot", entry(blob, b"", b"1", b"../victim.txt")
    yield "hardlink-with-data", entry(blob, b"12", b"1", b"index.json")
    yield "hardlink-through-symlink", (entry("signatures", b"", b"2", b"/tmp")
                                       + entry(blob, b"", b"1", b"signatures"))
    yield "two-hops", entry("a/b/c/", b"", b"5") + entry("a/b/c/up", b"", b"2", b"../..")
    yield "duplicate", honest[1]
    yield "file-then-folder", entry("blobs", b"1") + entry("blobs/x", b"1")
    yield "character-device", entry(blob, b"", b"3")
    yield "block-device", entry(blob, b"", b"4")
    yield "pipe", entry(blob, b"", b"6")
    yield "setuid", entry(blob, b"1", mode=b"0006755")
    yield "deep", pax([(b"path", b"a/" * 2000 + b"f")]) + entry("x", b"1")
    yield "backslash", entry("..\\..\\evil", b"1")
    yield "dot", entry("./", b"", b"5")
    yield "multivolume", entry(blob, b"1", b"M")
    yield "folder-with-content", entry("blobs/", b"123", b"5")
    yield "unnamed-blob", entry(blob_name(b"1"), b"1")
    yield "unnamed-signature", entry("signatures/" + "0" * 64 + ".minisig", b"1")
    yield "global-path", pax([(b"path", b"../evil.txt")], b"g") + entry("x", b"1")
    yield "sparse", pax([(b"GNU.sparse.major", b"1"), (b"GNU.sparse.minor", b"0"),
                         (b"GNU.sparse.name", blob.encode()),
                         (b"GNU.sparse.realsize", b"1099511627776")]) + entry(
        "GNUSparseFile/x", padded(b"1\n1099511623680\n4096\n") + b"D" * 4096)
    yield "size-of-2-63", header(b"index.json", size_field=b"\x80\0\0\0\x7f" + b"\xff" * 7)
    yield "size-negative", header(b"index.json", size_field=b"\xff" * 12)
    yield "pax-size-of-2-63", pax([(b"size", b"9223372036854775807")]) + entry("x", b"1")


def documents(bundle):
    """Bundles whose documents lie: (what, tar, exit codes)."""
    def with_file(name, data):
        files = [(n, data if n == name else old) for n, old in bundle.files()]
        return b"".join(entry(n, content) for n, content in files) + END

    right = bundle.descriptor()
    other = {**right, "digest": "sha256:" + "ab" * 32, "size": 9}
    renamed = {**right, "size": 9, "annotations": {"org.opencontainers.image.ref.name": "2"}}
    data = {BAD_DATA}
    indexes = [
        ("two-of-one-name", [right, other], data), ("two-sizes", [right, renamed], data),
        ("missing-manifest", [right, {**other, "annotations": renamed["annotations"]}],
         {NOT_FOUND}),
        ("index-of-indexes",
         [{**right, "mediaType": "application/vnd.oci.image.index.v1+json"}], data),
        ("manifest-size-plus-1", [{**right, "size": right["size"] + 1}], {WRONG_DIGEST}),
        ("size-negative", [{**right, "size": -1}], data),
        ("size-2-63", [{**right, "size": 2 ** 63}], data),
        ("size-2-53-and-1", [{**right, "size": 2 ** 53 + 1}], data),
        ("digest-upper-case", [{**right, "digest": right["digest"].upper()}], data),
        ("digest-a-path", [{**right, "digest": "sha256:../../../../victim.txt"}], data),
        ("digest-sha512", [{**right, "digest": "sha512:" + "0" * 128}], data),
    ]
    for what, manifests, codes in indexes:
        yield f"index-{what}", with_file("index.json", bundle.index(*manifests)), codes
    texts = [
        ("empty", b""), ("none", b'{"schemaVersion":2,"manifests":[]}'), ("null", b"null"),
        ("cut", bundle.index()[:-5]), ("trailing", bundle.index() + b"{}"),
        ("bom", b"\xef\xbb\xbf" + bundle.index()), ("nul", bundle.index() + b"\0"),
        ("utf16", bundle.index().decode().encode("utf-16")),
        ("double-key", bundle.index()[:-1] + b',"manifests":[]}'),
        ("escaped-double-key", bundle.index()[:-1] + rb',"m\u0061nifests":[]}'),
        ("deep", b"[" * 100_000 + b"]" * 100_000), ("5-mib", b" " * (5 << 20) + bundle.index()),
        ("1e30", bundle.index().replace(b'"schemaVersion":2', b'"schemaVersion":1e30')),
    ]
    for what, text in texts:
        yield f"index-{what}", with_file("index.json", text), data
    for number, text in enumerate([b"", b"{}", b"[", b"null"]):
        yield f"layout-{number}", with_file("oci-layout", text), data
    yield ("layout-version-2", with_file("oci-layout", b'{"imageLayoutVersion":"2.0.0"}'),
           {INCOMPATIBLE})
    for position, (name, content) in enumerate(bundle.files()):
        rest = [file for file in bundle.files() if file[0] != name]
        tar = b"".join(entry(n, c) for n, c in rest) + END
        yield f"without-{position}", tar, {BAD_DATA, NOT_FOUND}
        if not name.startswith("blobs/"):
            continue
        changed = {"short": content[:-1], "long": content + b"\0", "empty": b"",
                   "flipped": bytes([content[0] ^ 1]) + content[1:]}
        for what, other in changed.items():
            yield f"blob-{position}-{what}", with_file(name, other), {WRONG_DIGEST}
    mixed = Bundle(name="swin-t")
    yield ("another-manifest", with_file(blob_name(bundle.manifest), mixed.manifest),
           {WRONG_DIGEST})


def described(name, change, codes, **options):
    return f"zoo-json-{name}", Bundle(change=change, **options).tar(), codes


def descriptions():
    """Manifests and zoo.json, honest about digests and wrong otherwise."""
    def put(*path):
        *keys, last, value = path

        def change(about):
            for key in keys:
                about = about[key]
            about[last] = value
        return change

    data, old = {BAD_DATA}, {INCOMPATIBLE}
    names = ["..", "../x", "a/b", "/abs", "", ".", ".hidden", "a b", "a\nb", "\x1b[2Jx", "-rf",
             "x" * 300, "a\u202eb", "e\u0301", "a:b", "a@b", "%2e%2e", "a\x00b", "\ud800"]
    for number, name in enumerate(names):
        yield described(f"name-{number}", put("name", name), data)
    for version in ["", "1", "../1.0.0", "1.0.0/..", "99999999999999999999.0.0", "1.0.0\n", "v1"]:
        text = version.encode().hex()[:12]
        yield described(f"version-{text}", put("version", version), data)
    yield described("schema-2", put("schema", "zoo.bundle/2"), old)
    yield described("schema-other", put("schema", "other/1"), data)
    yield described("schema-missing", lambda about: about.pop("schema"), data)
    yield described("ops", put("runtime", "requiredOps", ["linear", "warp", "fold"]), old)
    yield described("newer-zoo", put("runtime", "minimumZoo", "99.0.0"), old)
    yield described("channels-negative", put("encoder", "latent", "channels", -1), data)
    yield described("parameters-2-63", put("encoder", "parameters", 2 ** 63), data)
    yield described("parameters-1e30", put("encoder", "parameters", 1e30), data)
    yield described("summary-long", put("summary", "x" * 5000), data)
    yield described("summary-escape", put("summary", "\x1b]0;x\x07"), data)
    yield described("deep", put("extra", json.loads("[" * 200 + "]" * 200)), data)
    yield described("another-name", put("name", "swin-t"), data)
    yield described("upstream-without-address", put(
        "tail", "upstream", {"urls": [], "digest": "sha256:" + "0" * 64, "size": 1,
                             "license": "MIT", "keyMap": "torchvision"}), data)

    def layers(change):
        def edit(document):
            change(document["layers"])
        return edit

    manifests = [
        ("layer-size-negative", layers(lambda all: all[0].update(size=-1))),
        ("layer-size-2-63", layers(lambda all: all[0].update(size=2 ** 63))),
        ("layer-digest-path", layers(lambda all: all[0].update(digest="sha256:../../x"))),
        ("layer-without-digest", layers(lambda all: all[0].pop("digest"))),
        ("schema-version-3", lambda document: document.update(schemaVersion=3)),
        ("another-media-type", lambda document: document.update(mediaType="text/plain")),
        ("layers-an-object", lambda document: document.update(layers={})),
        ("no-config", lambda document: document.pop("config")),
    ]
    for what, change in manifests:
        yield f"manifest-{what}", Bundle(change_manifest=change).tar(), data


def damage(bundle):
    """Cut off, flipped, or with something behind it."""
    codes = {BAD_DATA, NOT_FOUND, WRONG_DIGEST}
    large = Bundle(parts={"tail": noise(1_200_000, 5)}).tar()
    for form, whole in [("zst", zstd(large)), ("tar", large)]:
        last = len(whole) - (1100 if form == "tar" else 1)
        cuts = [0, 1, 3, 4, 100, 511, 512, 513, 1000, 1024, len(whole) // 2, last - 5, last]
        for cut in cuts:
            yield f"cut-at-{cut}.{form}", whole[:cut], codes
        for number, tail in enumerate([b"\1", b"garbage", noise(5000, 9)]):
            yield f"behind-{number}.{form}", whole + tail, codes
        yield f"twice.{form}", whole + whole, codes
        yield f"zeros-and-a-byte.{form}", whole + bytes(1 << 20) + b"\1", codes
    compressed = zstd(large)
    for offset in (5, 1000, len(compressed) // 2, len(compressed) - 2):
        flipped = bytearray(compressed)
        flipped[offset] ^= 0x10
        yield f"flipped-at-{offset}.zst", bytes(flipped), codes
    tar = bundle.tar()
    yield "zip", b"PK\3\4" + tar, codes
    yield "gzip", b"\x1f\x8b\x08\0" + tar, codes
    yield "skippable-frame", bytes.fromhex("502a4d1804000000") + b"1234" + tar, codes


def zeros(count):
    """What a file of zeros is as a blob: (digest, size)."""
    hasher = hashlib.sha256()
    block = bytes(1 << 20)
    for _ in range(count >> 20):
        hasher.update(block)
    return hasher.hexdigest()


def write_large(folder, bundle, small):
    """Files too large for memory, written through zstd: yields (name, exit codes)."""
    honest = b"".join(entry(name, data) for name, data in bundle.files())

    def stream(name, *pieces, options=()):
        with open(folder / name, "wb") as file:
            child = subprocess.Popen(["zstd", "-q", "-c", *options], stdin=subprocess.PIPE,
                                     stdout=file)
            for piece, times in pieces:
                for _ in range(times):
                    child.stdin.write(piece)
            child.stdin.close()
            if child.wait() != 0:
                raise SystemExit(f"zstd: {name}")

    mebibytes = 64 if small else 1024
    size = mebibytes << 20
    tail = zeros(size)
    bomb = Bundle(change=lambda about: about["tail"].update(digest="sha256:" + tail),
                  change_manifest=lambda document: [
                      layer.update(digest="sha256:" + tail, size=size)
                      for layer in document["layers"]
                      if layer["annotations"]["dev.frankensplit.zoo.role"] == "tail"])
    body = [(name, data) for name, data in bomb.files() if data != bomb.parts["tail"]]
    honest_bomb = b"".join(entry(name, data) for name, data in body)
    stream("bomb-of-zeros.zst",
           (honest_bomb + header(f"blobs/sha256/{tail}".encode(), size=size), 1),
           (bytes(1 << 20), mebibytes), (END, 1))
    yield "bomb-of-zeros.zst", {BAD_DATA}
    stream("zeros-only.zst", (bytes(1 << 20), mebibytes))
    yield "zeros-only.zst", {BAD_DATA}
    stream("window-of-2-31.zst", (honest + END, 1), (noise(1 << 20, 4), 4),
           options=["--ultra", "-1", "--long=31", "--no-check"])
    yield "window-of-2-31.zst", {BAD_DATA}
    record = 8 if small else 200
    stream(f"pax-record-of-{record}-mib.zst",
           (pax([(b"comment", b"A" * (record << 20))]) + honest + END, 1))
    yield f"pax-record-of-{record}-mib.zst", {BAD_DATA}
    entries = 100_000 if small else 1_000_000
    stream("empty-entries.zst", (entry("blobs/", b"", b"5") * 1000, entries // 1000),
           (honest + END, 1))
    yield "empty-entries.zst", {BAD_DATA}
    stream("empty-files.zst", (honest, 1), (entry("x") * 1000, entries // 1000), (END, 1))
    yield "empty-files.zst", {BAD_DATA}


def write_hostile(folder, small=False):
    """Writes the corpus; returns {file name: exit codes}."""
    folder.mkdir(parents=True, exist_ok=True)
    verdicts = {}

    def write(name, data, codes):
        assert name not in verdicts, name
        (folder / name).write_bytes(data)
        verdicts[name] = sorted(codes)

    bundle = Bundle()
    entries = [entry(name, data) for name, data in bundle.files()]
    codes = {BAD_DATA, WRONG_DIGEST}
    for what, evil in hostile_entries(entries):
        places = {"first": 0, "middle": len(entries) // 2, "last": len(entries)}
        for place, position in places.items():
            if what.startswith(("size-", "global")) and place == "last":
                continue
            if what == "duplicate" and place == "first":
                continue
            data = b"".join([*entries[:position], evil, *entries[position:]]) + END
            write(f"entry-{what}-{place}.tar", data, codes)
    names = [name.encode() for name in HOSTILE_NAMES] + HOSTILE_BYTES
    for number, name in enumerate(names):
        content = header(b"x", size=1) + padded(b"1")
        spellings = {"ustar": header(name, size=1) + padded(b"1"),
                     "pax": pax([(b"path", name)]) + content, "gnu": long_name(name) + content}
        for way, evil in spellings.items():
            write(f"name-{number:02}-{way}.tar", b"".join(entries) + evil + END, {BAD_DATA})
    for source in (documents(bundle), descriptions()):
        for what, data, allowed in source:
            write(f"{what}.tar", data, allowed)
    for what, data, allowed in damage(bundle):
        write(what, data, allowed)
    for name, allowed in write_large(folder, bundle, small):
        verdicts[name] = sorted(allowed)
    (folder / "verdicts.json").write_text(json.dumps(verdicts, indent=1, sort_keys=True) + "\n")
    return verdicts


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    hostile = commands.add_parser("hostile")
    hostile.add_argument("folder", type=pathlib.Path)
    hostile.add_argument("--small", action="store_true", help="bombs of megabytes, not gigabytes")
    honest = commands.add_parser("honest")
    honest.add_argument("file", type=pathlib.Path)
    honest.add_argument("--name", default="swin-b")
    honest.add_argument("--version", default="1.2.0")
    honest.add_argument("--mebibytes", type=int, default=0, help="random bytes of the tail")
    honest.add_argument("--level", type=int, default=3)
    options = parser.parse_args()
    if options.command == "hostile":
        print(len(write_hostile(options.folder, options.small)), "files")
        return
    parts = {}
    if options.mebibytes:
        parts["tail"] = os.urandom(options.mebibytes << 20)
    bundle = Bundle(options.name, options.version, parts=parts)
    child = subprocess.Popen(["zstd", "-q", "-f", f"-{options.level}", "-o", options.file],
                             stdin=subprocess.PIPE)
    for name, data in bundle.files():
        child.stdin.write(header(name.encode(), size=len(data)))
        child.stdin.write(data)
        child.stdin.write(bytes(-len(data) % BLOCK))
    child.stdin.write(END)
    child.stdin.close()
    raise SystemExit(child.wait())


if __name__ == "__main__":
    main()
