internal import FrankenCrypto
public import FrankenFiles

/// Secret key files in minisign's form.
///
/// 158 bytes in Base64: algorithm `Ed`, `Sc` for a password or two zeros, checksum `B2`, salt (32),
/// operations and memory of scrypt (8 each, little-endian), and then, combined with the password's
/// key by exclusive or: key id (8), seed (32), public key (32), BLAKE2b-256 of what was named (32).
/// Without a password, minisign leaves the checksum zero.
extension SigningKey {
    /// What stretching a password costs, in libsodium's terms.
    public struct PasswordCost: Sendable, Hashable {
        /// libsodium's `opslimit`.
        public let operations: UInt64
        /// libsodium's `memlimit`, in bytes.
        public let memory: UInt64

        /// Both limits.
        public init(operations: UInt64, memory: UInt64) {
            self.operations = operations
            self.memory = memory
        }

        /// What minisign writes: 1 GiB of memory and some seconds.
        public static let minisign = PasswordCost(operations: 1 << 25, memory: 1 << 30)

        /// The scrypt numbers that libsodium derives from its limits.
        var scrypt: Scrypt.Cost {
            let operations = max(operations, 32_768)
            let isShortOfTime = operations < memory / 32
            let most = isShortOfTime ? operations / 32 : memory / 1024
            var exponent: UInt64 = 1
            while exponent < 63, (1 as UInt64) << exponent <= most / 2 { exponent += 1 }
            let blocks = min(operations / 4 / (1 << exponent), 0x3FFF_FFFF)
            return Scrypt.Cost(n: 1 << exponent, r: 8, p: isShortOfTime ? 1 : blocks / 8)
        }
    }

    /// The longest file that is read, in bytes.
    public static let largestFileByteCount = 4096
    private static let packedByteCount = 158
    private static let comment = "minisign encrypted secret key"

    /// Whether a secret key file needs a password.
    ///
    /// - Throws: ``TrustError`` with code `.malformedKey`.
    public static func needsPassword(fileBytes: [UInt8]) throws(TrustError) -> Bool {
        try unpacked(fileBytes)[2..<4].elementsEqual("Sc".utf8)
    }

    /// Reads a secret key file.
    ///
    /// - Parameters:
    ///   - fileBytes: The whole file.
    ///   - password: The password's bytes, if the file needs one.
    /// - Throws: ``TrustError`` with code `.malformedKey`, or `.wrongPassword` when the password is
    ///   wrong or missing.
    public init(fileBytes: [UInt8], password: [UInt8]? = nil) throws(TrustError) {
        let packed = try Self.unpacked(fileBytes)
        let isEncrypted = packed[2..<4].elementsEqual("Sc".utf8)
        var secret = Array(packed[54...])
        if isEncrypted {
            guard let password else {
                throw TrustError(.wrongPassword, "The secret key needs a password.")
            }
            let cost = PasswordCost(
                operations: Self.number(packed[38..<46]),
                memory: Self.number(packed[46..<54])
            )
            try Self.combine(&secret, password: password, salt: Array(packed[6..<38]), cost: cost)
        }
        defer { SecureBytes.wipe(&secret) }
        let (idBytes, seed) = (secret[0..<8], Array(secret[8..<40]))
        let stored = Array(secret[72...])
        let isUnchecked = !isEncrypted && stored.allSatisfy { $0 == 0 }
        guard isUnchecked || SecureBytes.areEqual(stored, Self.checksum(secret.prefix(72))) else {
            throw isEncrypted
                ? TrustError(.wrongPassword, "The password does not open the secret key.")
                : Self.malformed
        }
        guard let id = KeyID(idBytes) else { throw Self.malformed }
        try self.init(id: id, seed: seed)
        guard publicKey.bytes.elementsEqual(secret[40..<72]) else { throw Self.malformed }
    }

    /// The bytes of a secret key file, as minisign writes and reads it.
    ///
    /// - Parameters:
    ///   - password: The password's bytes; `nil` for a file that opens without one.
    ///   - cost: What stretching the password costs.
    /// - Returns: The whole file.
    /// - Throws: ``TrustError`` with code `.system` when memory is short.
    public func fileBytes(
        password: [UInt8]?,
        cost: PasswordCost = .minisign
    ) throws(TrustError) -> [UInt8] {
        var secret = publicKey.id.bytes + seed + publicKey.bytes
        var head = Array("Ed".utf8)
        if let password {
            secret += Self.checksum(secret[...])
            let salt = try TrustError.crypto { () throws(CryptoError) in
                try SecureBytes.random(count: 32)
            }
            try Self.combine(&secret, password: password, salt: salt, cost: cost)
            head += Array("ScB2".utf8) + salt
            head += Self.bytes(cost.operations) + Self.bytes(cost.memory)
        } else {
            secret += [UInt8](repeating: 0, count: 32)
            head += [0, 0] + Array("B2".utf8) + [UInt8](repeating: 0, count: 48)
        }
        let text = Base64.text(of: head + secret)
        return Array("\(MinisignText.untrusted)\(Self.comment)\n\(text)\n".utf8)
    }

    /// Reads a secret key file.
    ///
    /// - Throws: ``TrustError`` with code `.notFound`, `.malformedKey`, `.wrongPassword`, `.system`.
    public static func load(
        _ path: String,
        password: [UInt8]? = nil
    ) throws(TrustError) -> SigningKey {
        let bytes = try TrustFile.read(path, limit: largestFileByteCount)
        do throws(TrustError) {
            return try SigningKey(fileBytes: bytes, password: password)
        } catch {
            throw TrustError(error.code, "'\(path)': \(error.message)")
        }
    }

    /// Writes a secret key file that only its owner can read, and never replaces one.
    ///
    /// - Throws: ``TrustError`` with code `.alreadyExists`, or `.system`.
    public func save(
        to path: String,
        password: [UInt8]?,
        cost: PasswordCost = .minisign
    ) throws(TrustError) {
        try save(to: OutputTarget(path: path), password: password, cost: cost)
    }

    /// Writes a secret key to what a person named, and never replaces a file.
    ///
    /// - Throws: ``TrustError`` with code `.alreadyExists`, or `.system`.
    public func save(
        to target: OutputTarget,
        password: [UInt8]?,
        cost: PasswordCost = .minisign
    ) throws(TrustError) {
        try TrustFile.createSecret(target, bytes: fileBytes(password: password, cost: cost))
    }

    private static func unpacked(_ fileBytes: [UInt8]) throws(TrustError) -> [UInt8] {
        guard let lines = MinisignText.lines(fileBytes, limit: largestFileByteCount),
            lines.count == 2,
            MinisignText.comment(lines[0], after: MinisignText.untrusted) != nil,
            let packed = Base64.bytes(of: lines[1]), packed.count == packedByteCount,
            packed.starts(with: "Ed".utf8), packed[4..<6].elementsEqual("B2".utf8),
            packed[2..<4].elementsEqual("Sc".utf8) || packed[2..<4].elementsEqual([0, 0])
        else { throw malformed }
        return packed
    }

    private static func combine(
        _ secret: inout [UInt8],
        password: [UInt8],
        salt: [UInt8],
        cost: PasswordCost
    ) throws(TrustError) {
        let count = secret.count
        var stream = try TrustError.crypto { () throws(CryptoError) in
            try Scrypt.key(password: password, salt: salt, cost: cost.scrypt, count: count)
        }
        for position in secret.indices { secret[position] ^= stream[position] }
        SecureBytes.wipe(&stream)
    }

    private static func checksum(_ secret: ArraySlice<UInt8>) -> [UInt8] {
        BLAKE2b.digest(of: Array("Ed".utf8) + secret, count: 32)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private static var malformed: TrustError {
        TrustError(
            .malformedKey,
            "Expected the two lines of a minisign secret key. 'zoo keygen' writes one."
        )
    }
}
