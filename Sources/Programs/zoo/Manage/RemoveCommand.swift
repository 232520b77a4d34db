import ArgumentParser
import FrankenBundle
import FrankenCommands
import FrankenStore
import FrankenZoo

struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove installed bundles; their files go with `zoo prune`.",
        discussion: """
            Files that other bundles need stay, and so do all others until `zoo prune`: a bundle \
            that was removed by mistake is installed again without a download.

            Examples:
              zoo rm swin-b --yes
              zoo rm resnet50:1.0.0 --dry-run
            """
    )

    @Argument(
        help: "name, name:version or name@sha256:….",
        completion: InstalledNames.completion
    )
    var references: [String]

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var consent: ConsentArguments

    @Flag(help: "Remove bundles that are pinned as well.")
    var evenPinned = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let store = try zoo.open().store
        let removals = try references.map { try store.removal(of: StoreReference($0)) }
        for removal in removals { Terminal.note(Self.line(removal)) }
        if !consent.dryRun {
            try consent.ask("Remove \(removals.count == 1 ? "it" : "these \(removals.count)")?")
            for removal in removals {
                _ = try store.remove(
                    StoreReference(name: removal.receipt.name, tag: removal.receipt.tag),
                    evenPinned: evenPinned
                )
            }
        }
        if json { return try JSONOutput.print(Answer(removals, isDryRun: consent.dryRun)) }
        guard !consent.dryRun else { return }
        for removal in removals { try Terminal.print(removal.receipt.reference) }
        let freed = removals.reduce(0) { $0 + $1.ownByteCount }
        if freed > 0 { Terminal.note("`zoo prune` frees \(ByteCount(freed)).") }
    }

    private static func line(_ removal: Removal) -> String {
        var text = "\(removal.receipt.reference)  \(ByteCount(removal.ownByteCount)) of its own"
        if removal.sharedByteCount > 0 {
            text +=
                "; \(ByteCount(removal.sharedByteCount)) stay, because "
                + removal.sharers.prefix(3).joined(separator: ", ")
                + (removal.sharers.count > 3 ? " and \(removal.sharers.count - 3) more" : "")
                + (removal.sharers.count == 1 ? " needs them" : " need them")
        }
        return text
    }

    private struct Answer: Encodable {
        struct Bundle: Encodable {
            let reference: String
            let ownBytes: Int
            let sharedBytes: Int
            let sharedWith: [String]
        }

        let schema = "zoo.rm/1"
        let dryRun: Bool
        let bundles: [Bundle]

        init(_ removals: [Removal], isDryRun: Bool) {
            dryRun = isDryRun
            bundles = removals.map {
                Bundle(
                    reference: $0.receipt.reference,
                    ownBytes: $0.ownByteCount,
                    sharedBytes: $0.sharedByteCount,
                    sharedWith: $0.sharers
                )
            }
        }
    }
}
