internal import FrankenBytes

/// Reads safetensors files, validating everything before any tensor is touched.
///
/// Stricter than the format's reference reader, which accepts duplicate names, unknown fields,
/// blanks it forbids and more: where two readers could disagree about a file, it is refused.
///
/// Memory: at most 19 bytes for each byte of the header (the header, and its parsed form at
/// its densest), so about 300 MB under the default limit, and about 250 bytes a tensor.
/// Tensor data stay in the file.
public struct SafetensorsReader: Sendable {
    /// Longest header accepted by default, in bytes.
    public static let defaultHeaderLimit = 16 << 20
    /// Longest header that any limit may allow, in bytes: the format's own maximum.
    public static let headerCeiling = 100_000_000
    static let rankLimit = 8
    static let nameLimit = 1024
    static let tensorLimit = 1_000_000
    static let metadataKey = "__metadata__"

    private let headerLimit: Int

    /// Makes a reader that accepts headers of up to `headerLimit` bytes.
    public init(headerLimit: Int = SafetensorsReader.defaultHeaderLimit) {
        self.headerLimit = min(headerLimit, Self.headerCeiling)
    }

    /// Opens a file.
    ///
    /// - Throws: ``WeightsError`` with code `.file`, `.truncated`, `.limitExceeded`,
    ///   `.invalidHeader` or `.invalidTensor`.
    public func open(path: String) throws(WeightsError) -> TensorStore {
        try read(.mapped(WeightsError.mapping(path)))
    }

    /// Reads a file that is in memory.
    ///
    /// - Throws: ``WeightsError`` as ``open(path:)`` does.
    public func read(_ bytes: [UInt8]) throws(WeightsError) -> TensorStore {
        try read(.bytes(bytes))
    }

    func read(_ source: TensorSource) throws(WeightsError) -> TensorStore {
        let (header, dataStart) = try header(of: source)
        guard let object = header.object else {
            throw Self.invalid("The header is \(header.kindName); it must be an object.")
        }
        guard object.members.count <= Self.tensorLimit else {
            throw WeightsError(
                .limitExceeded,
                "The header has \(object.members.count) entries; at most \(Self.tensorLimit) "
                    + "are allowed."
            )
        }
        var metadata: [String: String] = [:]
        var tensors: [SafetensorsEntry] = []
        tensors.reserveCapacity(object.members.count)
        for member in object.members {
            if member.name.utf8.elementsEqual(Self.metadataKey.utf8) {
                metadata = try Self.metadata(member.value)
            } else {
                tensors.append(try SafetensorsEntry(member))
            }
        }
        try Self.expectCover(of: source.byteCount - dataStart, by: tensors)
        return try TensorStore(
            entries: tensors.map {
                TensorStore.Entry(
                    info: $0.info,
                    layout: SourceLayout(byteOffset: dataStart + $0.range.lowerBound),
                    source: source
                )
            },
            metadata: metadata
        )
    }

    /// The parsed header, and where the data behind it begin.
    private func header(
        of source: TensorSource
    ) throws(WeightsError) -> (value: JSONValue, dataStart: Int) {
        guard source.byteCount >= 8 else {
            throw WeightsError(
                .truncated,
                "A safetensors file has at least 8 bytes; this one has \(source.byteCount)."
            )
        }
        var prefix = ByteReader(try source.copyBytes(in: 0..<8))
        let declared: UInt64
        do { declared = try prefix.littleEndian() } catch {
            throw WeightsError(.truncated, error.message, cause: error)
        }
        guard declared <= UInt64(headerLimit), let byteCount = Int(exactly: declared) else {
            throw WeightsError(
                .limitExceeded,
                "The header is said to have \(declared) bytes; at most \(headerLimit) are "
                    + "allowed. If this really is a safetensors file, raise the limit."
            )
        }
        guard byteCount <= source.byteCount - 8 else {
            throw WeightsError(
                .truncated,
                "The header is said to have \(byteCount) bytes, but \(source.byteCount - 8) "
                    + "follow. Download the file again."
            )
        }
        var text = try source.copyBytes(in: 8..<8 + byteCount)
        guard text.count >= 2, text.first == UInt8(ascii: "{") else {
            throw Self.invalid("The header must begin with '{'.")
        }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        guard text.last == UInt8(ascii: "}") else {
            throw Self.invalid("The header must end with '}' and may be padded with spaces only.")
        }
        // A tensor of eight axes has 14 values in at least 66 bytes; one value in four bytes is
        // more than any header has, and bounds the memory that nested brackets can take.
        let limits = JSONParser.Limits(
            depth: 3,
            byteCount: Self.headerCeiling,
            valueCount: text.count / 4 + 16
        )
        do {
            return (try JSONParser(limits: limits).parse(text), 8 + byteCount)
        } catch {
            throw WeightsError(.invalidHeader, "The header is not JSON: \(error)", cause: error)
        }
    }

    private static func metadata(_ value: JSONValue) throws(WeightsError) -> [String: String] {
        guard let object = value.object else {
            throw invalid("'\(metadataKey)' is \(value.kindName); it must be an object.")
        }
        var metadata: [String: String] = [:]
        for member in object.members {
            guard let text = member.value.string else {
                throw invalid(
                    "'\(member.name.prefix(200))' in '\(metadataKey)' is "
                        + "\(member.value.kindName); it must be a string."
                )
            }
            // Keys that Swift's strings hold for the same: the first one stays.
            if metadata[member.name] == nil { metadata[member.name] = text }
        }
        return metadata
    }

    /// Checks that the tensors cover the data from first to last byte without hole or overlap.
    private static func expectCover(
        of dataByteCount: Int,
        by tensors: [SafetensorsEntry]
    ) throws(WeightsError) {
        var position = 0
        let inOrder = tensors.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for tensor in inOrder {
            guard tensor.range.lowerBound == position else {
                throw WeightsError(
                    .invalidTensor,
                    "'\(tensor.info.name.prefix(200))' begins at byte \(tensor.range.lowerBound) "
                        + "of the data, but the tensors before it end at byte \(position)."
                )
            }
            position = tensor.range.upperBound
        }
        guard position == dataByteCount else {
            throw WeightsError(
                position > dataByteCount ? .truncated : .invalidTensor,
                "The tensors end at byte \(position) of the data, but there are "
                    + "\(dataByteCount) bytes. Download the file again."
            )
        }
    }

    static func invalid(_ message: String) -> WeightsError {
        WeightsError(.invalidHeader, message)
    }
}
