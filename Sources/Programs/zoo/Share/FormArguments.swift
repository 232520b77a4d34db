import ArgumentParser
import FrankenBundle

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

    /// The form with its level.
    var bundleForm: BundleWriter.Form {
        switch form {
        case .zoo: .compressed(level: level)
        case .tar: .tar
        case .folder: .folder
        }
    }
}
