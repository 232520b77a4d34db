/// The first four bytes of a SHA-256 digest: how a stream names its encoder and its tables.
///
/// Four bytes tell the few dozen models of a zoo apart; they are a name, not a proof. Proof is the
/// whole digest in the signed bundle.
public struct DigestPrefix: Hashable, Sendable, CustomStringConvertible {
    /// The four bytes, first byte of the digest in the most significant place.
    public let rawValue: UInt32

    /// Takes the four bytes as a big-endian number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Takes the first four bytes of `digest`; missing bytes count as zero.
    public init(digest: some Collection<UInt8>) {
        var value: UInt32 = 0
        var bytes = digest.makeIterator()
        for _ in 0..<4 { value = value << 8 | UInt32(bytes.next() ?? 0) }
        rawValue = value
    }

    /// Eight lowercase hexadecimal digits.
    public var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
