internal import FrankenBytes
internal import FrankenFiles
package import FrankenWeights

/// A checkpoint whose every byte was found to be what was written.
///
/// Only ``CheckpointFolder`` makes one, so holding it means that it was verified.
package struct Checkpoint: Sendable {
    static let stateFile = "state.json"
    static let tensorSuffix = ".safetensors"

    /// Where it is.
    package let path: String
    /// Where the training stood.
    package let state: CheckpointState
    /// The names of its sets of tensors, sorted.
    package let tensorSets: [String]

    init(verifying name: String, in folder: String) throws {
        path = "\(folder)/\(name)"
        let prefix = name.split(separator: "-").last ?? ""
        let manifest = try CheckpointManifest.verified(in: path, prefix: prefix)
        let file = try MappedFile(path: "\(path)/\(Self.stateFile)")
        state = try StrictJSONDecoder().decode(
            CheckpointState.self,
            from: file.copyBytes(in: 0..<file.byteCount)
        )
        tensorSets = manifest.files.map(\.name)
            .filter { $0.hasSuffix(Self.tensorSuffix) }
            .map { String($0.dropLast(Self.tensorSuffix.count)) }
            .sorted()
    }

    /// The checkpoint that a training wrote last, for reading: it may go on writing meanwhile.
    ///
    /// - Parameter folder: The folder of the training.
    /// - Returns: Nil when there is none.
    /// - Throws: ``RecipeError`` or the errors of files when it is damaged.
    package static func latest(inTraining folder: String) throws -> Checkpoint? {
        let path = "\(folder)/checkpoints"
        return try CheckpointFolder.latestName(in: path)
            .map { try Checkpoint(verifying: $0, in: path) }
    }

    /// A set of tensors, such as `weights`.
    ///
    /// - Throws: `WeightsError` when there is no such set.
    package func tensors(_ set: String) throws(WeightsError) -> TensorStore {
        try SafetensorsReader().open(path: "\(path)/\(set)\(Self.tensorSuffix)")
    }
}
