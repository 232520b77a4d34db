package import FrankenCrypto
package import FrankenData

extension DataSet {
    /// What identifies the samples, their order and their classes, wherever they lie.
    ///
    /// - Returns: SHA-256 over the name of the class and the digest of the content of each sample.
    /// - Throws: `CryptoError` when memory is short. A sample that cannot be read counts as empty.
    package func digest() throws(CryptoError) -> Digest {
        let hasher = SHA256Hasher()
        for index in 0..<count {
            let bytes = (try? content(at: index))?.bytes ?? []
            let line = "\(classes.names[label(at: index)])\0\(try SHA256Hasher.digest(of: bytes))\n"
            let text = Array(line.utf8)
            try hasher.update(text.span.bytes)
        }
        return try hasher.finish()
    }
}
