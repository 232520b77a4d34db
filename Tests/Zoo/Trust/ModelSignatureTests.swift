import Foundation
import FrankenCrypto
import FrankenTrust
import Testing

@Suite("OpenSSF model signatures")
struct ModelSignatureTests {
    static let contents = [
        "zoo.json": "{}", "tail/tail.json": "[]", "tail.txt": "x", "tail/tail.safetensors": "w",
        "LICENSE": "MIT",
    ]

    static func files() throws -> [ModelSignature.File] {
        try contents.map { name, text in
            ModelSignature.File(name: name, digest: try SHA256Hasher.digest(of: Array(text.utf8)))
        }
    }

    @Test("A signature holds for exactly the files it was made of")
    func roundTrip() throws {
        let key = try ModelSignatureKey.generate()
        let files = try Self.files()
        let signature = try ModelSignature(files: files, name: "swin-b", key: key)
        try ModelSignature.verify(
            signature.bytes,
            files: files.reversed(),
            publicPEM: key.publicPEM
        )
        let changed = ModelSignature.File(name: files[0].name, digest: files[1].digest)
        let renamed = ModelSignature.File(name: "other", digest: files[0].digest)
        for wrong in [
            Array(files.dropFirst()), [changed] + files.dropFirst(), [renamed] + files.dropFirst(),
            [],
        ] {
            #expect(throws: TrustError(.wrongSubject, "")) {
                try ModelSignature.verify(signature.bytes, files: wrong, publicPEM: key.publicPEM)
            }
        }
        let other = try ModelSignatureKey.generate()
        #expect(throws: TrustError(.invalidSignature, "")) {
            try ModelSignature.verify(signature.bytes, files: files, publicPEM: other.publicPEM)
        }
        #expect(throws: TrustError(.malformedKey, "")) {
            try ModelSignature.verify(signature.bytes, files: files, publicPEM: [])
        }
        for count in stride(from: 0, to: signature.bytes.count, by: 7) {
            #expect(throws: TrustError(.malformedSignature, "")) {
                try ModelSignature.verify(
                    Array(signature.bytes.prefix(count)),
                    files: files,
                    publicPEM: key.publicPEM
                )
            }
        }
        for name in ["", "/a", "a//b", "../a", "a/."] {
            let file = ModelSignature.File(name: name, digest: files[0].digest)
            #expect(throws: TrustError(.malformedText, "")) {
                try ModelSignature(files: [file], name: "a", key: key)
            }
        }
    }

    @Test("Keys read back as PEM, and openssl reads them")
    func keys() throws {
        let key = try ModelSignatureKey.generate()
        let again = try ModelSignatureKey(pem: key.pem)
        #expect(again.publicPEM == key.publicPEM)
        #expect(throws: TrustError(.malformedKey, "")) { try ModelSignatureKey(pem: key.publicPEM) }
        #expect(throws: TrustError(.malformedKey, "")) {
            try ModelSignatureKey(pem: Array(key.pem.dropFirst()))
        }
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("der") && "\(key)" == "secret P-256 key")
        guard let openssl = Peer("openssl") else { return }
        try Bench.withFolder { folder in
            try key.save(to: "\(folder)/key.pem")
            try Bench.write(key.publicPEM, "\(folder)/pub.pem")
            #expect(try openssl.run(["pkey", "-in", "\(folder)/key.pem", "-noout", "-check"]) == 0)
            #expect(try openssl.run(["pkey", "-pubin", "-in", "\(folder)/pub.pem", "-noout"]) == 0)
        }
    }

    /// Run by `Tools/parity/model_signing`, which names the program; skipped without it.
    @Test("OpenSSF's own program verifies our signature, and refuses a changed file")
    func theirsVerifiesOurs() throws {
        guard let program = ProcessInfo.processInfo.environment["ZOO_MODEL_SIGNING"] else {
            print("skipped: ZOO_MODEL_SIGNING does not name model_signing; see Tools/parity")
            return
        }
        let peer = try #require(Peer(program))
        let key = try ModelSignatureKey.generate()
        try Bench.withFolder { folder in
            for (name, text) in Self.contents {
                let path = "\(folder)/model/\(name)"
                try FileManager.default.createDirectory(
                    atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
                    withIntermediateDirectories: true
                )
                try Bench.write(Array(text.utf8), path)
            }
            let signature = try ModelSignature(
                files: Self.files(),
                name: "model",
                ignoredPaths: ["model.oms.json"],
                key: key
            )
            try Bench.write(signature.bytes, "\(folder)/model/model.oms.json")
            try Bench.write(key.publicPEM, "\(folder)/pub.pem")
            let arguments = [
                "verify", "key", "\(folder)/model", "--public_key", "\(folder)/pub.pem",
                "--signature", "\(folder)/model/model.oms.json",
            ]
            #expect(try peer.run(arguments) == 0)
            try Bench.write(Array("{ }".utf8), "\(folder)/model/zoo.json")
            #expect(try peer.run(arguments) != 0)
        }
    }
}
