import FrankenBytes
import FrankenWeights

/// Reads the input as a PyTorch checkpoint, strictly and leniently.
///
/// An input that begins with the byte 0x80 and is not a whole legacy file is taken for a bare
/// pickle and wrapped into a zip, so that the fuzzer need not learn checksums to reach the
/// pickle machine.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    let isPickle = input.first == 0x80 && !input.dropFirst(2).starts(with: [0x8A, 0x0A])
    let bytes = isPickle ? StoredZip(pickle: input).bytes : input
    for unknownObjects in [CheckpointOptions.UnknownObjects.refuse, .skip] {
        // Without checksums, or no mutation would come past them.
        let options = CheckpointOptions(unknownObjects: unknownObjects, checksums: .ignore)
        guard let checkpoint = try? PyTorchCheckpoint(bytes: bytes, options: options) else {
            continue
        }
        _ = try? checkpoint.leaves()
        for location in [CheckpointOptions.Location.automatic, .root] {
            guard let store = try? checkpoint.tensors(at: location) else { continue }
            precondition(store.byteCount <= max(4 * bytes.count, 1 << 20), "too much data")
            for info in store.infos {
                guard let read = try? store.bytes(named: info.name) else { continue }
                precondition(read.count == info.byteCount, "wrong size")
            }
        }
    }
    return 0
}

/// The smallest zip that `torch.save` could have written around a pickle.
private struct StoredZip {
    private(set) var bytes: [UInt8] = []

    init(pickle: [UInt8]) {
        let records = [
            ("a/data.pkl", pickle), ("a/data/0", [UInt8](repeating: 1, count: 16)),
            ("a/data/1", [UInt8](repeating: 0, count: 64)),
        ]
        var directory: [UInt8] = []
        for (name, content) in records {
            let shared =
                Self.number(20, 2) + Self.number(0, 12) + Self.number(content.count, 4)
                + Self.number(content.count, 4) + Self.number(name.utf8.count, 2)
                + Self.number(0, 2)
            directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + shared
            directory += Self.number(0, 10) + Self.number(bytes.count, 4) + Array(name.utf8)
            bytes += Self.number(0x0403_4B50, 4) + shared + Array(name.utf8) + content
        }
        let count = Self.number(records.count, 2)
        let end = Self.number(0x0605_4B50, 4) + Self.number(0, 4) + count + count
        let place = Self.number(directory.count, 4) + Self.number(bytes.count, 4)
        bytes += directory + end + place + Self.number(0, 2)
    }

    private static func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }
}
