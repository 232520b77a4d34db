public import FrankenTrust

extension BundleIndex {
    /// Reads an index and decides whether it may be used.
    ///
    /// The bytes that are verified are the bytes that are read. Record the verdict when the index
    /// is kept: then no older one is taken after it.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - signatures: The signature files that lay beside it.
    ///   - name: The name that the index must have, where it is known: a server must not escape
    ///     its pin by another name.
    ///   - trust: Policy and pins.
    ///   - now: This machine's time.
    ///   - options: What a person allows for this run.
    /// - Returns: The index, and the verdict for `TrustStore`.
    /// - Throws: ``CatalogError``; `TrustError` when the verdict refuses or cannot be reached.
    public static func open(
        _ bytes: [UInt8],
        signatures: [[UInt8]],
        expecting name: String? = nil,
        trust: TrustStore,
        now: Timestamp,
        options: TrustOptions = TrustOptions()
    ) throws -> (index: BundleIndex, verdict: TrustVerdict) {
        let index = try BundleIndex(bytes: bytes)
        if let name, name != index.name {
            throw CatalogError(
                .wrongIndex,
                "Expected the index '\(name)', found '\(index.name)'. Check the address of the "
                    + "remote."
            )
        }
        let verdict = try trust.evaluate(
            index: index.name,
            version: index.version,
            validity: index.created...index.expires,
            content: bytes,
            signatures: signatures,
            now: now,
            options: options
        )
        try verdict.check()
        return (index, verdict)
    }
}
