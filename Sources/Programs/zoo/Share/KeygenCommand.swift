import ArgumentParser
import FrankenBytes
import FrankenCommands
import FrankenFailures
import FrankenFiles
import FrankenTrust
import FrankenZoo

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a key pair to sign bundles and indexes with.",
        discussion: """
            Both files are in minisign's form: minisign signs with the secret one, and minisign and \
            signify verify with the public one. The secret file is readable by you only; give \
            others FILE.pub or the line that is printed.

            Examples:
              zoo keygen -o zoo.key
              zoo keygen -o ci.key --no-password
            """
    )

    @Option(name: .shortAndLong, help: "The secret key; the public one gets .pub in place of .key.")
    var output = OutputTarget(argument: "zoo.key")

    @Flag(help: "Do not protect the key with a password.")
    var noPassword = false

    @OptionGroup var password: PasswordArguments

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
    }

    func run() throws {
        // Only beside a file is there a place for the public key.
        let path = output.path
        let stem = path.hasSuffix(".key") ? String(path.dropLast(4)) : path
        let publicPath = output.isFile ? "\(stem).pub" : nil
        if let publicPath, FileStatus.exists(publicPath) {
            throw Failure(
                "'\(publicPath)' is there already. Give another name with -o.",
                .cannotCreate
            )
        }
        let key = try SigningKey.generate()
        try key.save(
            to: output,
            password: noPassword ? nil : try password.newPassword()
        )
        if let publicPath {
            try OutputTarget(path: publicPath).create(key.publicKey.fileBytes)
        }
        if json {
            return try JSONOutput.print(
                Answer(
                    id: "\(key.publicKey.id)",
                    publicKey: key.publicKey,
                    secretFile: path,
                    publicFile: publicPath
                )
            )
        }
        Terminal.note("wrote \(path) (secret)" + (publicPath.map { " and \($0)" } ?? ""))
        if let publicPath {
            Terminal.note("Others trust it with: zoo trust add \(publicPath) --name NAME")
        }
        try Terminal.print(key.publicKey.text, besides: output)
    }

    private struct Answer: Encodable {
        let schema = "zoo.keygen/1"
        let id: String
        let publicKey: PublicKey
        let secretFile: String
        /// Left out where the secret key is no file.
        let publicFile: String?
    }
}
