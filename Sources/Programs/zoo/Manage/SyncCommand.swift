import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenZoo

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Install exactly the bundles of a lock file.",
        discussion: """
            The difference is shown first. A source that has another bundle by now is refused; \
            without --locked, an index that lists the same digest elsewhere will do.

            Examples:
              zoo sync zoo.lock --dry-run
              zoo sync zoo.lock --locked --prune --yes
            """
    )

    @Argument(help: "The lock file.", completion: .file())
    var lock = "zoo.lock"

    @Flag(help: "Use the sources of the lock file only.")
    var locked = false

    @Flag(help: "Remove installed bundles that are not locked.")
    var prune = false

    @OptionGroup var consent: ConsentArguments
    @OptionGroup var zoo: ZooArguments
    @OptionGroup var indexes: IndexArguments
    @OptionGroup var network: NetworkArguments

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open(indexes)
        let lock = try LockFile.load(lock)
        let difference = try zoo.difference(from: lock)
        let extra = prune ? difference.extra : []
        for change in difference.changes {
            let sign = change.installed == nil ? "+" : "~"
            Terminal.note("\(sign) \(change.bundle.reference)  \(change.bundle.manifest.short)")
        }
        for reference in extra { Terminal.note("- \(reference)") }
        guard !consent.dryRun else {
            if json { try JSONOutput.print(Answer(difference, extra, isDryRun: true)) }
            return
        }
        let replaced = difference.changes.count { $0.installed != nil }
        if !extra.isEmpty || replaced > 0 {
            try consent.ask("Replace \(replaced) and remove \(extra.count) bundles?")
        }
        let installer = Installer(zoo, network: try network.network(for: zoo))
        let progress = TransferProgress(isShown: !json)
        defer { progress.clear() }
        let plans = try Interruption.guarded {
            try installer.sync(
                difference,
                isStrict: locked,
                progress: { progress.update($0) }
            )
        }
        progress.clear()
        if prune { _ = try installer.removeExtra(difference) }
        if json { return try JSONOutput.print(Answer(difference, extra, isDryRun: false)) }
        for plan in plans {
            try Terminal.print("\(plan.reference)@\(plan.bundle.descriptor.digest)")
            if let upstream = plan.upstream {
                Terminal.note(InstallCommand.advice(plan, upstream))
            }
        }
        Terminal.note("\(difference.unchanged.count) bundles were as they should be")
    }

    private struct Answer: Encodable {
        struct Change: Encodable {
            let reference: String
            let manifest: Digest
            let source: String
            let installed: String?
        }

        let schema = "zoo.sync/1"
        let dryRun: Bool
        let installed: [Change]
        let unchanged: [String]
        let removed: [String]
        let extra: [String]

        init(_ difference: LockDifference, _ removed: [String], isDryRun: Bool) {
            dryRun = isDryRun
            installed = difference.changes.map {
                Change(
                    reference: $0.bundle.reference,
                    manifest: $0.bundle.manifest,
                    source: $0.bundle.source,
                    installed: $0.installed
                )
            }
            unchanged = difference.unchanged
            self.removed = removed
            extra = difference.extra
        }
    }
}
