internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCodec
internal import FrankenFiles
internal import FrankenGraph
internal import FrankenInference
internal import FrankenWeights

extension SplitCodec {
    /// Writes encoder, decoder and tail as `zoo pack` reads them; each file is replaced at once.
    ///
    /// - Parameters:
    ///   - folder: Where to; it is there.
    ///   - labels: The names of the tail's classes; nil where nobody knows them.
    /// - Throws: The errors of files.
    func write(to folder: String, labels: ClassLabels?) throws {
        for name in ["encoder", "decoder", "tail"] {
            try Folder.make("\(folder)/\(name)", mode: 0o755)
        }
        for name in EncoderFiles.Name.allCases {
            try AtomicFile.write(encoder.files[name], to: "\(folder)/encoder/\(name.rawValue)")
        }
        for (model, graph, weights) in [
            (decoder, BlobRole.decoderGraph, BlobRole.decoder), (tail, .tailGraph, .tail),
        ] {
            try AtomicFile.write(
                StableJSONEncoder(.pretty).encode(model.graph),
                to: "\(folder)/\(graph.fileName)"
            )
            try SafetensorsWriter().write(model.weights, to: "\(folder)/\(weights.fileName)")
        }
        if let labels {
            try AtomicFile.write(
                Array(labels.text.utf8),
                to: "\(folder)/\(BlobRole.labels.fileName)"
            )
        }
    }
}
