import Foundation
import FrankenBundle
import FrankenTrust
import Testing

@Suite("The zoo's keys and signatures, minisign's and signify's")
struct InteroperationTests {
    static let light = SigningKey.PasswordCost(operations: 32_768, memory: 16 << 20)

    @Test("minisign and signify verify what the zoo signs, and refuse it after a change")
    func theirsVerifyOurs() throws {
        guard let minisign = Peer("minisign"), let signify = Peer("signify-openbsd") else { return }
        let bench = try Bench()
        try Bench.withFolder { folder in
            let (document, key) = ("\(folder)/manifest", "\(folder)/zoo.pub")
            let signature = "\(folder)/manifest.minisig"
            try Bench.write(bench.manifest, document)
            try Bench.write(bench.key.publicKey.fileBytes, key)
            try Bench.write(try bench.signature().bytes, signature)
            let verify = ["-V", "-m", document, "-p", key, "-x", signature]
            #expect(try minisign.run(verify) == 0)
            #expect(try minisign.run(["-V", "-m", document, "-P", bench.key.publicKey.text]) == 0)
            #expect(try signify.run(verify) == 0)
            let prehashed = try bench.key.sign(
                bench.manifest,
                comment: "prehashed",
                algorithm: .prehashed
            )
            try Bench.write(prehashed.bytes, "\(folder)/prehashed")
            #expect(
                try minisign.run(["-V", "-m", document, "-p", key, "-x", "\(folder)/prehashed"])
                    == 0
            )
            try Bench.write(bench.manifest + [0x20], document)
            #expect(try minisign.run(verify) != 0)
            #expect(try signify.run(verify) != 0)
        }
    }

    @Test("The zoo verifies what minisign signs, plain and prehashed", arguments: [true, false])
    func oursVerifiesTheirs(isPlain: Bool) throws {
        guard let minisign = Peer("minisign") else { return }
        let bench = try Bench()
        try Bench.withFolder { folder in
            let (document, key) = ("\(folder)/manifest", "\(folder)/m.pub")
            let (secret, signature) = ("\(folder)/m.key", "\(folder)/manifest.minisig")
            try Bench.write(bench.manifest, document)
            #expect(try minisign.run(["-G", "-W", "-f", "-p", key, "-s", secret]) == 0)
            let form = isPlain ? ["-l"] : ["-H"]
            #expect(try minisign.run(["-S", "-s", secret, "-m", document] + form) == 0)
            let publicKey = try PublicKey.load(key)
            let file = try SignatureFile(bytes: try Bench.read(signature))
            #expect(file.algorithm == (isPlain ? .pure : .prehashed))
            try file.verify(bench.manifest, by: publicKey)
            #expect(file.offeredKey == nil)
            #expect(throws: TrustError(.invalidSignature, "")) {
                try file.verify(bench.manifest + [0], by: publicKey)
            }
            // The key that minisign made signs here, and minisign verifies that.
            let ours = try SigningKey.load(secret)
            #expect(ours.publicKey == publicKey)
            let signed = try ours.sign(
                manifest: bench.manifest,
                name: SubjectName("swin-b"),
                version: BundleVersion("1.0.0"),
                time: bench.noon
            )
            try Bench.write(signed.bytes, signature)
            #expect(try minisign.run(["-V", "-m", document, "-p", key]) == 0)
        }
    }

    @Test("minisign signs with the zoo's secret keys, with a password and without")
    func theirsSignsWithOurs() throws {
        guard let minisign = Peer("minisign") else { return }
        let bench = try Bench()
        try Bench.withFolder { folder in
            let document = "\(folder)/manifest"
            try Bench.write(bench.manifest, document)
            for password in [nil, "correct horse"] {
                let secret = "\(folder)/\(password == nil ? "plain" : "locked").key"
                try bench.key.save(
                    to: secret,
                    password: password.map { Array($0.utf8) },
                    cost: Self.light
                )
                let input = (password ?? "") + "\n"
                let sign = ["-S", "-s", secret, "-m", document]
                #expect(try minisign.run(sign, input: input) == 0)
                let signature = try Bench.read(document + ".minisig")
                try SignatureFile(bytes: signature).verify(
                    bench.manifest,
                    by: bench.key.publicKey
                )
            }
        }
    }

    @Test("The zoo opens a secret key that minisign locked with a password")
    func oursOpensTheirs() throws {
        guard let minisign = Peer("minisign") else { return }
        try Bench.withFolder { folder in
            let (secret, key) = ("\(folder)/m.key", "\(folder)/m.pub")
            let made = try minisign.run(["-G", "-p", key, "-s", secret], input: "pass\npass\n")
            #expect(made == 0)
            #expect(try SigningKey.needsPassword(fileBytes: try Bench.read(secret)))
            let opened = try SigningKey.load(secret, password: Array("pass".utf8))
            #expect(opened.publicKey == (try PublicKey.load(key)))
        }
    }

    @Test("The zoo verifies with a key that signify made, in signify's file form")
    func signifyKeys() throws {
        guard let signify = Peer("signify-openbsd") else { return }
        try Bench.withFolder { folder in
            let (secret, key) = ("\(folder)/s.sec", "\(folder)/s.pub")
            #expect(try signify.run(["-G", "-n", "-p", key, "-s", secret]) == 0)
            #expect(try PublicKey.load(key).text.hasPrefix("RW"))
            // signify's two-line signatures have no trusted comment, so they say too little.
            try Bench.write(Array("x".utf8), "\(folder)/x")
            #expect(try signify.run(["-S", "-s", secret, "-m", "\(folder)/x"]) == 0)
            #expect(throws: TrustError(.malformedSignature, "")) {
                try SignatureFile(bytes: try Bench.read("\(folder)/x.sig"))
            }
        }
    }
}
