internal import FrankenBytes

/// Reads checkpoints of torch 1.6 and later: a zip of one pickle and one record a storage.
struct PyTorchZipReader {
    /// Records that hold one decimal number.
    private static let numberRecords = [
        "version", ".format_version", ".storage_alignment", ".data/serialization_id",
    ]

    let source: TensorSource
    let options: CheckpointOptions

    /// Reads and checks everything but the numbers.
    func read() throws(WeightsError) -> PyTorchCheckpoint {
        let directory = try ZipDirectory(source)
        let records = try Self.recordsByName(directory.records)
        guard let pickle = records["data.pkl"] else {
            throw WeightsError(
                .unsupportedFormat,
                "The zip file has no 'data.pkl', so torch.save did not write it. Give a .pth or "
                    + ".safetensors file."
            )
        }
        if let order = records["byteorder"] {
            guard order.byteCount <= 16,
                try source.copyBytes(in: order.range) == Array("little".utf8)
            else {
                throw WeightsError(
                    .unsupportedFormat,
                    "The checkpoint was saved on a big-endian machine; save it anew on another."
                )
            }
        }
        for name in Self.numberRecords {
            if let record = records[name] { try expectNumber(in: record) }
        }
        let limits = PickleLimits(fileByteCount: source.byteCount)
        guard pickle.byteCount <= limits.byteCount else {
            throw WeightsError(
                .limitExceeded,
                "The pickle has \(pickle.byteCount) bytes; at most \(limits.byteCount) are "
                    + "allowed."
            )
        }
        if options.checksums == .verify { try verify(directory.records) }
        var machine = PickleMachine(
            reader: ByteReader(try source.copyBytes(in: pickle.range)),
            limits: limits,
            keepsOpaque: options.unknownObjects == .skip
        )
        let root = try machine.run()
        do { try machine.reader.expectEnd() } catch {
            throw WeightsError(.invalidPickle, error.message, cause: error)
        }
        let graph = try PickleGraph(
            root: root,
            arena: machine.arena,
            depthLimit: limits.depth
        )
        return try PyTorchCheckpoint(
            graph: graph,
            source: source,
            storageOffsets: offsets(graph.arena.storages, records)
        )
    }

    /// The records by name without the top folder, all of them known and in one folder.
    private static func recordsByName(
        _ records: [ZipDirectory.Record]
    ) throws(WeightsError) -> [String: ZipDirectory.Record] {
        var byName: [String: ZipDirectory.Record] = [:]
        var folder: Substring?
        for record in records {
            guard let slash = record.name.utf8.firstIndex(of: UInt8(ascii: "/")),
                slash > record.name.startIndex
            else { throw unknown(record.name) }
            folder = folder ?? record.name[..<slash]
            let name = String(record.name[record.name.utf8.index(after: slash)...])
            guard folder.map({ $0.utf8.elementsEqual(record.name[..<slash].utf8) }) == true else {
                throw unknown(record.name)
            }
            guard name != "constants.pkl", !name.hasPrefix("code/") else {
                throw WeightsError(
                    .unsupportedFormat,
                    "This is a TorchScript program, not a checkpoint. Load it in Python with "
                        + "torch.jit.load and save its state_dict() with torch.save."
                )
            }
            guard isKnown(name) else { throw unknown(record.name) }
            byName[name] = record
        }
        return byName
    }

    private static func isKnown(_ name: String) -> Bool {
        switch name {
        case "data.pkl", "byteorder": return true
        case _ where numberRecords.contains(name): return true
        default:
            let key = name.utf8.dropFirst("data/".utf8.count)
            return name.hasPrefix("data/") && (1...9).contains(key.count)
                && key.allSatisfy { (0x30...0x39).contains($0) }
        }
    }

    private static func unknown(_ name: String) -> WeightsError {
        if name.hasSuffix(".npy") {
            return WeightsError(
                .unsupportedFormat,
                "This is a NumPy archive. Load it in Python and save its arrays with "
                    + "safetensors.numpy.save_file."
            )
        }
        return WeightsError(
            .invalidArchive,
            "The zip container holds '\(name.prefix(200))', which torch.save does not write."
        )
    }

    /// A version we cannot read may mean anything for the rest.
    private func expectNumber(in record: ZipDirectory.Record) throws(WeightsError) {
        guard record.byteCount <= 64,
            case let text = try source.copyBytes(in: record.range),
            case let digits = text.last == 0x0A ? text.dropLast() : text[...],
            !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw WeightsError(
                .invalidArchive,
                "The record '\(record.name)' should hold a decimal number."
            )
        }
    }

    private func verify(_ records: [ZipDirectory.Record]) throws(WeightsError) {
        for record in records {
            let crc = try WeightsError.wrapping {
                try source.withBytes(in: record.range) { CRC32.checksum($0) }
            }
            source.dropPages(in: record.range)
            guard crc == record.crc else {
                throw WeightsError(
                    .corruptData,
                    "The record '\(record.name)' differs from its checksum. Download the file "
                        + "again."
                )
            }
        }
    }

    /// Where each storage begins; every one has a record of exactly its size.
    private func offsets(
        _ storages: [PickleArena.Storage],
        _ records: [String: ZipDirectory.Record]
    ) throws(WeightsError) -> [Int] {
        var offsets: [Int] = []
        for storage in storages {
            guard let record = records["data/\(storage.key)"] else {
                throw WeightsError(
                    .truncated,
                    "Storage '\(storage.key)' has no record in the zip container."
                )
            }
            guard record.byteCount == storage.byteCount else {
                throw WeightsError(
                    .invalidTensor,
                    "Storage '\(storage.key)' is declared with \(storage.byteCount) bytes, but "
                        + "its record has \(record.byteCount)."
                )
            }
            offsets.append(record.range.lowerBound)
        }
        return offsets
    }
}
