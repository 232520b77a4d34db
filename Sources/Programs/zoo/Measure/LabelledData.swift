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
    /// The largest photo that is read, in bytes.
    let maximumBytes: Int
    private var opened: [[String]: Photos] = [:]

    init(path: String, limit: Int?, maximumBytes: Int) {
        self.path = path
        self.limit = limit
        self.maximumBytes = maximumBytes
    }

    /// The name that people call the photos by: the last part of their path.
    var name: String { PathName.last(of: path) }

    /// The photos for a backbone of so many classes.
    mutating func photos(labels: ClassLabels?, classCount: Int) throws -> Photos {
        let key = labels?.labels.map(\.id) ?? ["\(classCount)"]
        if let known = opened[key] { return known }
        let whole = try DataSet(
            path: path,
            labels: labels,
            classCount: classCount,
            maximumBytes: maximumBytes
        )
        let data = try limit.map { try whole.prefix($0) } ?? whole
        let photos = Photos(data: data, digest: try data.digest())
        opened[key] = photos
        return photos
    }
}
