import Foundation
import FrankenBundle
import FrankenCrypto
import Testing

/// The corpus of hostile bundles: an honest one, and one thing wrong with it.
@Suite("Hostile archives")
struct HostileArchiveTests {
    private let folder: TemporaryFolder
    private let built: BuiltBundle
    private let entries: [(name: String, bytes: [UInt8])]

    init() throws {
        folder = try TemporaryFolder()
        built = try SampleBundle.builder(tailByteCount: 5_000).build()
        let path = folder.file("honest")
        try BundleWriter(form: .tar).write([built.bundle], blobs: built.blobs, to: path)
        entries = try TarForge.split(folder.bytes("honest"))
    }

    private var honest: [UInt8] { Array(entries.map(\.bytes).joined()) }

    /// Reads bytes as a bundle and expects a refusal that leaves nothing behind.
    private func refuse(
        _ bytes: [UInt8],
        as codes: [BundleError.Code] = [.malformedArchive],
        _ what: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let place = try MemoryBlobs()
        let path = try folder.write(bytes, to: "hostile")
        do {
            try BundleArchive(path: path).read(into: place)
            Issue.record("accepted: \(what)", sourceLocation: location)
        } catch let error as BundleError {
            #expect(
                codes.contains(error.code),
                "\(what): \(error.code): \(error.message)",
                sourceLocation: location
            )
            let isPrintable = error.message.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E
            }
            #expect(isPrintable, "\(what): the message", sourceLocation: location)
        }
        let isUntouched = place.blobs.isEmpty
        #expect(isUntouched, "\(what): published", sourceLocation: location)
        #expect(place.opened == place.discarded, "\(what)", sourceLocation: location)
        #expect(try folder.names == ["honest", "hostile"], "\(what)", sourceLocation: location)
    }

    /// The honest bundle with entries at the front, in the middle and at the end.
    private func around(_ evil: [UInt8]) -> [[UInt8]] {
        [0, entries.count / 2, entries.count].map { position in
            Array(entries[..<position].map(\.bytes).joined()) + evil
                + Array(entries[position...].map(\.bytes).joined()) + TarForge.end
        }
    }

    @Test("The honest bundle is accepted, also in another order and with folders")
    func baseline() throws {
        let folders = ["blobs/", "blobs/sha256/", "signatures/"].flatMap {
            TarForge.entry($0, type: "5")
        }
        let orders = [
            honest, folders + honest, Array(entries.map(\.bytes).reversed().joined()),
            // A comment of no meaning, as `git archive` writes one.
            TarForge.pax([("comment", Array("x".utf8))], type: "g") + honest,
            // libarchive passes over a volume's label.
            TarForge.entry("label", type: "V") + honest,
        ]
        for order in orders {
            let place = try MemoryBlobs()
            let path = try folder.write(order + TarForge.end, to: "hostile")
            let contents = try BundleArchive(path: path).read(into: place)
            #expect(contents.bundles.first?.bytes == built.bundle.bytes)
            #expect(Set(place.blobs.keys) == Set(built.bundle.manifest.blobs.map(\.digest)))
        }
    }

    @Test("Links, devices, pipes, holes, doubles and names that lead out are refused")
    func kinds() throws {
        let index = "index.json"
        let blob = "blobs/sha256/" + String(repeating: "ab", count: 32)
        let evils: [(String, [UInt8])] = [
            ("dot dot", TarForge.entry("../evil.txt", [1])),
            ("absolute", TarForge.entry("/tmp/evil", [1])),
            (
                "link, then through it",
                TarForge.entry("blobs", type: "2", link: "/tmp")
                    + TarForge.entry("blobs/evil", [1])
            ),
            ("link outside", TarForge.entry(blob, type: "2", link: "../../victim")),
            ("hard link outside", TarForge.entry(blob, type: "1", link: "/etc/passwd")),
            ("hard link dot dot", TarForge.entry(blob, type: "1", link: "../victim")),
            ("hard link with data", TarForge.entry(blob, type: "1", [1, 2], link: index)),
            (
                "hard link through a link",
                TarForge.entry("signatures", type: "2", link: "/tmp")
                    + TarForge.entry(blob, type: "1", link: "signatures")
            ),
            (
                "two hops",
                TarForge.entry("a/b/c/", type: "5")
                    + TarForge.entry("a/b/c/up", type: "2", link: "../..")
            ),
            ("file, then folder", TarForge.entry("blobs", [1]) + TarForge.entry("blobs/x", [1])),
            ("character device", TarForge.entry(blob, type: "3")),
            ("block device", TarForge.entry(blob, type: "4")),
            ("pipe", TarForge.entry(blob, type: "6")),
            ("multivolume", TarForge.entry(blob, type: "M", [1])),
            ("backslash", TarForge.entry(#"..\..\evil"#, [1])),
            ("this folder", TarForge.entry("./", type: "5")),
            ("this folder's file", TarForge.entry("./index.json", [1])),
            ("folder with content", TarForge.entry("blobs/", type: "5", [1, 2, 3])),
            ("unnamed blob", TarForge.entry(blob, [1])),
            ("unnamed signature", TarForge.entry("signatures/\(blob.suffix(64)).minisig", [1])),
            (
                "holes",
                TarForge.pax([
                    ("GNU.sparse.major", Array("1".utf8)), ("GNU.sparse.minor", Array("0".utf8)),
                    ("GNU.sparse.name", Array(blob.utf8)),
                    ("GNU.sparse.realsize", Array("1099511627776".utf8)),
                ])
                    + TarForge.entry(
                        "GNUSparseFile/x",
                        TarForge.padded(Array("1\n1099511623680\n4096\n".utf8))
                            + [UInt8](repeating: 68, count: 4096)
                    )
            ),
        ]
        for (what, evil) in evils {
            for bytes in around(evil) {
                try refuse(bytes, as: [.malformedArchive, .wrongDigest], what)
            }
        }
        for (name, bytes) in entries { try refuse(honest + bytes + TarForge.end, "two \(name)") }
    }

    @Test("Hostile names are refused, whichever way the archive spells them")
    func names() throws {
        let blob = "blobs/sha256/" + String(repeating: "0", count: 64)
        let texts = [
            "..", "../x", "a/../x", "blobs/../x", "blobs/sha256/../../../etc/x", "/abs", "//",
            "/", "a//b", "blobs//sha256", ".", "./a", "a/", "index.json/", "a\nb", "a\rb",
            "\u{1B}[2J",
            "\\", "C:\\x", "~", "-rf", "e\u{301}.json", "%2e%2e/x", "%c0%af", "\u{202E}nosj.xedni",
            "index.json.", "index.json ", " index.json", "Index.json", "INDEX.JSON", "CON",
            ".zoo-tmp", ".lock", "blobs/sha256/.", "blobs/sha256/..",
            "blobs/sha256/" + String(repeating: "A", count: 64),
            "blobs/sha512/" + String(repeating: "a", count: 64), blob + "0",
            String(blob.dropLast()),
            blob + "/", blob + "/x", "blobs/" + String(repeating: "a", count: 64),
            "signatures/x.minisig", "signatures/../x.minisig",
            "signatures/" + String(repeating: "a", count: 64),
            "signatures/" + String(repeating: "a", count: 64) + ".oms",
            "oci-layout/index.json", "blobs/sha256/index.json", String(repeating: "x", count: 255),
            String(repeating: "x", count: 256), String(repeating: "a/", count: 2000) + "f",
            String(repeating: "d/", count: 33) + "f", String(repeating: "y", count: 4096),
        ]
        var names = texts.map { Array($0.utf8) }
        names += [[0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0x61, 0x00, 0x62]]
        #expect(names.count >= 55)
        for name in names {
            let what = String(decoding: name.prefix(70), as: UTF8.self)
            let content = TarForge.header(Array("x".utf8), size: 1) + TarForge.padded([1])
            let spellings = [
                TarForge.header(name, size: 1) + TarForge.padded([1]),
                TarForge.pax([("path", name)]) + content, TarForge.longName(name) + content,
            ]
            for (way, evil) in spellings.enumerated() {
                try refuse(honest + evil + TarForge.end, "\(what), spelling \(way)")
            }
        }
        // An empty name is nothing to libarchive in every spelling but pax's.
        for evil in [TarForge.header([], size: 1) + TarForge.padded([1])] {
            try refuse(evil + honest + TarForge.end, "an empty name")
        }
    }

    @Test("Sizes that are not, too many entries and too many bytes are refused")
    func sizes() throws {
        let huge: [UInt8] = [0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7)
        let negative = [UInt8](repeating: 0xFF, count: 12)
        for (what, field) in [("2^63 - 1", huge), ("negative", negative)] {
            let evil = TarForge.header(Array("index.json".utf8), sizeField: field)
            try refuse(
                evil + TarForge.padded([1]) + honest + TarForge.end,
                as: [.malformedArchive, .tooLarge],
                what
            )
        }
        let many = (0..<5000).flatMap { _ in TarForge.entry("blobs/", type: "5") }
        try refuse(many + honest + TarForge.end, as: [.tooLarge], "5000 entries")
        let bomb = TarForge.pax([("comment", [UInt8](repeating: 65, count: 50 << 20))])
        try refuse(
            bomb + honest + TarForge.end,
            as: [.malformedArchive, .tooLarge],
            "a record of 50 MiB"
        )
        let index = TarForge.entry("index.json", [UInt8](repeating: 32, count: 5 << 20))
        try refuse(index + TarForge.end, as: [.tooLarge], "an index of 5 MiB")

        var limits = ArchiveLimits()
        limits.byteCount = 10_000
        let path = try folder.write(honest + TarForge.end, to: "hostile")
        #expect(throws: BundleError(.tooLarge, "")) {
            try BundleArchive(path: path, limits: limits).read(into: MemoryBlobs())
        }
        limits = ArchiveLimits()
        limits.seconds = 0
        #expect(throws: BundleError(.tooLarge, "")) {
            try BundleArchive(path: path, limits: limits).read(into: MemoryBlobs())
        }
    }

    @Test("A file that lacks a part, or has another, is refused")
    func parts() throws {
        for position in entries.indices {
            var rest = entries
            let removed = rest.remove(at: position)
            let bytes = Array(rest.map(\.bytes).joined()) + TarForge.end
            try refuse(bytes, as: [.malformedArchive, .missingBlob], "without \(removed.name)")
        }
        for position in entries.indices where entries[position].name.hasPrefix("blobs/") {
            let name = entries[position].name
            let content = Array(entries[position].bytes[512...])
            let size = built.bundle.manifest.blobs.first { name.hasSuffix($0.digest.hex) }?.size
            guard let size else { continue }
            for other in [
                Array(content[..<(size - 1)]), Array(content[..<size]) + [0],
                [content[0] ^ 1] + content[1..<size], [],
            ] {
                var changed = entries
                changed[position].bytes = TarForge.entry(name, other)
                let bytes = Array(changed.map(\.bytes).joined()) + TarForge.end
                try refuse(bytes, as: [.wrongDigest], "\(other.count) bytes for \(size)")
            }
        }
        let other = try SampleBundle.builder(name: "swin-t").build()
        var mixed = entries
        let position = try #require(
            entries.firstIndex { $0.name.hasSuffix(built.bundle.descriptor.digest.hex) }
        )
        mixed[position].bytes = TarForge.entry(entries[position].name, other.bundle.bytes)
        let bytes = Array(mixed.map(\.bytes).joined()) + TarForge.end
        try refuse(bytes, as: [.wrongDigest], "the right archive with another manifest")
    }

    @Test("Two bundles by one name, indexes of indexes and other versions are refused")
    func documents() throws {
        let digest = built.bundle.descriptor.digest
        let size = built.bundle.bytes.count
        func index(_ manifests: String) -> [UInt8] {
            let text = #"{"schemaVersion":2,"manifests":["# + manifests + "]}"
            let rest = entries.filter { $0.name != "index.json" }.map(\.bytes).joined()
            return TarForge.entry("index.json", Array(text.utf8)) + Array(rest) + TarForge.end
        }
        func descriptor(_ digest: String, size: Int, type: String, name: String = "1") -> String {
            """
            {"mediaType":"\(type)","digest":"\(digest)","size":\(size),
            "annotations":{"org.opencontainers.image.ref.name":"\(name)"}}
            """
        }
        let right = descriptor("\(digest)", size: size, type: MediaType.imageManifest)
        let other = "sha256:" + String(repeating: "ab", count: 32)
        let type = MediaType.imageManifest
        try refuse(
            index(right + "," + descriptor(other, size: 9, type: type)),
            as: [.inconsistent],
            "two by one name"
        )
        try refuse(
            index(right + "," + descriptor("\(digest)", size: 9, type: type, name: "2")),
            as: [.inconsistent],
            "two sizes"
        )
        try refuse(
            index(right + "," + descriptor(other, size: 9, type: type, name: "2")),
            as: [.missingBlob],
            "a manifest that is not there"
        )
        try refuse(
            index(descriptor("\(digest)", size: size, type: MediaType.imageIndex)),
            as: [.malformedManifest],
            "an index of indexes"
        )
        try refuse(
            index(descriptor("\(digest)", size: size + 1, type: type)),
            as: [.wrongDigest],
            "a manifest of another size"
        )
        try refuse(index(""), as: [.malformedManifest], "no manifest")
        for text in ["", "{}", #"{"imageLayoutVersion":"2.0.0"}"#, "[", "null"] {
            var changed = entries
            let position = try #require(entries.firstIndex { $0.name == "oci-layout" })
            changed[position].bytes = TarForge.entry("oci-layout", Array(text.utf8))
            try refuse(
                Array(changed.map(\.bytes).joined()) + TarForge.end,
                as: [.malformedArchive, .unsupportedVersion],
                "a layout of \(text)"
            )
        }
    }

    @Test("What is cut off, flipped or has something behind it is refused")
    func damage() throws {
        let path = folder.file("hostile")
        // Large enough to be received as it comes instead of waiting in memory.
        let built = try SampleBundle.builder(tailByteCount: 1_200_000).build()
        for form in [BundleWriter.Form.compressed(level: 3), .tar] {
            try BundleWriter(form: form).write([built.bundle], blobs: built.blobs, to: path)
            let whole = try folder.bytes("hostile")
            let codes: [BundleError.Code] = [.malformedArchive, .missingBlob, .wrongDigest]
            let isTar = form == .tar
            let last = isTar ? whole.count - 1100 : whole.count - 1
            let cuts = [
                0, 1, 3, 4, 100, 511, 512, 513, 1000, 1024, whole.count / 2, last - 5, last,
            ]
            for cut in cuts {
                try refuse(Array(whole[..<cut]), as: codes, "\(form) cut at \(cut)")
            }
            for tail in [[1], Array("garbage".utf8), SampleBundle.bytes(5000, seed: 9)] {
                try refuse(whole + tail, as: codes, "\(form) and \(tail.count) bytes")
            }
            try refuse(whole + whole, as: codes, "\(form) twice")
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            try refuse(whole + zeros + [1], as: codes, "\(form), zeros and a byte")
            for offset in stride(from: 0, to: whole.count, by: whole.count / 60) {
                var flipped = whole
                flipped[offset] ^= 0x10
                try refuseOrSame(flipped, built.bundle.bytes, "\(form) flipped at \(offset)")
            }
        }
        try refuse([], "nothing")
        try refuse(Array("PK\u{3}\u{4}".utf8) + honest, "a zip")
        try refuse([0x1F, 0x8B, 8, 0] + honest, "gzip")
        try refuse([0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4] + honest, "a skippable frame")
    }

    /// Some bits of a tar mean nothing (an owner's padding); those may flip, and nothing else.
    private func refuseOrSame(
        _ bytes: [UInt8],
        _ manifest: [UInt8],
        _ what: String
    ) throws {
        let place = try MemoryBlobs()
        let path = try folder.write(bytes, to: "hostile")
        do {
            let contents = try BundleArchive(path: path).read(into: place)
            #expect(contents.bundles.first?.bytes == manifest, "\(what)")
        } catch is BundleError {
            let isUntouched = place.blobs.isEmpty
            #expect(isUntouched, "\(what)")
        }
    }

    @Test("A bomb is refused although its manifest is honest about it")
    func bomb() throws {
        var description = try built.bundle.description()
        let zeros = [UInt8](repeating: 0, count: 64 << 20)
        description.tail.digest = try SHA256Hasher.digest(of: zeros)
        var builder = BundleBuilder(description: description)
        try builder.add(.encoder, .bytes(SampleBundle.encoder))
        try builder.add(.decoder, .bytes(SampleBundle.bytes(4_000, seed: 2)))
        try builder.add(.tail, .bytes(zeros))
        let bomb = try builder.build()
        let place = try MemoryBlobs()
        let path = folder.file("bomb")
        try BundleWriter(form: .tar).write([bomb.bundle], blobs: bomb.blobs, to: path)
        try BundleArchive(path: path).read(into: place)
        #expect(place.blobs.count == bomb.bundle.manifest.blobs.count)
        try BundleWriter(form: .compressed(level: 3))
            .write([bomb.bundle], blobs: bomb.blobs, to: path)
        let empty = try MemoryBlobs()
        #expect(throws: BundleError(.tooLarge, "")) {
            try BundleArchive(path: path).read(into: empty)
        }
        #expect(empty.blobs.isEmpty && empty.opened == empty.discarded)
    }
}
