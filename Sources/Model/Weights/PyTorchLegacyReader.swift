internal import FrankenBytes

/// Reads checkpoints of torch before 1.6: five pickles in a row, then the storages.
struct PyTorchLegacyReader {
    /// The first pickle: one integer of ten bytes, little-endian.
    static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

    let source: TensorSource
    let options: CheckpointOptions

    /// Reads and checks everything but the numbers.
    func read() throws(WeightsError) -> PyTorchCheckpoint {
        let limits = PickleLimits(fileByteCount: source.byteCount)
        // The pickles' end is not known before they were read.
        let readable = min(source.byteCount, limits.byteCount)
        var reader = ByteReader(try source.copyBytes(in: 0..<readable))
        try expectPreamble(&reader, limits)
        var machine = PickleMachine(
            reader: reader,
            limits: limits,
            keepsOpaque: options.unknownObjects == .skip
        )
        let root = try machine.run()
        let graph = try PickleGraph(root: root, arena: machine.arena, depthLimit: limits.depth)
        var keys = PickleMachine(reader: machine.reader, limits: limits, allowsStorages: false)
        guard case .list(let list) = try keys.run() else {
            throw Self.invalid("Its list of storages is missing.")
        }
        let offsets = try offsets(
            of: graph.arena.storages,
            inOrder: keys.arena.lists[list],
            from: keys.reader.position
        )
        return try PyTorchCheckpoint(graph: graph, source: source, storageOffsets: offsets)
    }

    private func expectPreamble(
        _ reader: inout ByteReader,
        _ limits: PickleLimits
    ) throws(WeightsError) {
        var magic = PickleMachine(reader: reader, limits: limits, allowsStorages: false)
        guard case .wideInteger(let index) = try magic.run(),
            magic.arena.wideIntegers[index] == Self.magic
        else { throw Self.invalid("It does not begin with the magic number.") }
        var version = PickleMachine(reader: magic.reader, limits: limits, allowsStorages: false)
        guard case .integer(1001) = try version.run() else {
            throw Self.invalid("Its protocol is not 1001.")
        }
        var system = PickleMachine(reader: version.reader, limits: limits, allowsStorages: false)
        guard case .dictionary(let index) = try system.run(),
            case .bool(true) = system.arena.dictionaries[index][
                .string(ExactString("little_endian"))
            ]
        else {
            throw WeightsError(
                .unsupportedFormat,
                "The checkpoint was not saved on a little-endian machine; save it anew on one."
            )
        }
        reader = system.reader
    }

    /// Where each storage begins: a count and the elements, for each key in turn, to the end.
    private func offsets(
        of storages: [PickleArena.Storage],
        inOrder keys: [PickleValue],
        from start: Int
    ) throws(WeightsError) -> [Int] {
        var indices: [ExactString: Int] = [:]
        for (index, storage) in storages.enumerated() { indices[ExactString(storage.key)] = index }
        guard keys.count == storages.count else {
            throw Self.invalid("It lists \(keys.count) storages but uses \(storages.count).")
        }
        var offsets = [Int](repeating: 0, count: storages.count)
        var position = start
        for key in keys {
            guard case .string(let text) = key,
                let index = indices.removeValue(forKey: ExactString(text))
            else { throw Self.invalid("It lists a storage that it does not use, or one twice.") }
            let storage = storages[index]
            guard source.byteCount - position >= 8 else { throw Self.truncated() }
            var count = ByteReader(try source.copyBytes(in: position..<position + 8))
            position += 8
            guard (try? count.littleEndian(Int64.self)) == Int64(storage.elementCount) else {
                throw WeightsError(
                    .invalidTensor,
                    "Storage '\(text)' is declared with \(storage.elementCount) elements, but "
                        + "another number stands in front of its data."
                )
            }
            guard storage.byteCount <= source.byteCount - position else { throw Self.truncated() }
            offsets[index] = position
            position += storage.byteCount
        }
        guard position == source.byteCount else {
            throw Self.invalid("\(source.byteCount - position) bytes follow the last storage.")
        }
        return offsets
    }

    private static func truncated() -> WeightsError {
        WeightsError(
            .truncated,
            "The file ends before its last storage does. Download it again."
        )
    }

    private static func invalid(_ reason: String) -> WeightsError {
        WeightsError(.invalidPickle, "The file is not a complete PyTorch checkpoint. \(reason)")
    }
}
