import FrankenCrypto
import Testing

@Suite("Passwords, BLAKE2b and P-256")
struct DerivationTests {
    @Test("scrypt's first two published keys (RFC 7914, section 12)")
    func scrypt() throws {
        let empty = try Scrypt.key(
            password: [],
            salt: [],
            cost: Scrypt.Cost(n: 16, r: 1, p: 1),
            count: 64
        )
        #expect(
            empty
                == hexBytes(
                    "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
                )
        )
        let sodium = try Scrypt.key(
            password: Array("password".utf8),
            salt: Array("NaCl".utf8),
            cost: Scrypt.Cost(n: 1024, r: 8, p: 16),
            count: 64
        )
        #expect(
            sodium
                == hexBytes(
                    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
                )
        )
    }

    @Test(
        "Costs that are none, or too high, are refused before any memory is taken",
        arguments: [
            Scrypt.Cost(n: 0, r: 8, p: 1), Scrypt.Cost(n: 1, r: 8, p: 1),
            Scrypt.Cost(n: 1000, r: 8, p: 1), Scrypt.Cost(n: 1 << 21, r: 8, p: 1),
            Scrypt.Cost(n: 1 << 63, r: 8, p: 1), Scrypt.Cost(n: 16, r: 0, p: 1),
            Scrypt.Cost(n: 16, r: 1, p: 0), Scrypt.Cost(n: 16, r: .max, p: 1),
            Scrypt.Cost(n: 16, r: 1, p: 17),
        ]
    )
    func costs(cost: Scrypt.Cost) {
        #expect(throws: CryptoError(.costTooHigh, "")) {
            try Scrypt.key(password: [], salt: [], cost: cost, count: 32)
        }
    }

    @Test("BLAKE2b-512 of 'abc' (RFC 7693, appendix A), and ours equals libcrypto's")
    func blake2b() throws {
        #expect(
            try BLAKE2b.digest512(of: Array("abc".utf8))
                == hexBytes(
                    "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
                )
        )
        for count in Array(0...260) + [1024, 4097] {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }
            #expect(try BLAKE2b.digest(of: message, count: 64) == BLAKE2b.digest512(of: message))
        }
        // BLAKE2b-256 of nothing, as Python's hashlib computes it.
        #expect(
            BLAKE2b.digest(of: [], count: 32)
                == hexBytes("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
        )
    }

    @Test("P-256 signs what its public key verifies, and nothing else")
    func p256() throws {
        let key = try P256.PrivateKey.generate()
        let again = try P256.PrivateKey(der: key.der)
        #expect(again.publicKey == key.publicKey)
        let message = Array("a message".utf8)
        let signature = try key.sign(message)
        #expect(key.publicKey.isValid(signature: signature, of: message))
        #expect(!key.publicKey.isValid(signature: signature, of: message + [0]))
        #expect(!key.publicKey.isValid(signature: [], of: message))
        #expect(!key.publicKey.isValid(signature: Array(signature.dropLast()), of: message))
        let other = try P256.PrivateKey.generate()
        #expect(!other.publicKey.isValid(signature: signature, of: message))
        #expect(!P256.PublicKey(der: []).isValid(signature: signature, of: message))
        for position in signature.indices {
            var flipped = signature
            flipped[position] ^= 1
            #expect(!key.publicKey.isValid(signature: flipped, of: message))
        }
    }

    @Test("Bytes that are no P-256 private key are refused")
    func malformedP256() throws {
        let der = try P256.PrivateKey.generate().der
        for bad in [[], Array(der.dropLast()), der + [0], [UInt8](repeating: 0x30, count: 4096)] {
            #expect(throws: CryptoError(.malformedKey, "")) { try P256.PrivateKey(der: bad) }
        }
    }

    @Test("Comparing and wiping")
    func secrets() {
        #expect(SecureBytes.areEqual([], []))
        #expect(SecureBytes.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!SecureBytes.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!SecureBytes.areEqual([1, 2, 3], [1, 2]))
        var secret: [UInt8] = [1, 2, 3]
        SecureBytes.wipe(&secret)
        #expect(secret == [0, 0, 0])
    }
}
