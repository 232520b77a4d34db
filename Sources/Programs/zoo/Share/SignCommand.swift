import ArgumentParser
import FrankenCommands
import FrankenCrypto
import FrankenTrust
import FrankenZoo

struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign bundles, in a file or installed, or the index of a zoo.",
        discussion: """
            Signed are the bytes of the manifest, which names every file of the bundle by its \
            SHA-256. The signature goes into the file, or beside the installed bundle, from where \
            `zoo push` and `zoo export` take it along; the bundle's digest stays as it is.

            Examples:
              zoo sign resnet50-1.0.0.zoo --key zoo.key
              zoo sign resnet50 --key zoo.key
              zoo sign --index Zoo/index.json --key zoo.key
            """
    )

    @Argument(
        help: "A .zoo file, a tar, a folder with an OCI layout, or an installed bundle.",
        completion: .file(extensions: ["zoo", "tar"])
    )
    var bundles: [String] = []

    @Option(help: "Sign this index as well.", completion: .file(extensions: ["json"]))
    var index: String?

    @Option(help: "The secret key; see zoo keygen.", completion: .file(extensions: ["key"]))
    var key: String

    @OptionGroup var password: PasswordArguments
    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard !bundles.isEmpty || index != nil else {
            throw ValidationError("Name a file or bundle to sign, or an index with --index.")
        }
    }

    func run() throws {
        let zoo = try zoo.open()
        let key = try password.key(key)
        let time = try SigningTime.current
        var signed: [SignedDocument] = []
        for bundle in bundles {
            switch try InstallSource(bundle) {
            case .file(let path): signed += try zoo.sign(file: path, by: key, at: time)
            case .name: signed.append(try zoo.sign(installed: bundle, by: key, at: time))
            default:
                throw ValidationError(
                    "Only files and installed bundles can be signed, found '\(bundle)'."
                )
            }
        }
        if let index { signed.append(try zoo.sign(index: index, by: key, at: time)) }
        if json { return try JSONOutput.print(Answer(signed, key.publicKey, time)) }
        for document in signed {
            Terminal.note("signed by \(key.publicKey.id) in \(document.path)")
            try Terminal.print("\(document.reference)@\(document.digest)")
        }
    }

    private struct Answer: Encodable {
        struct Document: Encodable {
            let reference: String
            let digest: Digest
            let path: String
        }

        let schema = "zoo.sign/1"
        let key: PublicKey
        let time: Timestamp
        let signed: [Document]

        init(_ documents: [SignedDocument], _ key: PublicKey, _ time: Timestamp) {
            self.key = key
            self.time = time
            signed = documents.map {
                Document(reference: $0.reference, digest: $0.digest, path: $0.path)
            }
        }
    }
}
