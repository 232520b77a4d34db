import FrankenCrypto
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
    /// A published key, message and signature: RFC 8032, section 7.1.
    struct Vector: Sendable, CustomStringConvertible {
        let seed: String
        let publicKey: String
        let message: String
        let signature: String
        var description: String { "message of \(message.count / 2) bytes" }
    }

    static let vectors = [
        Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
        Vector(
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ]

    @Test("Keys and signatures of RFC 8032", arguments: vectors)
    func published(vector: Vector) throws {
        let seed = hexBytes(vector.seed)
        let message = hexBytes(vector.message)
        let publicKey = hexBytes(vector.publicKey)
        let signature = hexBytes(vector.signature)
        #expect(try Ed25519.publicKey(of: seed) == publicKey)
        #expect(try Ed25519.sign(message, seed: seed) == signature)
        #expect(Ed25519.isValid(signature: signature, of: message, publicKey: publicKey))
        #expect(!Ed25519.isValid(signature: signature, of: message + [0], publicKey: publicKey))
    }

    @Test("Every flipped bit of signature and key is refused")
    func flippedBits() throws {
        let vector = Self.vectors[2]
        let message = hexBytes(vector.message)
        let publicKey = hexBytes(vector.publicKey)
        let signature = hexBytes(vector.signature)
        for bit in 0..<512 {
            var flipped = signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!Ed25519.isValid(signature: flipped, of: message, publicKey: publicKey))
        }
        for bit in 0..<256 {
            var flipped = publicKey
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!Ed25519.isValid(signature: signature, of: message, publicKey: flipped))
        }
    }

    /// The group order, little-endian.
    static let order = hexBytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")

    /// `number + addend` of equal length, little-endian; `nil` when it does not fit.
    static func sum(_ number: [UInt8], _ addend: [UInt8]) -> [UInt8]? {
        var carry = 0
        let bytes = zip(number, addend).map { left, right in
            let total = Int(left) + Int(right) + carry
            carry = total >> 8
            return UInt8(total & 255)
        }
        return carry == 0 ? bytes : nil
    }

    @Test("A scalar S of the group order or more is refused, though it means the same")
    func malleableScalar() throws {
        for vector in Self.vectors {
            let message = hexBytes(vector.message)
            let publicKey = hexBytes(vector.publicKey)
            let signature = hexBytes(vector.signature)
            var scalar = Array(signature.suffix(32))
            var tried = 0
            while let larger = Self.sum(scalar, Self.order) {
                scalar = larger
                tried += 1
                #expect(
                    !Ed25519.isValid(
                        signature: Array(signature.prefix(32)) + scalar,
                        of: message,
                        publicKey: publicKey
                    )
                )
            }
            #expect(tried >= 14)
            for edge in [Self.order, [UInt8](repeating: 0xFF, count: 32)] {
                let forged = Array(signature.prefix(32)) + edge
                #expect(!Ed25519.isValid(signature: forged, of: message, publicKey: publicKey))
            }
        }
    }

    @Test("Another length than 64 is refused")
    func lengths() throws {
        let vector = Self.vectors[1]
        let message = hexBytes(vector.message)
        let publicKey = hexBytes(vector.publicKey)
        let signature = hexBytes(vector.signature)
        for count in 0..<64 {
            let short = Array(signature.prefix(count))
            #expect(!Ed25519.isValid(signature: short, of: message, publicKey: publicKey))
        }
        for surplus in [[0], [0xFF], signature] as [[UInt8]] {
            let long = signature + surplus
            #expect(!Ed25519.isValid(signature: long, of: message, publicKey: publicKey))
        }
        for count in [0, 31, 33, 64] {
            let key = Array((publicKey + publicKey).prefix(count))
            #expect(!Ed25519.isValid(signature: signature, of: message, publicKey: key))
        }
        #expect(throws: CryptoError(.malformedKey, "")) { try Ed25519.publicKey(of: []) }
        #expect(throws: CryptoError(.malformedKey, "")) {
            try Ed25519.sign([], seed: [UInt8](repeating: 0, count: 64))
        }
    }

    @Test("Keys of small order and keys that are not canonical are no keys")
    func weakKeys() {
        let ordinates = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        ]
        // With a key of small order, R = the identity and S = 0 fit a part of all messages.
        let forged = [1] + [UInt8](repeating: 0, count: 63)
        for ordinate in ordinates.map({ hexBytes($0) }) {
            for sign in [0, 0x80] as [UInt8] {
                var key = ordinate
                key[31] |= sign
                #expect(!Ed25519.isUsable(publicKey: key))
                for message in 0..<16 {
                    #expect(
                        !Ed25519.isValid(
                            signature: forged,
                            of: [UInt8(message)],
                            publicKey: key
                        )
                    )
                }
            }
        }
    }

    @Test("An R that is not canonical is refused")
    func nonCanonicalR() throws {
        let vector = Self.vectors[0]
        let signature = hexBytes(vector.signature)
        // y = p + 1 is the identity's y = 1 written in another way.
        let oneAgain = hexBytes("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
        for scalar in [Array(signature.suffix(32)), [UInt8](repeating: 0, count: 32)] {
            #expect(
                !Ed25519.isValid(
                    signature: oneAgain + scalar,
                    of: [],
                    publicKey: hexBytes(vector.publicKey)
                )
            )
        }
    }

    @Test("New seeds differ and sign what their public keys verify")
    func generated() throws {
        let seeds = try (0..<4).map { _ in try SecureBytes.random(count: Ed25519.seedByteCount) }
        #expect(Set(seeds).count == 4)
        let message = [UInt8](repeating: 0x5A, count: 70_000)
        for seed in seeds {
            let key = try Ed25519.publicKey(of: seed)
            #expect(Ed25519.isUsable(publicKey: key))
            let signature = try Ed25519.sign(message, seed: seed)
            #expect(Ed25519.isValid(signature: signature, of: message, publicKey: key))
        }
    }
}
