internal import FrankenBytes

/// An ordered list of named tensors, backed by a mapped file or by memory.
///
/// Opening a store reads descriptions only; the numbers are read, converted and, where the
/// elements are strided, put in order when they are asked for. Names are told apart by their
/// bytes. A store is a value and may be shared freely.
public struct TensorStore: Sendable {
    /// One tensor: what it is, and where its elements are.
    struct Entry: Sendable {
        let info: TensorInfo
        let layout: SourceLayout
        let source: TensorSource
    }

    /// The tensors in the order of the file.
    public let infos: [TensorInfo]
    /// Free text that came with the tensors, such as `format`.
    public let metadata: [String: String]
    let entries: [Entry]
    private let index: [ExactString: Int]

    /// A store of validated entries.
    ///
    /// - Throws: ``WeightsError`` with code `.duplicateName`.
    init(entries: [Entry], metadata: [String: String] = [:]) throws(WeightsError) {
        var index: [ExactString: Int] = [:]
        index.reserveCapacity(entries.count)
        for (position, entry) in entries.enumerated() {
            guard index.updateValue(position, forKey: ExactString(entry.info.name)) == nil else {
                throw WeightsError(
                    .duplicateName,
                    "Two tensors are called '\(entry.info.name.prefix(200))'."
                )
            }
        }
        self.entries = entries
        self.infos = entries.map(\.info)
        self.metadata = metadata
        self.index = index
    }

    /// A store of tensors in memory, in the given order.
    ///
    /// - Throws: ``WeightsError`` with code `.duplicateName`.
    public init(
        inMemory tensors: [MemoryTensor],
        metadata: [String: String] = [:]
    ) throws(WeightsError) {
        try self.init(
            entries: tensors.map {
                Entry(info: $0.info, layout: SourceLayout(byteOffset: 0), source: $0.source)
            },
            metadata: metadata
        )
    }

    /// The description of a tensor, or nil when no tensor has this name.
    public subscript(name: String) -> TensorInfo? {
        index[ExactString(name)].map { infos[$0] }
    }

    /// The description of a tensor.
    ///
    /// - Throws: ``WeightsError`` with code `.unknownTensor` and similar names.
    public func info(named name: String) throws(WeightsError) -> TensorInfo {
        try entry(named: name).info
    }

    /// Bytes of all elements of all tensors, densely packed; saturates instead of overflowing.
    public var byteCount: Int {
        infos.reduce(0) {
            let (sum, overflow) = $0.addingReportingOverflow($1.byteCount)
            return overflow ? .max : sum
        }
    }

    func entry(named name: String) throws(WeightsError) -> Entry {
        guard let position = index[ExactString(name)] else {
            let near = NameHints(infos.map(\.name)).hint(for: name).map { " Is it '\($0)'?" }
            throw WeightsError(
                .unknownTensor,
                "No tensor is called '\(name.prefix(200))' among \(infos.count)." + (near ?? "")
            )
        }
        return entries[position]
    }
}
