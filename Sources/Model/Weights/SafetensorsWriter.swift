internal import FrankenBytes
public import FrankenFiles

/// Writes safetensors files whose bytes depend on the tensors alone.
///
/// Tensors are laid out by element size, largest first, then by the bytes of their names; the
/// header is padded with spaces to a multiple of 64 bytes. Each tensor is therefore aligned for
/// its elements, and the first one for vector loads, when the file is mapped.
public struct SafetensorsWriter: Sendable {
    /// The data begin at a multiple of this many bytes.
    static let alignment = 64

    /// Makes a writer.
    public init() {}

    /// Writes a store to a file that appears complete or not at all.
    ///
    /// Strided tensors are put in order; every tensor is held in memory once at most, and only
    /// if it is strided.
    ///
    /// - Parameters:
    ///   - store: The tensors and their metadata.
    ///   - path: The file to create or replace.
    /// - Throws: ``WeightsError`` with code `.file`, or what reading the store throws.
    public func write(_ store: TensorStore, to path: String) throws(WeightsError) {
        try write(store, to: OutputTarget(path: path))
    }

    /// Writes all tensors of a store to what a person named.
    ///
    /// - Parameters:
    ///   - store: The tensors.
    ///   - target: A file, device or standard output.
    /// - Throws: ``WeightsError`` with code `.file`, or what reading the store throws.
    public func write(_ store: TensorStore, to target: OutputTarget) throws(WeightsError) {
        let order = try order(of: store)
        let header = try header(of: order, metadata: store.metadata)
        try WeightsError.wrapping {
            try target.write { file in
                try unsafe file.append(header.span.bytes)
                for info in order {
                    try store.withBytes(named: info.name) { try file.append($0) }
                    try store.dropPages(named: info.name)
                }
            }
        }
    }

    /// The bytes that `write(_:to:)` writes.
    ///
    /// - Throws: ``WeightsError``: what reading the store throws.
    public func bytes(of store: TensorStore) throws(WeightsError) -> [UInt8] {
        let order = try order(of: store)
        var bytes = try header(of: order, metadata: store.metadata)
        for info in order { bytes += try store.bytes(named: info.name) }
        return bytes
    }

    private func order(of store: TensorStore) throws(WeightsError) -> [TensorInfo] {
        store.infos.sorted { left, right in
            left.scalarType.byteCount == right.scalarType.byteCount
                ? ExactString(left.name) < ExactString(right.name)
                : left.scalarType.byteCount > right.scalarType.byteCount
        }
    }

    private func header(
        of order: [TensorInfo],
        metadata: [String: String]
    ) throws(WeightsError) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            members.append("\"\(SafetensorsReader.metadataKey)\":" + (try Self.json(metadata)))
        }
        var position = 0
        for info in order {
            guard info.name != SafetensorsReader.metadataKey, !info.name.isEmpty,
                info.name.utf8.count <= SafetensorsReader.nameLimit,
                info.name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
                info.shape.count <= SafetensorsReader.rankLimit
            else {
                throw SafetensorsReader.invalid(
                    "A tensor called '\(info.name.prefix(200))' with \(info.shape.count) axes "
                        + "cannot be stored; rename or reshape it."
                )
            }
            let (end, overflow) = position.addingReportingOverflow(info.byteCount)
            guard !overflow else {
                throw WeightsError(.limitExceeded, "The tensors are too large.")
            }
            let shape = info.shape.map(String.init).joined(separator: ",")
            members.append(
                try Self.json(info.name) + ":{\"dtype\":\"\(info.scalarType.rawValue)\",\"shape\":"
                    + "[\(shape)],\"data_offsets\":[\(position),\(end)]}"
            )
            position = end
        }
        var header = Array("{\(members.joined(separator: ","))}".utf8)
        let excess = (8 + header.count) % Self.alignment
        if excess > 0 {
            header += [UInt8](repeating: UInt8(ascii: " "), count: Self.alignment - excess)
        }
        guard header.count <= SafetensorsReader.headerCeiling else {
            throw WeightsError(.limitExceeded, "The header has \(header.count) bytes; too many.")
        }
        let length = UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
    }

    private static func json(_ value: some Encodable) throws(WeightsError) -> String {
        do {
            return String(decoding: try StableJSONEncoder().encode(value), as: UTF8.self)
        } catch {
            throw WeightsError(.invalidHeader, error.message, cause: error)
        }
    }
}
