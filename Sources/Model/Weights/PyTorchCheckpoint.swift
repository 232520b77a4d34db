internal import FrankenBytes

/// A checkpoint that `torch.save` wrote, read without Python and without running anything.
///
/// Memory: a copy of the pickle (at most 64 MiB, and never more than the file), about 100 bytes
/// for each of its operations (0.5 GB at the limit of five million; a checkpoint of 1,000 tensors
/// has some 30,000), 150 bytes for each record of a zip, and 400 for each tensor. Tensor data
/// stay in the file, so nothing else grows with its size.
public struct PyTorchCheckpoint: Sendable {
    /// A value that is not a tensor.
    public enum Leaf: Sendable, Equatable {
        /// Python's `None`.
        case none
        /// A Boolean.
        case bool(Bool)
        /// An integer of at most 64 bits; wider ones are left out.
        case integer(Int64)
        /// A 64-bit float.
        case float(Double)
        /// A string.
        case string(String)
    }

    /// Keys under which trainers put the weights, in the order they are tried.
    public static let stateDictionaryKeys = [
        "state_dict", "model", "model_state_dict", "state_dict_ema",
    ]

    let graph: PickleGraph
    private let source: TensorSource
    private let storageOffsets: [Int]

    init(
        graph: PickleGraph,
        source: TensorSource,
        storageOffsets: [Int]
    ) throws(WeightsError) {
        self.graph = graph
        self.source = source
        self.storageOffsets = storageOffsets
        for (storage, offset) in zip(graph.arena.storages, storageOffsets)
        where storage.scalarType == .bool {
            let bytes = offset..<offset + storage.byteCount
            let areBooleans = try WeightsError.wrapping {
                try source.withBytes(in: bytes) { span in
                    unsafe span.withUnsafeBytes { unsafe $0.allSatisfy { $0 <= 1 } }
                }
            }
            guard areBooleans else {
                throw WeightsError(
                    .corruptData,
                    "Storage '\(storage.key)' holds Booleans that are neither 0 nor 1; the "
                        + "file is damaged."
                )
            }
        }
    }

    /// Opens a file in the zip format or the one before it, told apart by their first bytes.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - options: How to open it.
    /// - Throws: ``WeightsError``.
    public init(path: String, options: CheckpointOptions = CheckpointOptions()) throws(WeightsError)
    {
        try self.init(.mapped(WeightsError.mapping(path)), options)
    }

    /// Reads a file that is in memory.
    ///
    /// - Throws: ``WeightsError``.
    public init(bytes: [UInt8], options: CheckpointOptions = CheckpointOptions())
        throws(WeightsError)
    {
        try self.init(.bytes(bytes), options)
    }

    private init(_ source: TensorSource, _ options: CheckpointOptions) throws(WeightsError) {
        switch try CheckpointFormat(source) {
        case .pyTorchZip: self = try PyTorchZipReader(source: source, options: options).read()
        case .pyTorchLegacy:
            self = try PyTorchLegacyReader(source: source, options: options).read()
        case .safetensors:
            throw WeightsError(
                .unsupportedFormat,
                "This is a safetensors file, not a PyTorch checkpoint."
            )
        }
    }

    /// Names of the unknown functions and classes that were skipped, each once.
    public var skippedObjects: [String] {
        Set(graph.arena.opaques.map(\.name)).sorted()
    }
}

extension PyTorchCheckpoint {
    /// The tensors at a location, nested names joined by dots.
    ///
    /// - Throws: ``WeightsError`` with code `.noTensors` naming the keys there are, or
    ///   `.duplicateName`.
    public func tensors(
        at location: CheckpointOptions.Location = .automatic
    ) throws(WeightsError) -> TensorStore {
        var walk = CheckpointWalk(graph: graph)
        try walk.visit(try value(at: location), name: "", depth: 0)
        guard !walk.tensors.isEmpty else {
            throw WeightsError(
                .noTensors,
                "The checkpoint holds no tensors there. Its keys are: "
                    + keys(of: graph.root).prefix(12).joined(separator: ", ") + "."
            )
        }
        var entries: [TensorStore.Entry] = []
        entries.reserveCapacity(walk.tensors.count)
        for (name, index) in walk.tensors { entries.append(try entry(name, index)) }
        return try TensorStore(entries: entries)
    }

    /// The values at a location that are not tensors, such as `epoch` or `best_prec1`.
    ///
    /// - Throws: ``WeightsError`` with code `.noTensors` when there is no such location.
    public func leaves(
        at location: CheckpointOptions.Location = .root
    ) throws(WeightsError) -> [(name: String, value: Leaf)] {
        var walk = CheckpointWalk(graph: graph, collectsLeaves: true)
        try walk.visit(try value(at: location), name: "", depth: 0)
        return walk.leaves
    }

    private func entry(_ name: String, _ index: Int) throws(WeightsError) -> TensorStore.Entry {
        let tensor = graph.arena.tensors[index]
        let scalarType = graph.arena.storages[tensor.storage].scalarType
        // The machine checked that offset and shape stay inside the storage.
        let start = storageOffsets[tensor.storage] + tensor.offset * scalarType.byteCount
        return TensorStore.Entry(
            info: try TensorInfo(name: name, scalarType: scalarType, shape: tensor.shape),
            layout: SourceLayout(byteOffset: start, shape: tensor.shape, strides: tensor.strides),
            source: source
        )
    }

    private func value(
        at location: CheckpointOptions.Location
    ) throws(WeightsError) -> PickleValue {
        switch location {
        case .root: return graph.root
        case .automatic:
            for key in Self.stateDictionaryKeys {
                guard let value = member(key, of: graph.root), case .dictionary = value,
                    graph.holdsTensor(value)
                else { continue }
                return value
            }
            return graph.root
        case .key(let path):
            var value = graph.root
            for component in path.split(separator: ".") {
                guard let next = member(String(component), of: value) else {
                    throw WeightsError(
                        .noTensors,
                        "The checkpoint has no '\(path)'. The keys at '\(component)' are: "
                            + keys(of: value).prefix(12).joined(separator: ", ") + "."
                    )
                }
                value = next
            }
            return value
        }
    }

    private func member(_ key: String, of value: PickleValue) -> PickleValue? {
        guard case .dictionary(let index) = value else { return nil }
        return graph.arena.dictionaries[index][.string(ExactString(key))]
    }

    private func keys(of value: PickleValue) -> [String] {
        guard case .dictionary(let index) = value else { return [] }
        return graph.arena.dictionaries[index].entries.map { "'\($0.key.text.prefix(100))'" }
    }
}
