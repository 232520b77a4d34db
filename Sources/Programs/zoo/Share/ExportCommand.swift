import ArgumentParser
import FrankenCommands
import FrankenCrypto
import FrankenFiles
import FrankenZoo

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write installed bundles to one file, for machines without a network.",
        discussion: """
            A blob that several bundles share, such as the encoder, is in the file once; signatures \
            come along. `zoo install FILE` on the other machine brings all of them back. A tail \
            that may not be passed on stays out, and is imported there again with `zoo import`.

            Examples:
              zoo export resnet50 resnet101 swin-b -o all.zoo
              zoo export resnet50 --thin -o update.zoo
              zoo export resnet50 --dir plain     # files under their names, to look at
            """
    )

    @Argument(help: "name, name:version or name@sha256:….")
    var references: [String]

    @Option(name: .shortAndLong, help: "The file to write.", completion: .file())
    var output: OutputTarget?

    @Option(
        help: "Write the files of each bundle into a folder of its own in this one.",
        completion: .directory
    )
    var dir: String?

    @OptionGroup var form: FormArguments
    @OptionGroup var zoo: ZooArguments

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Outputs.validate(output, json: json)
        try form.validate(output)
        guard (output == nil) != (dir == nil) else {
            throw ValidationError("Say where to: either --output FILE or --dir FOLDER.")
        }
        guard dir == nil || !form.thin && form.form == .zoo else {
            throw ValidationError("--thin and --form are for files; leave them out with --dir.")
        }
    }

    func run() throws {
        let zoo = try zoo.open()
        let bundles: [ExportedBundle]
        if let dir {
            bundles = try zoo.exportFiles(references, to: dir)
        } else if let output {
            bundles = try zoo.export(
                references,
                to: output,
                form: form.bundleForm,
                isThin: form.thin
            )
        } else {
            bundles = []
        }
        let path = output?.path ?? dir ?? ""
        if json { return try JSONOutput.print(Answer(bundles, path: path, isThin: form.thin)) }
        Terminal.note("wrote \(path)")
        for bundle in bundles {
            if bundle.needsImport, dir == nil {
                Terminal.note(
                    "\(bundle.reference) may not carry its tail; the other machine needs zoo import"
                )
            }
            try Terminal.print("\(bundle.reference)@\(bundle.digest)", besides: output)
        }
    }

    private struct Answer: Encodable {
        struct Bundle: Encodable {
            let reference: String
            let digest: Digest
            let signed: Bool
            let needsImport: Bool
        }

        let schema = "zoo.export/1"
        let path: String
        let thin: Bool
        let bundles: [Bundle]

        init(_ exported: [ExportedBundle], path: String, isThin: Bool) {
            self.path = path
            thin = isThin
            bundles = exported.map {
                Bundle(
                    reference: $0.reference,
                    digest: $0.digest,
                    signed: $0.isSigned,
                    needsImport: $0.needsImport
                )
            }
        }
    }
}
