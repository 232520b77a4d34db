internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenStore

extension Zoo {
    /// Whether this machine computes what an installed bundle promises.
    ///
    /// - Parameter reference: `name`, `name:version`, `name@sha256:…` or a digest.
    /// - Returns: One outcome for each case of the bundle.
    /// - Throws: As ``backbone(_:)``; `BundleError` with code `.wrongDigest` for vectors that are
    ///   not the bundle's, ``ZooError`` with code `.failedSelfTest` for a bundle without any or
    ///   with fewer than it says.
    public func selfTest(_ reference: String) throws -> SelfTest {
        let backbone = try backbone(reference)
        guard let promise = backbone.description.conformance else {
            throw ZooError(
                .failedSelfTest,
                "\(backbone.reference) brings nothing to test it by. Pack it with this zoo."
            )
        }
        let models = try models(of: store.resolve(backbone.reference))
        // Reading compares the digest that the manifest names.
        let bytes = try models.bytes(.vectors, limit: BundleModels.smallLimit)
        let found = try SHA256Hasher.digest(of: bytes)
        guard found == promise.digest else {
            throw BundleError(
                .wrongDigest,
                "\(backbone.reference): zoo.json names the vectors \(promise.digest.short), the "
                    + "bundle has \(found.short). Install it again."
            )
        }
        let vectors = try ConformanceVectors(bytes: bytes)
        guard vectors.cases.count == promise.cases else {
            throw ZooError(
                .failedSelfTest,
                "\(backbone.reference): expected \(promise.cases) cases, found "
                    + "\(vectors.cases.count). Install it again."
            )
        }
        return try SelfTest(
            vectors,
            of: backbone.codec,
            tolerance: promise.tolerance
        )
    }
}
