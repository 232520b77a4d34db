import ArgumentParser

@main
struct Zoo: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "zoo", version: "0.1.0")
}
