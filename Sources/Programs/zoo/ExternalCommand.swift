import ArgumentParser
import FrankenCommands
import FrankenFailures
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
/// `ZOO_EXECUTABLE`, `ZOO_VERSION` and `ZOO_COMMAND_PROTOCOL`.
enum ExternalCommand {
    /// What `ZOO_COMMAND_PROTOCOL` says: what is described above.
    static let protocolVersion = "1"

    /// Commands of the trainer, which is a program of its own because it needs libtorch.
    private static let trainer = "train"
    private static let trainerCommands: Set<String> = ["train", "finetune-decoder", "experiment"]

    /// The commands that `zoo` does itself.
    static var ownCommands: Set<String> {
        Set(ZooCommand.configuration.subcommands.map { $0._commandName })
            .subtracting(trainerCommands)
    }

    /// Becomes another program when the first argument names one; returns when `zoo` has the command.
    ///
    /// - Parameter arguments: Those of this process, its own name first.
    /// - Throws: ``Failure``: of usage when nobody has the command, or nobody has what help is
    ///   wanted on; `unsupported` when the trainer is asked for and missing.
    static func run(_ arguments: [String]) throws {
        let words = arguments.dropFirst()
        guard let name = words.first, !name.hasPrefix("-") else { return }
        if name == "help" { return try help(words.dropFirst().filter { !$0.hasPrefix("-") }) }
        if trainerCommands.contains(name) { try train(name, Array(words.dropFirst())) }
        guard ZooCommand.command(named: name) == nil else { return }
        guard let program = CommandFolders.standard.program(named: name) else {
            throw UsageHint.unknownCommand(name)
        }
        try execute(program, Array(words.dropFirst()))
    }

    /// Becomes the trainer.
    static func train(_ name: String, _ arguments: [String]) throws {
        guard let program = CommandFolders.standard.program(named: trainer) else {
            throw missingTrainer(name)
        }
        try execute(program, name == trainer ? arguments : [name] + arguments)
    }

    /// Asks other programs for the help that is theirs, and refuses what nobody has help on.
    private static func help(_ topics: [String]) throws {
        guard let name = topics.first else { return }
        if trainerCommands.contains(name) {
            try train(name, topics.dropFirst() + ["--help"])
        }
        guard var command: any ParsableCommand.Type = ZooCommand.command(named: name) else {
            guard let program = CommandFolders.standard.program(named: name) else {
                throw UsageHint.unknownCommand(name)
            }
            return try execute(program, topics.dropFirst() + ["--help"])
        }
        for topic in topics.dropFirst() {
            guard let next = command.command(named: topic) else {
                throw UsageHint.unknownCommand(topic, of: command)
            }
            command = next
        }
    }

    private static func missingTrainer(_ name: String) -> Failure {
        Failure(
            """
            'zoo \(name)' is done by the program zoo-train, which is not beside zoo, among the \
            user's commands or on PATH. Training needs libtorch. In the source of zoo:
              Tools/setup --training
              ZOO_TRAINING=1 swift build -c release --product zoo-train
            """,
            .unsupported
        )
    }

    private static func execute(_ program: CommandFolders.Program, _ arguments: [String]) throws {
        if let executable = ProcessArguments.executable {
            _ = ByteText.withBytes(of: executable) { setenv("ZOO_EXECUTABLE", $0, 1) }
        }
        setenv("ZOO_VERSION", Version.text, 1)
        setenv("ZOO_COMMAND_PROTOCOL", protocolVersion, 1)
        var words =
            ([program.path] + arguments).map { ByteText.withBytes(of: $0) { strdup($0) } } + [nil]
        fflush(nil)
        _ = ByteText.withBytes(of: program.path) { execv($0, &words) }
        let reason = FilesError.reason(errno)
        for word in words { free(word) }
        throw Failure("\(program.path) cannot be run: \(reason).", .unsupported)
    }
}
