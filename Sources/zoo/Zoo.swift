import ArgumentParser

@main
struct Zoo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "One tiny encoder on the device, any backbone on the server.",
        version: "0.1.0",
        subcommands: [BenchCommand.self]
    )
}
