internal import FrankenBytes
internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenImage
internal import FrankenWeights

/// The content of a package's five files, not yet trusted.
///
/// Bytes are read once, and what was digested is what is parsed.
package struct EncoderFiles: Sendable, Equatable {
    /// A file of a package.
    package enum Name: String, CaseIterable, Sendable {
        /// The description.
        case description = "codec.json"
        /// The network.
        case graph = "encoder.json"
        /// The network's parameters.
        case weights = "encoder.safetensors"
        /// The integer tables.
        case tables = "tables.bin"
        /// The preprocessing.
        case preprocessing = "preprocessing.json"

        /// The most bytes such a file can have; an encoder for a device is far below.
        package var byteLimit: Int {
            switch self {
            case .description, .preprocessing: 64 << 10
            case .graph: 1 << 20
            case .weights: 256 << 20
            case .tables: 16 << 20
            }
        }
    }

    /// What `codec.json` holds.
    package var description: [UInt8]
    /// What `encoder.json` holds.
    package var graph: [UInt8]
    /// What `encoder.safetensors` holds.
    package var weights: [UInt8]
    /// What `tables.bin` holds.
    package var tables: [UInt8]
    /// What `preprocessing.json` holds.
    package var preprocessing: [UInt8]

    /// Collects the contents.
    package init(
        description: [UInt8],
        graph: [UInt8],
        weights: [UInt8],
        tables: [UInt8],
        preprocessing: [UInt8]
    ) {
        self.description = description
        self.graph = graph
        self.weights = weights
        self.tables = tables
        self.preprocessing = preprocessing
    }

    /// The content of one file.
    package subscript(name: Name) -> [UInt8] {
        get {
            switch name {
            case .description: description
            case .graph: graph
            case .weights: weights
            case .tables: tables
            case .preprocessing: preprocessing
            }
        }
        set {
            switch name {
            case .description: description = newValue
            case .graph: graph = newValue
            case .weights: weights = newValue
            case .tables: tables = newValue
            case .preprocessing: preprocessing = newValue
            }
        }
    }

    func readDescription() throws(CodecError) -> EncoderDescription {
        try parse(.description) { bytes in try StrictJSONDecoder().decode(from: bytes) }
    }

    /// Compares the digests of the network and the preprocessing; the tables carry their own.
    func checkDigests(_ description: EncoderDescription) throws(CodecError) {
        // A JSON value ends where it ends, so the two files cannot run into each other.
        try compare(
            SHA256.digest(of: graph + weights),
            with: description.encoderDigest,
            "encoder.json and encoder.safetensors"
        )
        try compare(
            SHA256.digest(of: preprocessing),
            with: description.preprocessingDigest,
            "preprocessing.json"
        )
    }

    func readModel() throws(CodecError) -> Model {
        let graph: ModelGraph = try parse(.graph) { bytes in
            try StrictJSONDecoder().decode(from: bytes)
        }
        // The store reads checkpoints of several formats; a package holds this one only.
        guard weights.count > 8, weights[8] == UInt8(ascii: "{") else {
            throw CodecError(
                .malformedFile,
                "encoder.safetensors: expected a safetensors file, found another format."
            )
        }
        return try parse(.weights) { bytes in
            let store = try TensorStore.open(bytes: bytes)
            let model = try Model(graph: graph, weights: store)
            try model.checkNumbers()
            return model
        }
    }

    func readLatents(_ description: EncoderDescription) throws(CodecError) -> LatentCodec {
        let latents = try parse(.tables) { bytes in try LatentCodec(blob: bytes) }
        try compare(latents.digest, with: description.tablesDigest, "tables.bin")
        if let qualities = latents.qualities, qualities != description.qualities {
            throw CodecError(
                .inconsistent,
                "codec.json: expected the qualities 0 to \(qualities.count - 1), which are the "
                    + "levels of tables.bin, found \(description.qualities.prefix(300)). Take both "
                    + "from one package."
            )
        }
        return latents
    }

    func readPreprocessing() throws(CodecError) -> Preprocessing {
        try parse(.preprocessing) { bytes in try StrictJSONDecoder().decode(from: bytes) }
    }

    private func compare(
        _ found: [UInt8],
        with expected: [UInt8],
        _ name: String
    ) throws(CodecError) {
        guard found == expected else {
            throw CodecError(
                .digestMismatch,
                "\(name): expected the digest \(HexDigest.text(of: expected)), found "
                    + "\(HexDigest.text(of: found)). Fetch the package again."
            )
        }
    }

    /// Parses one file; any error is told with the file's name.
    private func parse<Value>(
        _ name: Name,
        _ body: ([UInt8]) throws -> Value
    ) throws(CodecError) -> Value {
        do {
            return try body(self[name])
        } catch let error as CodecError {
            throw CodecError(error.code, "\(name.rawValue): \(error.message)")
        } catch {
            throw CodecError(.malformedFile, "\(name.rawValue): \(error)")
        }
    }
}
