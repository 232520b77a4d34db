import FrankenTrust
import Testing

@Suite("Signature files")
struct SignatureFileTests {
    @Test("A signature reads back, verifies and says what it is about")
    func roundTrip() throws {
        let bench = try Bench()
        let signature = try bench.signature()
        let again = try SignatureFile(bytes: signature.bytes)
        #expect(again == signature)
        #expect(again.algorithm == .pure)
        try again.verify(bench.manifest, by: bench.key.publicKey)
        #expect(again.offeredKey == bench.key.publicKey)
        let statement = try SignedStatement(comment: again.trustedComment)
        #expect(statement.name.text == "swin-b")
        #expect(statement.version == "1.2.0")
        #expect(statement.time == bench.noon)
        #expect(statement.purpose == .bundle)
        #expect(statement.comment == again.trustedComment)
        let prehashed = try bench.key.sign(bench.manifest, comment: "x", algorithm: .prehashed)
        try SignatureFile(bytes: prehashed.bytes).verify(bench.manifest, by: bench.key.publicKey)
        #expect(throws: TrustError(.invalidSignature, "")) {
            try prehashed.verify(bench.manifest + [0], by: bench.key.publicKey)
        }
    }

    /// A way to spoil a signature, and the error that it must give.
    struct Tampering: Sendable, CustomTestStringConvertible {
        let name: String
        let code: TrustError.Code
        let spoil: @Sendable ([String]) -> String
        var testDescription: String { name }

        init(
            _ name: String,
            _ code: TrustError.Code = .malformedSignature,
            _ spoil: @escaping @Sendable ([String]) -> String
        ) {
            self.name = name
            self.code = code
            self.spoil = spoil
        }
    }

    static func file(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    static func replacing(_ lines: [String], _ position: Int, _ line: String) -> String {
        var lines = lines
        lines[position] = line
        return file(lines)
    }

    /// The line with one byte of what its Base64 means changed.
    static func flipping(_ line: String, _ position: Int) -> String {
        var digits = Array(line.utf8)
        let index = position * 4 / 3
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        let value = alphabet.firstIndex(of: digits[index]) ?? 0
        digits[index] = alphabet[value ^ 16]
        return String(decoding: digits, as: UTF8.self)
    }

    static let tamperings: [Tampering] = [
        Tampering("the key id", .unknownKey) { replacing($0, 1, flipping($0[1], 5)) },
        Tampering("a bit of the signature's R", .invalidSignature) {
            replacing($0, 1, flipping($0[1], 20))
        },
        Tampering("a bit of the signature's S", .invalidSignature) {
            replacing($0, 1, flipping($0[1], 60))
        },
        Tampering("a bit of the comment's signature", .invalidSignature) {
            replacing($0, 3, flipping($0[3], 30))
        },
        Tampering("the algorithm is unknown") { replacing($0, 1, "RX" + $0[1].dropFirst(2)) },
        Tampering("Ed read as ED", .invalidSignature) {
            replacing($0, 1, "RU" + $0[1].dropFirst(2))
        },
        Tampering("the trusted comment edited", .invalidSignature) {
            replacing($0, 2, $0[2].replacing("1.2.0", with: "1.3.0"))
        },
        Tampering("a blank after the trusted comment", .invalidSignature) {
            replacing($0, 2, $0[2] + " ")
        },
        Tampering("the comment's signature dropped") { file($0.dropLast()) },
        Tampering("the comment's signature is all zeros", .invalidSignature) {
            replacing($0, 3, String(repeating: "A", count: 86) + "==")
        },
        Tampering("the untrusted comment's line missing") { file(Array($0.dropFirst())) },
        Tampering("the trusted comment's line missing") { file([$0[0], $0[1], $0[3]]) },
        Tampering("line ends of two bytes") { $0.map { $0 + "\r\n" }.joined() },
        Tampering("no line end at the end") { $0.joined(separator: "\n") },
        Tampering("two signatures") { file($0 + $0) },
        Tampering("a fifth, empty line") { file($0 + [""]) },
        Tampering("a blank in the Base64") {
            replacing($0, 1, $0[1].prefix(40) + " " + $0[1].dropFirst(40))
        },
        Tampering("a line feed in the Base64") {
            replacing($0, 1, $0[1].prefix(40) + "\n" + $0[1].dropFirst(40))
        },
        Tampering("a tab after the Base64") { replacing($0, 1, $0[1] + "\t") },
        Tampering("padding dropped") { replacing($0, 1, $0[1].replacing("=", with: "")) },
        Tampering("bits behind the last byte") {
            replacing($0, 3, $0[3].dropLast(3) + "B==")
        },
        Tampering("73 bytes") { replacing($0, 1, String($0[1].dropLast(4)) + "A===") },
        Tampering("72 bytes") { replacing($0, 1, String($0[1].dropLast(4))) },
        Tampering("75 bytes") { replacing($0, 1, $0[1].replacing("=", with: "A")) },
        Tampering("a comment of 1,025 bytes") {
            replacing($0, 0, "untrusted comment: " + String(repeating: "x", count: 1025))
        },
        Tampering("a control character in the comment") {
            replacing($0, 0, "untrusted comment: \u{1B}[2J")
        },
        Tampering("a control character in the trusted comment") {
            replacing($0, 2, $0[2] + "\u{7}")
        },
        Tampering("text that turns its direction around") {
            replacing($0, 2, $0[2] + "\u{202E}")
        },
        Tampering("another word before the comment") {
            replacing($0, 0, "comment: x")
        },
        Tampering("a mark in front") { "\u{FEFF}" + file($0) },
        Tampering("nothing") { _ in "" },
    ]

    @Test("Tampered files are refused, each with its code", arguments: tamperings)
    func tampered(tampering: Tampering) throws {
        let bench = try Bench()
        let lines = String(decoding: try bench.signature().bytes, as: UTF8.self)
            .split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        let bytes = Array(tampering.spoil(lines).utf8)
        #expect(bytes != (try bench.signature().bytes))
        #expect(throws: TrustError(tampering.code, "")) {
            try SignatureFile(bytes: bytes).verify(bench.manifest, by: bench.key.publicKey)
        }
    }

    @Test("A wrong key with the right id, and bytes that are no text, are refused")
    func wrongKey() throws {
        let bench = try Bench()
        let signature = try bench.signature()
        let other = try SigningKey.generate()
        #expect(throws: TrustError(.unknownKey, "")) {
            try signature.verify(bench.manifest, by: other.publicKey)
        }
        // The stranger's key bytes under our id, as a .pub file would claim.
        let ours = Array(bench.key.publicKey.text), theirs = Array(other.publicKey.text)
        let mixed = String(ours.prefix(12)) + String(theirs.dropFirst(12))
        if let impostor = try? PublicKey(text: mixed), impostor.id == bench.key.publicKey.id {
            #expect(throws: TrustError(.invalidSignature, "")) {
                try signature.verify(bench.manifest, by: impostor)
            }
        }
        var bytes = signature.bytes
        bytes[25] = 0xFF
        #expect(throws: TrustError(.malformedSignature, "")) { try SignatureFile(bytes: bytes) }
        #expect(throws: TrustError(.malformedSignature, "")) {
            try SignatureFile(bytes: [UInt8](repeating: 0x41, count: 1 << 20))
        }
    }

    @Test("Every prefix of a signature file is refused")
    func prefixes() throws {
        let bytes = try Bench().signature().bytes
        for count in bytes.indices {
            #expect(throws: TrustError(.malformedSignature, "")) {
                try SignatureFile(bytes: Array(bytes.prefix(count)))
            }
        }
    }

    @Test("Public keys read back, and texts that are none are refused")
    func publicKeys() throws {
        let key = try SigningKey.generate().publicKey
        #expect(try PublicKey(text: key.text) == key)
        #expect(try PublicKey(fileBytes: key.fileBytes) == key)
        #expect(key.text.hasPrefix("RW"))
        let zeros = "RW" + String(repeating: "A", count: 54)
        let bad = [
            "", key.text + "=", String(key.text.dropLast()), "RU" + key.text.dropFirst(2),
            zeros, key.text.lowercased() + " ", "\n" + key.text.dropLast(),
        ]
        for text in bad {
            #expect(throws: TrustError(.malformedKey, "")) { try PublicKey(text: text) }
        }
        for text in [
            "", key.text, "untrusted comment: x\n\(key.text)", "x\n\(key.text)\n",
            "untrusted comment: x\n\(key.text)\n\n",
        ] {
            #expect(throws: TrustError(.malformedKey, "")) {
                try PublicKey(fileBytes: Array(text.utf8))
            }
        }
    }
}
