internal import CCrypto

/// Keys from passwords by scrypt (RFC 7914), which needs much memory on purpose.
public enum Scrypt {
    /// What one derivation costs.
    public struct Cost: Sendable, Hashable {
        /// The most memory that any derivation may take, in bytes: 1 GiB, what minisign takes.
        public static let largestByteCount: UInt64 = 1 << 30

        /// The CPU and memory cost `N`, a power of two above 1.
        public let n: UInt64
        /// The block size `r`.
        public let r: UInt64
        /// The parallelism `p`.
        public let p: UInt64

        /// The three numbers of a derivation.
        public init(n: UInt64, r: UInt64, p: UInt64) {
            self.n = n
            self.r = r
            self.p = p
        }

        /// Memory of one derivation: 128 N r bytes.
        var byteCount: UInt64? {
            let (blocks, overflow) = n.multipliedReportingOverflow(by: r)
            let (bytes, tooLarge) = blocks.multipliedReportingOverflow(by: 128)
            return overflow || tooLarge ? nil : bytes
        }

        var isAffordable: Bool {
            guard let byteCount, n > 1, n & (n - 1) == 0, (1...64).contains(r),
                (1...16).contains(p)
            else { return false }
            return byteCount <= Self.largestByteCount
        }
    }

    /// Derives a key.
    ///
    /// - Parameters:
    ///   - password: The password's bytes.
    ///   - salt: Bytes that are different for every password.
    ///   - cost: What the derivation may cost.
    ///   - count: Bytes of the key.
    /// - Returns: `count` bytes.
    /// - Throws: ``CryptoError`` with code `.costTooHigh` for a cost that is not one or needs more
    ///   than ``Cost/largestByteCount``, `.unavailable` when memory is short.
    public static func key(
        password: [UInt8],
        salt: [UInt8],
        cost: Cost,
        count: Int
    ) throws(CryptoError) -> [UInt8] {
        guard cost.isAffordable else {
            throw CryptoError(
                .costTooHigh,
                "A password cost of N = \(cost.n), r = \(cost.r), p = \(cost.p) is not one, or "
                    + "takes more than \(Cost.largestByteCount >> 20) MiB of memory."
            )
        }
        var key = [UInt8](repeating: 0, count: max(0, count))
        // libcrypto counts a little working memory besides the 128 N r bytes.
        let memory = Cost.largestByteCount + (1 << 24)
        let status = unsafe fc_scrypt(
            password,
            password.count,
            salt,
            salt.count,
            cost.n,
            cost.r,
            cost.p,
            memory,
            &key,
            key.count
        )
        guard status == 0 else {
            throw CryptoError(
                .unavailable,
                "A password could not be stretched; \((cost.byteCount ?? 0) >> 20) MiB of memory "
                    + "are needed."
            )
        }
        return key
    }
}
