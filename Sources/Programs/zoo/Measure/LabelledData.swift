import FrankenCrypto
import FrankenData
import FrankenEvaluation
import FrankenFiles
import FrankenInference

/// The photos, with the labels that each backbone's classes give them.
struct LabelledData {
    /// Photos and what identifies them.
    struct Photos {
        let data: DataSet
        let digest: Digest
    }

    let path: String
    let limit: Int?
    private var opened: [[String]: Photos] = [:]

    init(path: String, limit: Int?) {
        self.path = path
        self.limit = limit
    }

    /// The name that people call the photos by: the last part of their path.
    var name: String { PathName.last(of: path) }

    /// The photos for a backbone of so many classes.
    mutating func photos(labels: ClassLabels?, classCount: Int) throws -> Photos {
        let key = labels?.labels.map(\.id) ?? ["\(classCount)"]
        if let known = opened[key] { return known }
        let whole = try whole(labels, classCount)
        let data = try limit.map { try whole.prefix($0) } ?? whole
        let photos = Photos(data: data, digest: try data.digest())
        opened[key] = photos
        return photos
    }

    private func whole(_ labels: ClassLabels?, _ classCount: Int) throws -> DataSet {
        if let labels {
            return try DataSet(paths: [path], classes: Self.classes(labels), part: .test)
        }
        do {
            let indices = try ClassList((0..<classCount).map(String.init))
            return try DataSet(paths: [path], classes: indices, part: .test)
        } catch {
            // Whoever trains on folders numbers them in the order of their names.
            guard error.code == .unknownClass else { throw error }
            let named = try DataSet(paths: [path], part: .test)
            guard named.classes.names.count == classCount else { throw error }
            return named
        }
    }

    /// The classes by identifier; names that are unique are taken too.
    private static func classes(_ labels: ClassLabels) throws(DataError) -> ClassList {
        var aliases: [String: Int] = [:]
        for (index, label) in labels.labels.enumerated()
        where labels.index(of: label.name) == index {
            aliases[label.name] = index
        }
        return try ClassList(labels.labels.map(\.id), aliases: aliases)
    }
}
