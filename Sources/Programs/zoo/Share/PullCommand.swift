import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenFiles
import FrankenTransport
import FrankenTrust
import FrankenZoo

struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Fetch a bundle from an OCI registry into a file, and install nothing.",
        discussion: """
            The file has the manifest and the signature of the registry, so that it can be \
            installed on a machine without a network. `zoo install oci://…` installs at once.

            Examples:
              zoo pull oci://registry.example.org/zoo/swin-b:1.2.0 -o swin-b.zoo
              zoo pull oci://registry.example.org/zoo/swin-b:1.2.0 --thin --dry-run
            """
    )

    @Argument(help: "oci://host/repository, with :tag or @sha256:….")
    var reference: String

    @Option(name: .shortAndLong, help: "Where to; name-version.zoo without it. \(Outputs.help)")
    var output: OutputTarget?

    @OptionGroup var form: FormArguments
    @OptionGroup var zoo: ZooArguments
    @OptionGroup var network: NetworkArguments

    @Flag(name: [.customShort("n"), .long], help: "Show the plan and fetch nothing.")
    var dryRun = false

    @Flag(help: "Fetch a bundle that nobody signed, where policy asks for a signature.")
    var allowUnsigned = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only what was fetched: name:version@digest.")
    var quiet = false

    func validate() throws {
        try Outputs.validate(output, json: json)
        try form.validate(output)
    }

    func run() throws {
        let zoo = try zoo.open()
        var options = InstallOptions()
        options.trust.acceptsUnsigned = allowUnsigned
        let installer = Installer(zoo, network: try network.network(for: zoo), options: options)
        let progress = TransferProgress(isShown: !quiet)
        defer { progress.clear() }
        var planned: InstallPlan?
        do {
            let pulled = try Interruption.guarded {
                try installer.pull(
                    RegistryReference(reference),
                    to: output,
                    form: form.bundleForm,
                    isThin: form.thin,
                    approve: { plan in
                        planned = plan
                        if !quiet { Terminal.note(Self.line(plan)) }
                        if dryRun { throw DryRun() }
                    },
                    progress: { progress.update($0) }
                )
            }
            progress.clear()
            if json { return try JSONOutput.print(Answer(pulled.plan, path: pulled.path)) }
            if !quiet { Terminal.note("wrote \(pulled.path)") }
            try Terminal.print(
                "\(pulled.plan.reference)@\(pulled.plan.bundle.descriptor.digest)",
                besides: output
            )
        } catch is DryRun {
            if json, let planned { try JSONOutput.print(Answer(planned, path: nil)) }
        }
    }

    private struct DryRun: Error {}

    private static func line(_ plan: InstallPlan) -> String {
        "\(plan.reference)  fetches \(ByteCount(plan.missingByteCount))  has "
            + "\(ByteCount(plan.sharedByteCount))  \(plan.verdict.summary)"
    }

    private struct Answer: Encodable {
        let schema = "zoo.pull/1"
        let reference: String
        let digest: Digest
        /// `null` for a dry run.
        let path: String?
        let bytesToFetch: Int
        let bytesHere: Int
        let trust: String

        init(_ plan: InstallPlan, path: String?) {
            reference = plan.reference
            digest = plan.bundle.descriptor.digest
            self.path = path
            bytesToFetch = plan.missingByteCount
            bytesHere = plan.sharedByteCount
            trust = plan.verdict.summary
        }
    }
}
