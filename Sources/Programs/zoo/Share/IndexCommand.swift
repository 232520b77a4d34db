import ArgumentParser
import FrankenCatalog
import FrankenCommands
import FrankenFamilies
import FrankenFiles
import FrankenTrust
import FrankenZoo

struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Make the index of a zoo from bundle files.",
        discussion: """
            The bundles must lie below the folder of the index, or below this one where the index \
            goes to standard output. An index that is there is updated: \
            its version counts up and its other bundles stay. Backbones with a decoder and no \
            bundle are listed as unpublished, so that `zoo install` says how to make one.

            Examples:
              zoo index Zoo/bundles/*.zoo -o Zoo/index.json --key zoo.key
              zoo index -o Zoo/index.json --days 730
            """
    )

    @Argument(help: "Bundle files.", completion: .file(extensions: ["zoo", "tar"]))
    var bundles: [String] = []

    @Option(name: .shortAndLong, help: "The index.", completion: .file(extensions: ["json"]))
    var output = OutputTarget(argument: "index.json")

    @Option(help: "What the index is called; keys and versions are pinned to the name.")
    var name: String?

    @Option(help: "How long the index is valid, in days.")
    var days = IndexBuilder.standardDays

    @Flag(help: "Drop bundles of the older index that are not given.")
    var fresh = false

    @Option(help: "Sign the index with this secret key.", completion: .file(extensions: ["key"]))
    var key: String?

    @OptionGroup var password: PasswordArguments
    @OptionGroup var zoo: ZooArguments

    @Flag(name: [.customShort("n"), .long], help: "Print the index, and write nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if !dryRun { try Outputs.validate(output, json: json) }
        guard key == nil || output.isFile else {
            throw ValidationError("A signature lies beside its index; sign an index in a file.")
        }
        guard (1...36_500).contains(days) else {
            throw ValidationError("--days must be 1 to 36500, found \(days).")
        }
    }

    func run() throws {
        try output.check(against: bundles)
        let time = try SigningTime.current
        // Others do not have this user's plugins, and so cannot make their bundles.
        let builder = try IndexBuilder(blueprints: BuiltInBlueprints.registry())
        let index = try builder.index(
            named: name,
            files: bundles,
            at: output,
            isFresh: fresh,
            days: days,
            time: time
        )
        if dryRun { return try JSONOutput.print(index) }
        let key = try key.map { try password.key($0) }
        try builder.write(index, to: output, signedBy: key, at: time)
        if json { return try JSONOutput.print(Answer(index, output.path, isSigned: key != nil)) }
        try Terminal.print(
            "\(index.name):\(index.version)  \(index.entries.count) bundles  "
                + "\(index.unpublished.count) unpublished  until \(index.expires)",
            besides: output
        )
        guard key == nil, output.isFile else { return }
        Terminal.note("The index is not signed. Next: zoo sign --index \(output.path) --key FILE")
    }

    private struct Answer: Encodable {
        let schema = "zoo.index-result/1"
        let path: String
        let name: String
        let version: Int
        let expires: Timestamp
        let bundles: [String]
        let recipes: [String]
        let signed: Bool

        init(_ index: BundleIndex, _ path: String, isSigned: Bool) {
            self.path = path
            name = index.name
            version = index.version
            expires = index.expires
            bundles = index.entries.map { "\($0.name):\($0.version)" }
            recipes = index.unpublished.map(\.name)
            signed = isSigned
        }
    }
}
