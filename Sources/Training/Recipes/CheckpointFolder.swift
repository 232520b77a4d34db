internal import FrankenBytes
package import FrankenCrypto
internal import FrankenFiles
package import FrankenWeights

/// A folder of checkpoints, of which the newest few are kept.
///
/// A checkpoint is a folder `step-NUMBER-DIGEST`. It is made under another name, every file is
/// flushed to the disk, and then it is renamed; `latest` is a file that names it and is replaced
/// after that. A crash at any instant leaves the old `latest` or the new one, and the checkpoint
/// that it names is complete. One process at a time may write.
///
/// Not for several threads at once.
package final class CheckpointFolder {
    static let latestFile = "latest"
    private static let temporaryPrefix = ".tmp-"
    private static let checkpointPrefix = "step-"

    /// Where the checkpoints are.
    package let path: String
    /// How many checkpoints are kept.
    package let keptCount: Int
    private let lock: FileLock

    /// Opens a folder, makes it when it is not there, and removes what a crash left behind.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - keptCount: How many checkpoints are kept, at least 2.
    /// - Throws: ``RecipeError`` with code `.busy` while another process has it open, or `.file`.
    package init(path: String, keptCount: Int = 2) throws(RecipeError) {
        self.path = path
        self.keptCount = max(2, keptCount)
        do throws(FilesError) {
            try Folder.make(path, mode: 0o755)
            lock = try FileLock(path: "\(path)/lock")
        } catch {
            throw error.code == .busy ? Self.busy(path) : RecipeError(error)
        }
        let names = try RecipeError.mapping { () throws(FilesError) in try Folder.names(in: path) }
        for name in names where name.hasPrefix(Self.temporaryPrefix) {
            Folder.removeFlat("\(path)/\(name)")
        }
    }

    /// Writes a checkpoint and makes it the latest.
    ///
    /// - Parameters:
    ///   - state: Where the training stands.
    ///   - tensors: Weights, moments and whatever else is needed, by name.
    /// - Returns: The checkpoint, read back.
    /// - Throws: ``RecipeError`` with code `.diskFull` or `.file`; the checkpoints that were there
    ///   stay valid.
    @discardableResult
    package func save(
        _ state: CheckpointState,
        tensors: [String: TensorStore]
    ) throws(RecipeError) -> Checkpoint {
        let temporary = "\(path)/\(Self.temporaryPrefix)\(Owner.current.newName("step"))"
        do {
            try Folder.make(temporary, mode: 0o755)
            let digest = try write(state, tensors, to: temporary)
            try Folder.flush(temporary)
            let number = String(state.step)
            let padding = String(repeating: "0", count: max(0, 9 - number.utf8.count))
            let name = "\(Self.checkpointPrefix)\(padding)\(number)-\(digest.short)"
            try publish(temporary, as: name)
            let previous = latestName()
            try AtomicFile.write(Array("\(name)\n".utf8), to: "\(path)/\(Self.latestFile)")
            prune(keeping: [name, previous].compactMap(\.self))
            return try Checkpoint(verifying: name, in: path)
        } catch {
            Folder.removeFlat(temporary)
            throw Self.described(error, "The checkpoint of step \(state.step) was not saved")
        }
    }

    /// The newest checkpoint that is whole.
    ///
    /// - Parameter recipe: What it must have been made by.
    /// - Returns: The checkpoint, or nil when there is none; and what was wrong with newer ones.
    /// - Throws: ``RecipeError`` with code `.otherRecipe`, or `.damaged` when there are checkpoints
    ///   and all of them are damaged.
    package func latest(
        recipe: Digest
    ) throws(RecipeError) -> (checkpoint: Checkpoint, damaged: [RecipeError])? {
        let named = latestName()
        let others = try checkpointNames().filter { $0 != named }
        var damaged: [RecipeError] = []
        for name in [named].compactMap(\.self) + others {
            let checkpoint: Checkpoint
            do {
                checkpoint = try Checkpoint(verifying: name, in: path)
            } catch {
                damaged.append(Self.described(error, "'\(path)/\(name)' cannot be used"))
                continue
            }
            guard checkpoint.state.recipe == recipe else {
                throw RecipeError(
                    .otherRecipe,
                    """
                    Expected a checkpoint of the recipe \(recipe.short), found one of \
                    \(checkpoint.state.recipe.short) in '\(checkpoint.path)'. Use the recipe it \
                    was made by, or another folder.
                    """
                )
            }
            return (checkpoint, damaged)
        }
        guard let first = damaged.first else { return nil }
        throw RecipeError(
            .damaged,
            "No checkpoint of '\(path)' is whole. \(first.message) Restore one, or start anew.",
            cause: first
        )
    }

    private func write(
        _ state: CheckpointState,
        _ tensors: [String: TensorStore],
        to folder: String
    ) throws -> Digest {
        var names: [String] = []
        for (set, store) in tensors.sorted(by: { $0.key < $1.key }) {
            let name = set + Checkpoint.tensorSuffix
            try SafetensorsWriter().write(store, to: "\(folder)/\(name)")
            names.append(name)
        }
        let bytes = try StableJSONEncoder(.pretty).encode(state)
        try AtomicFile.write(bytes, to: "\(folder)/\(Checkpoint.stateFile)")
        names.append(Checkpoint.stateFile)
        let manifest = CheckpointManifest(
            files: try names.map { try CheckpointManifest.file($0, in: folder) }
        )
        let manifestBytes = try manifest.bytes()
        try AtomicFile.write(manifestBytes, to: "\(folder)/\(CheckpointManifest.fileName)")
        return try SHA256Hasher.digest(of: manifestBytes)
    }

    /// Renames a finished folder; the same checkpoint may be there already, whole or damaged.
    private func publish(_ temporary: String, as name: String) throws {
        let target = "\(path)/\(name)"
        if FileStatus.exists(target) {
            if (try? Checkpoint(verifying: name, in: path)) != nil {
                Folder.removeFlat(temporary)
                return
            }
            Folder.removeFlat(target)
        }
        try Entry.rename(temporary, to: target)
        try Folder.flush(path)
    }

    /// Complete checkpoints, newest first.
    private func checkpointNames() throws(RecipeError) -> [String] {
        try RecipeError.mapping { () throws(FilesError) in try Folder.names(in: path) }
            .filter { $0.hasPrefix(Self.checkpointPrefix) }
            .reversed()
    }

    private func latestName() -> String? { Self.latestName(in: path) }

    /// The name that a folder gives its newest checkpoint.
    static func latestName(in path: String) -> String? {
        guard let bytes = try? OpenFile.bytes(of: "\(path)/\(latestFile)", limit: 199)
        else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        guard name.hasPrefix(checkpointPrefix), !name.contains("/") else { return nil }
        return String(name)
    }

    /// Removes all but the given checkpoints, and as many newer ones as may be kept; each is
    /// renamed first, so that a crash leaves no half of one under its name.
    private func prune(keeping kept: [String]) {
        let others = ((try? checkpointNames()) ?? []).filter { !kept.contains($0) }
        for name in others.dropFirst(max(0, keptCount - kept.count)) {
            let trash = "\(path)/\(Self.temporaryPrefix)\(name)"
            guard (try? Entry.rename("\(path)/\(name)", to: trash)) != nil else { continue }
            Folder.removeFlat(trash)
        }
    }

    private static func busy(_ path: String) -> RecipeError {
        RecipeError(
            .busy,
            """
            Another training writes its checkpoints to '\(path)'. Wait for it, or choose another \
            folder.
            """
        )
    }

    private static func described(_ error: any Error, _ what: String) -> RecipeError {
        if let error = error as? RecipeError {
            return RecipeError(error.code, "\(what): \(error.message)", cause: error)
        }
        let files = error as? FilesError ?? (error as? WeightsError)?.cause as? FilesError
        let isFull = files?.code == .noSpace
        let isDamage = error is JSONError || files?.isMissing == true
        return RecipeError(
            isFull ? .diskFull : isDamage ? .damaged : .file,
            "\(what): \(error)" + (isFull ? " Free space and go on from the last one." : ""),
            cause: error
        )
    }
}
