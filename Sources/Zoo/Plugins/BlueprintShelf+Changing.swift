internal import FrankenBlueprint
internal import FrankenFiles

extension BlueprintShelf {
    /// Adds a file, or all of a folder, after building every graph that they declare.
    ///
    /// Either all files are added or none.
    ///
    /// - Parameters:
    ///   - path: A blueprint or decoder file, or a folder with such files (`*.json`).
    ///   - isReplacing: Whether files of the same names may be replaced.
    ///   - base: What the files are added to; what is built in by default.
    /// - Returns: What the files bring.
    /// - Throws: ``PluginError`` with code `.refused`, line and reason for a file that is not right,
    ///   that does not go with the files there, or without which these are not right.
    public func add(
        _ path: String,
        isReplacing: Bool = false,
        to base: PluginBase = PluginBase()
    ) throws -> [PluginFile] {
        let folder = try writableFolder()
        let new = try Self.new(path)
        let targets = Set(new.map { "\(folder)/\(PluginFile.name(of: $0.name))" })
        let (all, _) = sources()
        let replaced = all.filter { targets.contains($0.name) }
        if let first = replaced.first, !isReplacing {
            let same = new.contains { file in
                PluginFile.name(of: file.name) == PluginFile.name(of: first.name)
                    && file.bytes == first.bytes
            }
            throw PluginError(
                .exists,
                "\(first.name) was added before"
                    + (same ? " and is the same file." : ". Give --replace, or another name.")
            )
        }
        // Those that are wrong already are nobody's fault now.
        let right = Set(try PluginBlueprints(all, unread: [], base: base).files.map(\.path))
        let kept = all.filter { right.contains($0.name) && !targets.contains($0.name) }
        let registry = try Self.checked(new, besides: kept, base)
        do throws(FilesError) {
            try Folder.makeAll(folder)
            for file in new {
                let target = "\(folder)/\(PluginFile.name(of: file.name))"
                try AtomicFile.write(file.bytes, to: target)
            }
        } catch {
            throw PluginError(.notWritten, error.message)
        }
        return new.map { PluginFile($0.name, registry) }
    }

    /// Removes a file that was added.
    ///
    /// - Parameters:
    ///   - name: The file's name, with or without `.json`.
    ///   - base: What the files are added to; what is built in by default.
    /// - Returns: The path, and the files that are left out from now on because they need it.
    /// - Throws: ``PluginError`` with code `.notInstalled` and the names that there are.
    public func remove(
        _ name: String,
        from base: PluginBase = PluginBase()
    ) throws -> (path: String, orphans: [PluginProblem]) {
        let folder = try writableFolder()
        let names = PluginFolder.names(in: folder) ?? []
        guard let found = names.first(where: { $0 == name || $0 == name + PluginFolder.suffix })
        else {
            let known =
                names.isEmpty ? "There are none." : "There are \(names.joined(separator: ", "))."
            throw PluginError(
                .notInstalled,
                "No blueprint file '\(name.prefix(80))' was added to \(folder). \(known)"
            )
        }
        let path = "\(folder)/\(found)"
        let before = Set(try read(base).problems.map(\.path))
        do throws(FilesError) {
            try Entry.remove(path)
        } catch {
            throw PluginError(.notWritten, error.message)
        }
        return (path, try read(base).problems.filter { !before.contains($0.path) })
    }

    private func writableFolder() throws(PluginError) -> String {
        guard let folder else {
            throw PluginError(
                .notWritten,
                "The zoo needs to know where its files are. Set ZOO_HOME to a folder."
            )
        }
        return folder
    }

    /// The files at a path, under that path.
    private static func new(_ path: String) throws(PluginError) -> [BlueprintSource] {
        guard let names = PluginFolder.names(in: path) else {
            let file = try source(path)
            try checkName(PluginFile.name(of: path))
            return [file]
        }
        guard !names.isEmpty else {
            throw PluginError(.notFound, "\(path): expected files *.json, found none.")
        }
        var files: [BlueprintSource] = []
        for name in names {
            try checkName(name)
            files.append(try source("\(path)/\(name)"))
        }
        return files
    }

    private static func checkName(_ name: String) throws(PluginError) {
        guard PluginFolder.isName(name) else {
            throw PluginError(
                .malformedName,
                "Expected a file name of letters, digits, '.', '_' and '-' that ends in .json, found "
                    + "\(name.prefix(80).debugDescription). Rename the file."
            )
        }
    }

    /// The registry with new files behind those that stay.
    private static func checked(
        _ new: [BlueprintSource],
        besides kept: [BlueprintSource],
        _ base: PluginBase
    ) throws(PluginError) -> BlueprintRegistry {
        switch base.checked(kept + new) {
        case .success(let registry): return registry
        case .failure(let error):
            let isOurs = new.contains { $0.name == error.file } || error.file == nil
            throw PluginError(
                .refused,
                isOurs
                    ? "Nothing was added. \(error)"
                    : "Nothing was added: another plugin would not be right any more. \(error)",
                cause: error
            )
        }
    }
}
