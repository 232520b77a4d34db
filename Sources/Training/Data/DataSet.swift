/// Labelled images of one or several sources, in a fixed order.
package struct DataSet: Sendable {
    /// What the labels mean.
    package let classes: ClassList
    /// Files that were found among the samples and give none, each with the reason.
    package private(set) var leftOut: [LeftOut]
    private let sources: [any SampleSource]
    /// For each source, the label of each of its classes.
    private let labels: [[Int]]
    /// For each sample, its source and its index there.
    private let places: [(source: Int32, index: Int32)]

    /// Joins sources.
    ///
    /// - Parameters:
    ///   - sources: Where the samples come from, in order.
    ///   - classes: The classes there are; nil for those that occur, sorted by name.
    ///   - leftOut: Files that none of the sources is asked about.
    /// - Throws: ``DataError`` with code `.noSamples`, `.unknownClass` or `.limitExceeded`.
    package init(
        _ sources: [any SampleSource],
        classes: ClassList? = nil,
        leftOut: [LeftOut] = []
    ) throws(DataError) {
        let list: ClassList
        if let classes {
            list = classes
        } else {
            list = try ClassList(
                Set(sources.flatMap(\.classNames))
                    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            )
        }
        var labels: [[Int]] = []
        var places: [(source: Int32, index: Int32)] = []
        for (number, source) in sources.enumerated() {
            labels.append(try Self.labels(of: source.classNames, in: list))
            guard let count = Int32(exactly: source.count) else {
                throw DataError(.limitExceeded, "Expected fewer than 2^31 samples in a source.")
            }
            places.reserveCapacity(places.count + source.count)
            for index in 0..<count { places.append((Int32(number), index)) }
        }
        guard !places.isEmpty else {
            throw DataError(.noSamples, "Expected at least one sample, found none. Name more data.")
        }
        self.classes = list
        self.leftOut = sources.flatMap(\.leftOut) + leftOut
        self.sources = sources
        self.labels = labels
        self.places = places
    }

    private init(_ whole: DataSet, places: [(source: Int32, index: Int32)]) {
        classes = whole.classes
        leftOut = whole.leftOut
        sources = whole.sources
        labels = whole.labels
        self.places = places
    }

    private static func labels(
        of names: [String],
        in classes: ClassList
    ) throws(DataError) -> [Int] {
        var labels: [Int] = []
        for name in names {
            guard let label = classes.label(of: name) else {
                let known = classes.names.prefix(3).joined(separator: ", ")
                throw DataError(
                    .unknownClass,
                    """
                    '\(name.prefix(80))' is none of the \(classes.names.count) classes (\(known)\
                    \(classes.names.count > 3 ? ", ..." : "")). Rename it to one, or to an \
                    index, 0 to \(classes.names.count - 1).
                    """
                )
            }
            labels.append(label)
        }
        return labels
    }

    /// How many samples there are.
    package var count: Int { places.count }

    /// The label of a sample.
    package func label(at index: Int) -> Int {
        let place = places[index]
        let source = Int(place.source)
        return labels[source][sources[source].classIndex(at: Int(place.index))]
    }

    /// What to call a sample; for people.
    package func name(at index: Int) -> String {
        sources[Int(places[index].source)].name(at: Int(places[index].index))
    }

    /// Reads a sample, without decoding it.
    ///
    /// - Throws: ``DataError`` with code `.unreadable`.
    package func content(at index: Int) throws(DataError) -> SampleContent {
        try sources[Int(places[index].source)].content(at: Int(places[index].index))
    }

    /// The first samples.
    ///
    /// - Throws: ``DataError`` with code `.noSamples` when none would be left.
    package func prefix(_ count: Int) throws(DataError) -> DataSet {
        guard count > 0 else { throw DataError(.invalidOption, "Expected at least 1 sample.") }
        return DataSet(self, places: Array(places.prefix(count)))
    }

    /// Splits the samples in two at random.
    ///
    /// - Parameters:
    ///   - heldOutCount: How many samples to hold out.
    ///   - seed: Chooses which; the same seed gives the same ones.
    /// - Returns: The samples to train on and those held out, each in their old order.
    /// - Throws: ``DataError`` with code `.invalidOption` when nothing would be left to train on.
    package func holdingOut(
        _ heldOutCount: Int,
        seed: UInt64
    ) throws(DataError) -> (training: DataSet, heldOut: DataSet) {
        guard 1..<count ~= heldOutCount else {
            throw DataError(
                .invalidOption,
                "Expected to hold out 1 to \(count - 1) of \(count) samples, found \(heldOutCount)."
            )
        }
        let order = SampleOrder.permutation(count: count, seed: seed, epoch: -1)
        let heldOut = order.prefix(heldOutCount).sorted()
        let training = order.dropFirst(heldOutCount).sorted()
        var rest = DataSet(self, places: heldOut.map { places[Int($0)] })
        // Named once.
        rest.leftOut = []
        return (DataSet(self, places: training.map { places[Int($0)] }), rest)
    }
}
