import FrankenCrypto
import Testing

@Suite("Digests")
struct DigestTests {
    // FIPS 180-4's own examples.
    @Test(
        "SHA-256 of published messages, whole and in pieces",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
    )
    func publishedMessages(message: String, expected: String) throws {
        let bytes = Array(message.utf8)
        #expect(try SHA256Hasher.digest(of: bytes).hex == expected)
        let hasher = SHA256Hasher()
        for byte in bytes {
            let piece = [byte]
            let span = piece.span
            try hasher.update(span.bytes)
        }
        #expect(try hasher.finish().hex == expected)
        #expect(try hasher.finish() == SHA256Hasher.digest(of: []))
    }

    @Test("Only 64 lowercase hexadecimal digits are a digest")
    func refused() throws {
        let good = String(repeating: "0123456789abcdef", count: 4)
        #expect(try Digest(oci: "sha256:" + good).hex == good)
        let bad = [
            "", good, "sha256:", "sha256:" + good.uppercased(), "sha256:" + good.dropLast(),
            "sha256:" + good + "0", "sha512:" + good, "SHA256:" + good, "sha256:../" + good,
            "sha256:" + good.dropLast() + "\u{0}", "sha256:" + good.dropLast() + "é",
            " sha256:" + good, "sha256:" + good + "\n",
        ]
        for text in bad {
            #expect(throws: CryptoError(.malformedDigest, "")) { try Digest(oci: text) }
        }
    }
}
