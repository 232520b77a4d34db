/// The eight bytes by which signature files hint at a key.
///
/// Anybody can make a key with any id: it only helps to find a key, and proves nothing.
public struct KeyID: Sendable, Hashable {
    /// Bytes of an id.
    static let byteCount = 8

    /// The bytes, in the order of the files.
    let bytes: [UInt8]

    /// Takes eight bytes; `nil` for any other number.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }
}

extension KeyID: CustomStringConvertible {
    /// Sixteen hexadecimal digits, as minisign shows them: the bytes in reverse.
    public var description: String {
        bytes.reversed()
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
            .joined()
    }
}
