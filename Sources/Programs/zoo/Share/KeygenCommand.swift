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
    var output = "zoo.key"

    @Flag(help: "Do not protect the key with a password.")
    var noPassword = false

    @OptionGroup var password: PasswordArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let stem = output.hasSuffix(".key") ? String(output.dropLast(4)) : output
        let publicPath = "\(stem).pub"
        if (try? MappedFile(path: publicPath)) != nil {
            throw Failure(
                "'\(publicPath)' is there already. Give another name with -o.",
                .cannotCreate
            )
        }
        let key = try SigningKey.generate()
        try key.save(
            to: OutputTarget(argument: output),
            password: noPassword ? nil : try password.newPassword()
        )
        try AtomicFile.write(key.publicKey.fileBytes, to: publicPath)
        if json {
            return try JSONOutput.print(
                Answer(
                    id: "\(key.publicKey.id)",
                    publicKey: key.publicKey,
                    secretFile: output,
                    publicFile: publicPath
                )
            )
        }
        Terminal.note("wrote \(output) (secret) and \(publicPath)")
        Terminal.note("Others trust it with: zoo trust add \(publicPath) --name NAME")
        try Terminal.print(key.publicKey.text)
    }

    private struct Answer: Encodable {
        let schema = "zoo.keygen/1"
        let id: String
        let publicKey: PublicKey
        let secretFile: String
        let publicFile: String
    }
}
