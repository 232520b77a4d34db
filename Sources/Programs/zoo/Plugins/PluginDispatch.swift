import FrankenFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Hands commands that `zoo` does not have to the programs that do.
///
/// `zoo hello --loud` becomes `zoo-hello --loud`: the same arguments, standard streams and folder,
/// in place of this process, so that signals and exit codes are the program's own. It is told
/// `ZOO_EXECUTABLE`, `ZOO_VERSION` and `ZOO_PLUGIN_PROTOCOL`.
enum PluginDispatch {
    /// What `ZOO_PLUGIN_PROTOCOL` says: what is described above.
    static let protocolVersion = "1"

    /// Commands of the trainer, which is a program of its own because it needs libtorch.
    private static let trainer = "train"
    private static let trainerCommands: Set<String> = ["train", "finetune-decoder"]

    /// Becomes another program when the first argument names one; returns when it is none's.
    ///
    /// - Parameters:
    ///   - arguments: Those of this process, its own name first.
    ///   - known: The commands that `zoo` has.
    /// - Throws: ``Failure`` with exit code 69 when the trainer is asked for and missing.
    static func run(_ arguments: [String], known: Set<String>) throws {
        guard arguments.count > 1, !arguments[1].hasPrefix("-"), !known.contains(arguments[1])
        else { return }
        let (name, rest) = (arguments[1], Array(arguments.dropFirst(2)))
        let folders = PluginFolders.standard
        if let plugin = folders.plugin(named: name) {
            try execute(plugin, rest)
        } else if trainerCommands.contains(name) {
            guard let plugin = folders.plugin(named: trainer) else { throw missingTrainer(name) }
            try execute(plugin, name == trainer ? rest : [name] + rest)
        }
    }

    private static func missingTrainer(_ name: String) -> Failure {
        Failure(
            """
            'zoo \(name)' is done by the program zoo-train, which is not beside zoo, among the \
            user's plugins or on PATH. Training needs libtorch. In the source of zoo:
              Tools/setup --training
              ZOO_TRAINING=1 swift build -c release --product zoo-train
            """,
            Failure.unsupported
        )
    }

    private static func execute(_ plugin: PluginFolders.Plugin, _ arguments: [String]) throws {
        if let executable = ProcessArguments.executable {
            _ = ByteText.withBytes(of: executable) { setenv("ZOO_EXECUTABLE", $0, 1) }
        }
        setenv("ZOO_VERSION", Version.text, 1)
        setenv("ZOO_PLUGIN_PROTOCOL", protocolVersion, 1)
        var words =
            ([plugin.path] + arguments).map { ByteText.withBytes(of: $0) { strdup($0) } }
            + [nil]
        fflush(nil)
        _ = ByteText.withBytes(of: plugin.path) { execv($0, &words) }
        let reason = FilesError.reason(errno)
        for word in words { free(word) }
        throw Failure("\(plugin.path) cannot be run: \(reason).", Failure.unsupported)
    }
}
