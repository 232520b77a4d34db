import ArgumentParser
import FrankenCommands
import FrankenCrypto
import FrankenStore
import FrankenTransport
import FrankenZoo

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Delete files that no installed bundle needs.",
        discussion: """
            What a running installation relies on stays. Partial downloads stay too, so that they \
            can go on, unless --partials says otherwise.

            Examples:
              zoo prune --dry-run
              zoo prune --older-than 7d --yes
              zoo prune --partials --yes
            """
    )

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var consent: ConsentArguments

    @Option(help: "Only files unchanged for so long: 30m, 12h, 7d.")
    var olderThan: String?

    @Flag(help: "Delete partial downloads as well.")
    var partials = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open()
        let plan = try zoo.store.garbage(olderThan: olderThan.map(Self.seconds) ?? 0)
        let cache = zoo.directories.cache
        let downloads = partials ? PartialDownload.list(cacheFolder: cache) : []
        let total = downloads.reduce(plan.byteCount) { $0 + $1.byteCount }
        Terminal.note(
            "\(plan.blobs.count) files and \(downloads.count) partial downloads, "
                + "\(ByteCount(total))"
        )
        var freed = 0
        if !consent.dryRun, !plan.blobs.isEmpty || !downloads.isEmpty {
            try consent.ask("Delete them?")
            freed = try zoo.collect(plan).reduce(0) { $0 + $1.byteCount }
            for download in downloads {
                download.remove(cacheFolder: cache)
                freed += download.byteCount
            }
        }
        if json {
            return try JSONOutput.print(
                Answer(
                    dryRun: consent.dryRun,
                    blobs: plan.blobs.map(\.digest),
                    partials: downloads.map(\.name),
                    bytes: total,
                    bytesFreed: freed
                )
            )
        }
        guard !consent.dryRun else {
            for blob in plan.blobs {
                try Terminal.print("\(blob.digest)  \(ByteCount(blob.byteCount))")
            }
            for download in downloads {
                try Terminal.print("\(download.name)  \(ByteCount(download.byteCount))")
            }
            return
        }
        try Terminal.print("freed \(ByteCount(freed))")
    }

    /// `7d` is 604,800 seconds.
    private static func seconds(_ text: String) throws -> Int {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()),
            (0...36_500).contains(number)
        else {
            throw ValidationError("Expected a time such as 30m, 12h or 7d, found '\(text)'.")
        }
        return number * unit
    }

    private struct Answer: Encodable {
        let schema = "zoo.prune/1"
        let dryRun: Bool
        let blobs: [Digest]
        let partials: [String]
        let bytes: Int
        let bytesFreed: Int
    }
}
