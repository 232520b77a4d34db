internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenEdge
internal import Synchronization

/// Encoders that several backbones share, each read and compiled once.
final class EdgePool: Sendable {
    /// By the digests of network, tables and preprocessing, which are all that a stream depends on.
    private struct Key: Hashable {
        let network: [UInt8]
        let tables: [UInt8]
        let preprocessing: [UInt8]

        init(_ description: EncoderDescription) {
            network = description.encoderDigest
            tables = description.tablesDigest
            preprocessing = description.preprocessingDigest
        }
    }

    private struct Compiled: Hashable {
        let key: Key
        let options: EdgeOptions
    }

    private let packages = Mutex<[Key: EncoderPackage]>([:])
    private let encoders = Mutex<[Compiled: EdgeEncoder]>([:])

    /// The package that was read first, for all that equal it, so that its memory is held once.
    func package(_ package: EncoderPackage) -> EncoderPackage {
        packages.withLock { known in
            let key = Key(package.description)
            if let first = known[key] { return first }
            known[key] = package
            return package
        }
    }

    /// The compiled network.
    func encoder(
        _ package: EncoderPackage,
        options: EdgeOptions = EdgeOptions()
    ) throws -> EdgeEncoder {
        try encoders.withLock { known in
            let key = Compiled(key: Key(package.description), options: options)
            if let encoder = known[key] { return encoder }
            let encoder = try EdgeEncoder(package, options: options)
            known[key] = encoder
            return encoder
        }
    }
}
