import FrankenCodec
import FrankenCommands
import FrankenEdge
import FrankenEntropy
import FrankenFiles

/// Encodes many photos on several threads, each with an encoder of its own.
struct EncodeBatch {
    /// A bitstream that was stored.
    struct Stored: Sendable {
        let target: OutputTarget
        let byteCount: Int
        /// What the stream names as its quality.
        let quality: UInt8
    }

    let package: EncoderPackage
    let options: EdgeOptions
    let workers: Int

    /// Encodes photos.
    ///
    /// - Parameters:
    ///   - pairs: Photos and where their bitstreams go.
    ///   - progress: Is told each photo that is done, in any order.
    /// - Returns: For each photo, in order, what was stored or why nothing was.
    /// - Throws: What making an encoder throws.
    func encode(
        _ pairs: [EncodeTargets.Pair],
        progress: (String) -> Void
    ) async throws -> [Result<Stored, any Error>] {
        let encoders = try (0..<workers).map { _ in try EdgeEncoder(package, options: options) }
        return await withTaskGroup { group in
            var results: [Result<Stored, any Error>?] = pairs.map { _ in nil }
            var waiting = pairs.indices.makeIterator()
            for worker in encoders.indices {
                guard let index = waiting.next() else { break }
                let (encoder, pair) = (encoders[worker], pairs[index])
                group.addTask { (worker, index, Self.result(pair, encoder)) }
            }
            while let (worker, index, result) = await group.next() {
                results[index] = result
                progress(pairs[index].photo)
                guard let next = waiting.next() else { continue }
                let (encoder, pair) = (encoders[worker], pairs[next])
                group.addTask { (worker, next, Self.result(pair, encoder)) }
            }
            return results.compactMap(\.self)
        }
    }

    private static func result(
        _ pair: EncodeTargets.Pair,
        _ encoder: EdgeEncoder
    ) -> Result<Stored, any Error> {
        Result {
            var stream: [UInt8] = []
            try encoder.encode(contentsOf: pair.photo, into: &stream)
            try Outputs.write(stream, to: pair.target)
            return Stored(
                target: pair.target,
                byteCount: stream.count,
                quality: try BitstreamHeader(reading: stream.span).quality
            )
        }
    }
}
