import Foundation
import FrankenWeights
import Testing

@Suite struct HostileCorpusTests {
    struct Verdict: Sendable, CustomTestStringConvertible {
        let kind: String
        let name: String
        let accepts: Bool
        let isFile: Bool
        /// The code a refusal must have; empty for accepted files.
        let code: String

        var testDescription: String { "\(kind)/\(name)" }
        var path: String { "\(kind)/\(name).\(kind)" }
    }

    static let codes: [String: String] = {
        let lines = table("codes.tsv")
        return Dictionary(lines.map { ("\($0[0])/\($0[1])", $0[2]) }, uniquingKeysWith: { $1 })
    }()

    static let verdicts: [Verdict] = table("verdicts.tsv").map { row in
        Verdict(
            kind: row[0],
            name: row[1],
            accepts: row[2] == "accept",
            isFile: row[3] == "file",
            code: codes["\(row[0])/\(row[1])"] ?? ""
        )
    }

    private static func table(_ name: String) -> [[String]] {
        let text = try? String(
            contentsOf: Fixtures.corpus.appendingPathComponent(name),
            encoding: .utf8
        )
        return (text ?? "").split(separator: "\n").map {
            $0.split(separator: "\t").map(String.init)
        }
    }

    /// Opens a case the way its kind is opened, and reads every byte of every tensor.
    static func read(_ bytes: [UInt8], kind: String) throws(WeightsError) {
        let store: TensorStore
        if kind == "safetensors" {
            store = try SafetensorsReader().read(bytes)
        } else {
            let checkpoint = try PyTorchCheckpoint(bytes: bytes)
            do { store = try checkpoint.tensors(at: .root) } catch {
                // A checkpoint without tensors is well-formed; there is nothing to take.
                guard error.code == .noTensors else { throw error }
                return
            }
        }
        for info in store.infos { _ = try store.bytes(named: info.name) }
    }

    @Test("the corpus is complete: 85 and 68 verdicts, a file or a maker for each, no other file")
    func complete() throws {
        let kinds = Dictionary(grouping: Self.verdicts, by: \.kind).mapValues(\.count)
        #expect(kinds == ["safetensors": 85, "pth": 68])
        let expected = Set(Self.verdicts.filter(\.isFile).map(\.path))
        var found: Set<String> = []
        for kind in kinds.keys {
            let folder = Fixtures.corpus.appendingPathComponent(kind).path
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                found.insert("\(kind)/\(name)")
            }
        }
        #expect(found == expected)
        let made = Set(Self.verdicts.filter { !$0.isFile }.map { "\($0.kind)/\($0.name)" })
        #expect(Set(LargeCases.all.keys) == made)
        let refused = Set(Self.verdicts.filter { !$0.accepts }.map { "\($0.kind)/\($0.name)" })
        #expect(Set(Self.codes.keys) == refused)
    }

    @Test("every case gets its verdict, and every refusal its code", arguments: verdicts)
    func verdict(_ verdict: Verdict) throws {
        let bytes: [UInt8]
        if verdict.isFile {
            bytes = try Fixtures.bytes(Fixtures.corpus.appendingPathComponent(verdict.path))
        } else {
            let make = try #require(LargeCases.all["\(verdict.kind)/\(verdict.name)"])
            bytes = make()
        }
        do throws(WeightsError) {
            try Self.read(bytes, kind: verdict.kind)
            #expect(verdict.accepts, "accepted")
        } catch {
            #expect(!verdict.accepts, "refused: \(error)")
            #expect(error.code.rawValue == verdict.code, "\(error)")
            #expect(!error.message.isEmpty)
        }
    }

    @Test(
        "every truncation is refused, every single bit flip is refused or read",
        arguments: [
            ("safetensors", "Corpus/safetensors/ok-meta.safetensors"),
            ("safetensors", "Goldens/types.safetensors"), ("pth", "Corpus/pth/ok.pth"),
            ("pth", "Goldens/single.zip.pth"), ("pth", "Goldens/single.legacy.pth"),
            ("pth", "Goldens/views.legacy.pth"),
        ]
    )
    func mutations(kind: String, path: String) throws {
        let bytes = try Fixtures.bytes(Fixtures.folder.appendingPathComponent(path))
        for count in 0..<bytes.count {
            #expect(throws: WeightsError.self, "\(count) bytes") {
                try Self.read(Array(bytes.prefix(count)), kind: kind)
            }
        }
        var accepted = 0
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            do throws(WeightsError) {
                try Self.read(flipped, kind: kind)
                accepted += 1
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        #expect(accepted < bytes.count * 8)
    }

    @Test("a flipped bit in the numbers of a zip checkpoint is noticed, unless asked not to")
    func checksums() throws {
        var bytes = try Fixtures.golden("single.zip.pth")
        let number: [UInt8] = [0, 0, 0xC0, 0x3F, 0, 0, 0x20, 0x40]
        let start = try #require(
            bytes.indices.first { bytes[$0...].starts(with: number) }
        )
        bytes[start] ^= 1
        #expect(throws: WeightsError(.corruptData, "")) { try TensorStore.open(bytes: bytes) }
        let lenient = CheckpointOptions(checksums: .ignore)
        _ = try TensorStore.open(bytes: bytes, options: lenient)
    }

    @Test("219 bytes that describe a billion paths are read at once, and hold nothing")
    func sharedContainers() throws {
        var pickle: [UInt8] = [0x80, 2, UInt8(ascii: "("), UInt8(ascii: "]"), UInt8(ascii: "q"), 0]
        for level in UInt8(0)..<10 {
            pickle += Array("](".utf8)
            for _ in 0..<8 { pickle += [UInt8(ascii: "h"), level] }
            pickle += Array("eq".utf8) + [level + 1]
        }
        pickle += Array("t.".utf8)
        let checkpoint = try PyTorchCheckpoint(bytes: LargeCases.checkpoint(pickle))
        #expect(throws: WeightsError(.noTensors, "")) { try checkpoint.tensors() }
        #expect(throws: WeightsError(.limitExceeded, "")) { try checkpoint.leaves() }
    }

    @Test("few opcodes cannot copy one long list very often")
    func copies() {
        let symbol = { (name: String) in Array("c\(name)\n".utf8) }
        let integer = { (value: Int) in
            [UInt8(ascii: "M"), UInt8(value & 0xFF), UInt8(value >> 8)]
        }
        let pairs = (0..<2000).flatMap { integer($0) + [UInt8(ascii: "N"), 0x86] }
        let list = Array("](".utf8) + pairs + Array("eq".utf8) + [0]
        let call = [UInt8(ascii: "h"), 1, UInt8(ascii: "h"), 0, 0x85, UInt8(ascii: "R")]
        let calls = [[UInt8]](repeating: call, count: 10_000).flatMap(\.self)
        for (name, code) in [
            ("collections\nOrderedDict", WeightsError.Code.limitExceeded),
            ("torch\nSize", .invalidPickle),
        ] {
            let function = symbol(name) + [UInt8(ascii: "q"), 1]
            let pickle = [0x80, 2, UInt8(ascii: "(")] + list + function + calls + Array("t.".utf8)
            #expect(throws: WeightsError(code, "")) {
                try PyTorchCheckpoint(bytes: LargeCases.checkpoint(pickle))
            }
        }
    }
}
