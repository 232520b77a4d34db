import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenFailures
import FrankenTrust
import FrankenZoo

struct InstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install bundles: by name, from a file, the web or a registry.",
        discussion: """
            Nothing is visible before every file has its digest and the signature was checked. What \
            other bundles brought already, such as the encoder, is not fetched again. A download \
            that was interrupted goes on where it ended.

            Examples:
              zoo install resnet50
              zoo install ./resnet50-1.0.0.zoo
              zoo install oci://registry.example.org/zoo/swin-b:1.2.0
              zoo install https://example.org/all.zoo --dry-run
              ssh host cat all.zoo | zoo install -
            """
    )

    @Argument(
        help: "A name, name:version or name@sha256:…; a file, folder or '-'; oci://… or https://….",
        completion: .file(extensions: ["zoo", "tar"])
    )
    var sources: [String]

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var indexes: IndexArguments
    @OptionGroup var network: NetworkArguments

    @Flag(name: [.customShort("n"), .long], help: "Show the plan and install nothing.")
    var dryRun = false

    @Flag(help: "Install a bundle without a signature although its name had one before.")
    var allowUnsigned = false

    @Flag(help: "Accept another key than the one this name was signed by before.")
    var acceptNewKey = false

    @Flag(help: "Accept an older version than the newest one seen.")
    var allowDowngrade = false

    @Option(help: "Install only what is under these licences: SPDX identifiers, by commas.")
    var requireLicense: String?

    @Option(help: "Most bytes of a bundle, such as 500M or 8G.")
    var maxSize: String?

    @Flag(help: "Protect the bundle from being replaced by another of its version.")
    var pin = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print only what was installed: name:version@digest.")
    var quiet = false

    func run() throws {
        let zoo = try zoo.open(indexes)
        let installer = try Installer(zoo, network: network.network(for: zoo), options: options())
        var plans: [InstallPlan] = []
        for text in sources {
            let progress = TransferProgress(isShown: !quiet)
            defer { progress.clear() }
            do {
                plans += try installer.install(InstallSource(text), approve: approve) {
                    progress.update($0)
                }
            } catch let dry as DryRun {
                plans += dry.plans
            } catch {
                guard Interruption.isAsked else { throw error }
                throw Failure(
                    "Interrupted; what came is kept. Run the command again to go on.",
                    .stopped
                )
            }
            progress.clear()
        }
        if json { return try JSONOutput.print(Answer(plans, isDryRun: dryRun)) }
        guard !dryRun else { return }
        for plan in plans {
            try Terminal.print("\(plan.reference)@\(plan.bundle.descriptor.digest)")
            if let upstream = plan.upstream, !quiet { Terminal.note(Self.advice(plan, upstream)) }
        }
    }

    private struct DryRun: Error {
        let plans: [InstallPlan]
    }

    private func options() throws -> InstallOptions {
        var options = InstallOptions()
        options.trust.acceptsUnsigned = allowUnsigned
        options.trust.acceptsNewKey = acceptNewKey
        options.trust.allowsDowngrade = allowDowngrade
        options.licenses = requireLicense.map { $0.split(separator: ",").map(String.init) }
        if let maxSize { options.byteLimit = try ByteCount(parsing: maxSize).value }
        options.isPinned = pin
        return options
    }

    private func approve(_ plans: [InstallPlan]) throws {
        if !quiet || dryRun && !json { for plan in plans { Terminal.note(Self.line(plan)) } }
        if dryRun { throw DryRun(plans: plans) }
    }

    /// `swin-b:1.2.0  fetch 3.1 MiB  shared 553.9 KiB (encoder fs-48)  signed by …`.
    private static func line(_ plan: InstallPlan) -> String {
        var parts = [plan.reference]
        parts.append(
            plan.isInstalled
                ? "installed already" : "adds \(ByteCount(plan.missingByteCount))"
        )
        if plan.sharedByteCount > 0, !plan.isInstalled {
            let encoder = plan.description.encoder
            let hasEncoder = plan.shared.contains { $0.digest == encoder.digest }
            parts.append(
                "shares \(ByteCount(plan.sharedByteCount))"
                    + (hasEncoder ? " (encoder \(encoder.name))" : "")
            )
        }
        if plan.description.training == .untrained { parts.append("untrained") }
        parts.append(plan.verdict.summary)
        return parts.joined(separator: "  ")
    }

    static func advice(_ plan: InstallPlan, _ upstream: UpstreamWeights) -> String {
        """
        \(plan.reference) needs weights that it may not carry (\(upstream.license)): \
        \(ByteCount(upstream.size)) with SHA-256 \(upstream.digest.hex)
          from \(upstream.whereabouts)
        Fetch them, then:
          zoo import --backbone \(plan.description.taxonomy.relative) --weights FILE
        """
    }

    private struct Answer: Encodable {
        struct Plan: Encodable {
            let reference: String
            let digest: Digest
            let source: String
            let bytesToAdd: Int
            let bytesShared: Int
            let wasInstalled: Bool
            let trust: String
            let warnings: [String]
            let needsImport: Bool
        }

        let schema = "zoo.install/1"
        let dryRun: Bool
        let bundles: [Plan]

        init(_ plans: [InstallPlan], isDryRun: Bool) {
            dryRun = isDryRun
            bundles = plans.map {
                Plan(
                    reference: $0.reference,
                    digest: $0.bundle.descriptor.digest,
                    source: $0.source,
                    bytesToAdd: $0.missingByteCount,
                    bytesShared: $0.sharedByteCount,
                    wasInstalled: $0.isInstalled,
                    trust: $0.verdict.summary,
                    warnings: $0.verdict.warnings,
                    needsImport: $0.upstream != nil
                )
            }
        }
    }
}
