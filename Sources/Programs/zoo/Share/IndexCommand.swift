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
            The bundles must lie below the folder of the index. An index that is there is updated: \
            its version counts up and its other bundles stay. Backbones with a decoder recipe and \
            no bundle are listed as recipes, so that `zoo install` says how to make one.

            Examples:
              zoo index Zoo/bundles/*.zoo -o Zoo/index.json --key zoo.key
              zoo index -o Zoo/index.json --days 730
            """
    )

    @Argument(help: "Bundle files.", completion: .file(extensions: ["zoo", "tar"]))
    var bundles: [String] = []

    @Option(name: .shortAndLong, help: "The index.", completion: .file(extensions: ["json"]))
    var output = "index.json"

    @Option(help: "What the index is called; keys and versions are pinned to the name.")
    var name: String?

    @Option(help: "How long the index is valid, in days.")
    var days = CatalogBuilder.standardDays

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
        guard (1...36_500).contains(days) else {
            throw ValidationError("--days must be 1 to 36500, found \(days).")
        }
    }

    func run() throws {
        let time = try SigningTime.current
        // Others do not have this user's plugins, and so cannot follow their recipes.
        let builder = try CatalogBuilder(blueprints: BuiltInBlueprints.registry())
        let catalog = try builder.catalog(
            named: name,
            files: bundles,
            at: output,
            isFresh: fresh,
            days: days,
            time: time
        )
        if dryRun { return try JSONOutput.print(catalog) }
        let key = try key.map { try password.key($0) }
        try builder.write(catalog, to: OutputTarget(argument: output), signedBy: key, at: time)
        if json { return try JSONOutput.print(Answer(catalog, output, isSigned: key != nil)) }
        try Terminal.print(
            "\(catalog.name):\(catalog.version)  \(catalog.entries.count) bundles  "
                + "\(catalog.recipes.count) recipes  until \(catalog.expires)"
        )
        guard key == nil else { return }
        Terminal.note("The index is not signed. Next: zoo sign --index \(output) --key FILE")
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

        init(_ catalog: Catalog, _ path: String, isSigned: Bool) {
            self.path = path
            name = catalog.name
            version = catalog.version
            expires = catalog.expires
            bundles = catalog.entries.map { "\($0.name):\($0.version)" }
            recipes = catalog.recipes.map(\.name)
            signed = isSigned
        }
    }
}
