public import FrankenBlueprint

/// Everything that can be built here: what is built in and what plugins bring.
public struct PluginBlueprints: Sendable {
    /// The families, relatives and decoders of all files that are right.
    public let registry: BlueprintRegistry
    /// The files of plugins that are right, in the order in which they are read.
    public let files: [PluginFile]
    /// The files that are left out.
    public let problems: [PluginProblem]

    /// Reads files together; one that is wrong is left out and spoils no other.
    ///
    /// - Parameters:
    ///   - sources: The files of plugins; messages call each by its name, which is unique.
    ///   - unread: Files that could not be read at all.
    ///   - base: What is built in.
    /// - Throws: `BlueprintError` when what is built in is wrong by itself.
    init(
        _ sources: [BlueprintSource],
        unread: [PluginProblem],
        base: PluginBase
    ) throws(BlueprintError) {
        var problems = unread
        var left = sources
        while true {
            switch base.checked(left) {
            case .success(let registry):
                self.registry = registry
                self.problems = problems.sorted { $0.path < $1.path }
                files = left.map { PluginFile($0.name, registry) }
                return
            case .failure(let failure):
                guard let index = Self.culprit(failure, among: left, base) else { throw failure }
                let file = left.remove(at: index)
                problems.append(
                    PluginProblem(path: file.name, message: failure.description, cause: failure)
                )
            }
        }
    }

    /// The file that an error is about; `nil` when it is none of the plugins'.
    ///
    /// Few errors are about no file: two files that only together are wrong. Then it is the first
    /// that does not go with those before it.
    private static func culprit(
        _ error: BlueprintError,
        among sources: [BlueprintSource],
        _ base: PluginBase
    ) -> Int? {
        guard error.file == nil else {
            return sources.firstIndex { $0.name == error.file }
        }
        return sources.indices.first { index in
            guard case .failure(let failure) = base.checked(Array(sources[...index])) else {
                return false
            }
            return failure.file == nil
        }
    }
}

extension PluginFile {
    init(_ path: String, _ registry: BlueprintRegistry) {
        let blueprint = registry.blueprints.first { $0.file == path }
        let declared = registry.declaredDecoders.first { $0.file == path }
        self.init(
            path: path,
            builder: blueprint?.builder ?? declared?.builder ?? "",
            relatives: blueprint?.backbones.map(\.name) ?? [],
            decoders: declared?.decoders.map { "\($0.backbone)/\($0.name)" } ?? []
        )
    }
}
