import FrankenEntropy
import Testing

@Suite("Digests and checksums")
struct DigestTests {
    /// NIST FIPS 180-4 example values and the empty message.
    @Test(
        "SHA-256 agrees with the published examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
                    + "klmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ]
    )
    func publishedExamples(message: String, expected: String) {
        #expect(hex(SHA256.digest(of: message.utf8)) == expected)
    }

    @Test("SHA-256 agrees with the published digest of a million letters a")
    func million() {
        let digest = SHA256.digest(of: repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        #expect(hex(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("CRC-32C agrees with RFC 3720, however the bytes are split")
    func checksum() {
        let crc = CRC32C()
        func checksum(_ bytes: [UInt8], splitAt split: Int) -> UInt32 {
            let span = bytes.span
            return crc.checksum(
                of: span.extracting(0..<split),
                and: span.extracting(split..<bytes.count)
            )
        }
        for split in 0...9 {
            #expect(checksum(Array("123456789".utf8), splitAt: split) == 0xE306_9283)
        }
        #expect(checksum((0..<32).map { UInt8($0) }, splitAt: 32) == 0x46DD_794E)
        #expect(checksum([UInt8](repeating: 0, count: 32), splitAt: 32) == 0x8A91_36AA)
    }

    @Test("a prefix prints its first four bytes in order")
    func prefix() {
        #expect(DigestPrefix(digest: [0x01, 0x02, 0xAB, 0xCD, 0xFF]).description == "0102abcd")
        #expect(DigestPrefix(digest: []).description == "00000000")
    }
}
