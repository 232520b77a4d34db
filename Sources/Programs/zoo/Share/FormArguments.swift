import ArgumentParser
import FrankenBundle
import FrankenFiles

/// How a bundle file is written: options of commands that write one.
struct FormArguments: ParsableArguments {
    /// The forms that people can name.
    enum Name: String, ExpressibleByArgument, CaseIterable {
        case zoo, tar, folder
    }

    @Option(help: "zoo (tar and zstd), tar, or folder; all three can be installed.")
    var form = Name.zoo

    @Option(help: "How hard zstd tries, 1 to 19.")
    var level = 12

    @Flag(help: "Leave the encoder out, for machines that have it.")
    var thin = false

    func validate() throws {
        guard (1...19).contains(level) else {
            throw ValidationError("--level must be 1 to 19, found \(level).")
        }
    }

    /// Refuses a folder on standard output.
    func validate(_ target: OutputTarget?) throws {
        guard form != .folder || target?.isStandardOutput != true else {
            throw ValidationError("A folder cannot be written to standard output. Name it.")
        }
    }

    /// The form with its level.
    var bundleForm: BundleWriter.Form {
        switch form {
        case .zoo: .compressed(level: level)
        case .tar: .tar
        case .folder: .folder
        }
    }
}
