package import FrankenData
package import FrankenInference

extension DataSet {
    /// Opens labelled photos for a classifier: a folder, a tar or the files of CIFAR.
    ///
    /// - Parameters:
    ///   - path: Where they are.
    ///   - labels: What the classes are called; without, folders are named by index, or there are
    ///     as many as classes, in the order of their names.
    ///   - classCount: How many classes there are.
    ///   - maximumBytes: The largest photo that is read.
    /// - Throws: `DataError`.
    package init(
        path: String,
        labels: ClassLabels?,
        classCount: Int,
        maximumBytes: Int = 128 << 20
    ) throws(DataError) {
        func open(_ classes: ClassList?) throws(DataError) -> DataSet {
            try DataSet(paths: [path], classes: classes, part: .test, maximumBytes: maximumBytes)
        }
        if let labels {
            self = try open(Self.classes(labels))
            return
        }
        do throws(DataError) {
            self = try open(ClassList((0..<classCount).map(String.init)))
        } catch {
            // Whoever trains on folders numbers them in the order of their names.
            guard error.code == .unknownClass else { throw error }
            let named = try open(nil)
            guard named.classes.names.count == classCount else { throw error }
            self = named
        }
    }

    /// The classes by identifier; names that are unique are taken too, and indices.
    private static func classes(_ labels: ClassLabels) throws(DataError) -> ClassList {
        let ids = labels.labels.map(\.id)
        let first = Dictionary(zip(ids, ids.indices)) { first, _ in first }
        // Of several classes by one identifier, the first has it.
        let names = ids.enumerated().map { first[$1] == $0 ? $1 : "\($1) (\($0))" }
        let places = Dictionary(grouping: ids.indices) { labels.labels[$0].name }
        return try ClassList(names, aliases: places.filter { $1.count == 1 }.mapValues { $0[0] })
    }
}
