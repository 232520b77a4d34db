extension TensorStore {
    /// Opens a safetensors file or a PyTorch checkpoint.
    ///
    /// The format is told by the first bytes, never by the name of the file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - options: Where the tensors of a PyTorch checkpoint are, and how strict to be.
    /// - Returns: The tensors, in the order of the file.
    /// - Throws: ``WeightsError``; for a file of another format, with code `.unsupportedFormat`
    ///   and the next step.
    public static func open(
        path: String,
        options: CheckpointOptions = CheckpointOptions()
    ) throws(WeightsError) -> TensorStore {
        try open(.mapped(WeightsError.mapping(path)), options)
    }

    /// Opens a file that is in memory.
    ///
    /// - Throws: ``WeightsError`` as ``open(path:options:)`` does.
    public static func open(
        bytes: [UInt8],
        options: CheckpointOptions = CheckpointOptions()
    ) throws(WeightsError) -> TensorStore {
        try open(.bytes(bytes), options)
    }

    private static func open(
        _ source: TensorSource,
        _ options: CheckpointOptions
    ) throws(WeightsError) -> TensorStore {
        switch try CheckpointFormat(source) {
        case .safetensors:
            try SafetensorsReader(headerLimit: options.headerLimit).read(source)
        case .pyTorchZip:
            try PyTorchZipReader(source: source, options: options).read()
                .tensors(at: options.location)
        case .pyTorchLegacy:
            try PyTorchLegacyReader(source: source, options: options).read()
                .tensors(at: options.location)
        }
    }
}
