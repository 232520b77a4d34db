import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenFiles
import FrankenPlugins
import FrankenTrust
import FrankenZoo

struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Make a bundle from a folder with encoder, decoder and tail.",
        discussion: """
            The parts are run together first, and what they compute for synthetic pictures becomes \
            the bundle's conformance vectors. The same folder gives the same bytes, on any day and \
            in any place; a signature states its time, which SOURCE_DATE_EPOCH can fix.

            The folder has bundle.json (name, version, licences), encoder/, decoder/decoder.json \
            and .safetensors, tail/tail.json and .safetensors; and may have labels.tsv, README.md, \
            blueprint.json and LICENSE*.

            Examples:
              zoo pack work/resnet50
              zoo pack work/resnet50 -o dist/resnet50.zoo --sign zoo.key
              zoo pack work/resnet50 --thin --form tar -o thin.tar
            """
    )

    @Argument(help: "The folder to pack.", completion: .directory)
    var folder: String

    @Option(name: .shortAndLong, help: "Where to; name-version.zoo without it. \(Outputs.help)")
    var output: OutputTarget?

    @OptionGroup var form: FormArguments

    @Option(help: "Sign the bundle with this secret key.", completion: .file(extensions: ["key"]))
    var sign: String?

    @OptionGroup var password: PasswordArguments
    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
        try form.validate(output)
    }

    func run() throws {
        try output?.check(against: parts)
        var options = PackOptions(time: try SigningTime.current)
        options.form = form.bundleForm
        options.isThin = form.thin
        options.key = try sign.map { try password.key($0) }
        let plugins = try zoo.open().plugins
        KnownBlueprints.note(plugins.problems)
        let packer = BundlePacker(blueprints: plugins.registry)
        let packed = try packer.pack(
            folder,
            to: output,
            options: options
        )
        let leftOut = try BundlePacker.leftOut(of: folder)
        if !leftOut.isEmpty {
            let more = leftOut.count > 5 ? " and \(leftOut.count - 5) more" : ""
            Terminal.note("not packed: \(leftOut.prefix(5).joined(separator: ", "))\(more)")
        }
        if json { return try JSONOutput.print(Answer(packed, leftOut, isThin: form.thin)) }
        Terminal.note(
            "wrote \(packed.path)  \(ByteCount(packed.byteCount)) in files"
                + (packed.signer.map { "  signed by \($0.id)" } ?? "")
        )
        try Terminal.print("\(packed.reference)@\(packed.digest)", besides: output)
    }

    /// The files of the folder, and of those in it.
    private var parts: [String] {
        let names = (try? Folder.names(in: folder)) ?? []
        let inner = names.flatMap { name in
            ((try? Folder.names(in: "\(folder)/\(name)")) ?? []).map { "\(name)/\($0)" }
        }
        return (names + inner).map { "\(folder)/\($0)" }
    }

    private struct Answer: Encodable {
        let schema = "zoo.pack-result/1"
        let reference: String
        let digest: Digest
        let path: String
        let byteCount: Int
        let thin: Bool
        let signedBy: PublicKey?
        /// What lies in the folder and did not come into the bundle.
        let leftOut: [String]

        init(_ packed: PackedFile, _ leftOut: [String], isThin: Bool) {
            self.leftOut = leftOut
            reference = packed.reference
            digest = packed.digest
            path = packed.path
            byteCount = packed.byteCount
            thin = isThin
            signedBy = packed.signer
        }
    }
}
